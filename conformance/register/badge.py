"""The badge of an entry: never green but for a certificate that holds without deviations."""

from __future__ import annotations

from conformance.outcome import Outcome
from conformance.register.entry import Entry, State
from conformance.reports.badge import COLOURS, NAME_LIMIT, badge, said
from conformance.reports.text import visible

STATES = {
    State.EXPIRED: ("certificate expired after", "lightgrey"),
    State.OTHER_SUITE: ("certificate not checked by this suite", "lightgrey"),
    State.REFUSED: ("certificate refused", "red"),
}


def render_badge(entry: Entry) -> str:
    """An entry's badge, a JSON document in ASCII by the endpoint schema of shields.io.

    It is as of the register's day: a badge that isn't made anew still says until when it held.
    """
    of = f"{visible(entry.version, NAME_LIMIT)} " if entry.version else ""
    result = entry.result
    if entry.state is State.CERTIFIED and result is not None:
        counts = {Outcome.DEVIATION: len(result.deviations)}
        message = f"{of}{said(result.verdict, counts)}, certified until {result.expires}"
        return badge(message, COLOURS[result.verdict], stops=False)
    words, colour = STATES[entry.state]
    day = f" {result.expires}" if result is not None else ""
    return badge(f"{of}{words}{day}", colour, stops=True)
