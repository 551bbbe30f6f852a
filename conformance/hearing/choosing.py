"""Where a run is judged while it is driven."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from conformance.contract import Contract
from conformance.drive.observer import Observer
from conformance.exchange import Header
from conformance.hearing.apart import Apart
from conformance.hearing.heard import Hearing
from conformance.hearing.in_lanes import InLanes
from conformance.plan import SAMPLED
from conformance.requirement import Requirement


def hearing(
    observer: Observer,
    header: Header,
    contract: Contract,
    chosen: Sequence[Requirement],
    transcript: Path,
    *,
    whole: bool,
) -> Hearing:
    """What judges a run while it is driven, and tells `observer` everything.

    A process of its own pays where there is much to judge and another processor to do it. An
    operator's own flows are Python that only this process has loaded. `whole`: the run has no
    earlier part.
    """
    if header.profile not in SAMPLED and not header.own and processors() > 1:
        try:
            return Apart(observer, header, contract, transcript)
        except OSError:
            pass
    return InLanes(observer, header, contract, chosen, whole=whole)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
