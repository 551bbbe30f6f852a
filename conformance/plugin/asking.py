"""What the fixtures that are functions take and give, for annotations."""

from __future__ import annotations

from typing import Protocol

from conformance.calibration.matrix import Kill
from conformance.outcome import Judgement
from conformance.requirement import Flow, Requirement, Scenario

Asked = str | Flow | Scenario | Requirement
"""What can be judged by: the id of a requirement, the name of a flow, or one of these itself."""


class Judge(Protocol):
    """The fixture `judge`."""

    def __call__(self, *asked: Asked) -> tuple[Judgement, ...]: ...


class Prove(Protocol):
    """The fixture `prove`."""

    def __call__(self, flow: Flow) -> tuple[Kill, ...]: ...
