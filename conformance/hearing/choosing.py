"""Where a run is judged while it is driven."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from conformance.contract import Contract
from conformance.drive.observer import Observer
from conformance.exchange import Header
from conformance.hearing.apart import Apart
from conformance.hearing.heard import Hearing
from conformance.hearing.in_lanes import InLanes
from conformance.hearing.process import worthwhile
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

    `whole`: the run has no earlier part.
    """
    if worthwhile(header.profile, own=bool(header.own)):
        try:
            return Apart(observer, header, contract, transcript)
        except OSError:
            pass
    return InLanes(observer, header, contract, chosen, whole=whole)
