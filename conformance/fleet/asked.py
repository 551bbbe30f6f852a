"""What is asked for: a fleet, and the run of each of its targets, without a secret in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from conformance.certificate.claims import Implementation
from conformance.configuration import Choices, combined
from conformance.option import READERS
from conformance.target import VARIABLES

FILED = frozenset({"spec", "baseline"})
"""The options that name files. Their contents go along: a worker may be on another machine."""

SECRETS: Mapping[str, str] = {
    variable.removeprefix("CONFORMANCE_").lower().replace("_", "-"): variable
    for variable in VARIABLES.values()
}
"""The keys that name variables with secrets, and the variable that a run reads each from."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One target's run. All of it may be seen by whoever sees the scheduler.

    `options` are as in the file, `contents` those of the files that options name. `secrets` gives
    the variable where the worker finds each secret, by the variable that the run reads it from.
    """

    name: str
    url: str
    options: Mapping[str, Any]
    secrets: Mapping[str, str]
    contents: Mapping[str, str] = field(default_factory=dict)
    subject: Implementation | None = None

    @classmethod
    def again(cls, data: Mapping[str, Any]) -> Self:
        """What has been made data of by `asdict`."""
        subject = data["subject"] and Implementation(**data["subject"])
        return cls(**{**data, "subject": subject})

    @property
    def profile(self) -> str:
        return self.choices().profile

    @property
    def is_certification(self) -> bool:
        """Whether a certificate can be made of its run."""
        from conformance.plan import CERTIFICATION  # noqa: PLC0415 - loads the contract's reader

        return self.profile == CERTIFICATION

    @property
    def digest(self) -> str:
        """The same for what asks for the same run."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    def choices(self, files: Mapping[str, Path] | None = None) -> Choices:
        """The choices of its run; `files` says where the contents have been put."""
        chosen = {option: READERS[option](value) for option, value in self.options.items()}
        return replace(combined({**chosen, **(files or {})}), url=self.url)


@dataclass(frozen=True, slots=True)
class Fleet:
    """All targets, in the order of the file that asks for them."""

    targets: tuple[Asked, ...]
