"""A badge, by the endpoint schema of shields.io."""

from __future__ import annotations

import json
from collections.abc import Mapping

from conformance.outcome import Outcome, Verdict
from conformance.report import Report
from conformance.reports.gate import GREEN
from conformance.reports.outline import VERDICT_WORDS
from conformance.reports.text import visible

COLOURS = {
    Verdict.CONFORMANT: "brightgreen",
    Verdict.CONFORMANT_WITH_DEVIATIONS: "yellow",
    Verdict.NON_CONFORMANT: "red",
    Verdict.INCOMPLETE: "orange",
    Verdict.INVALID: "lightgrey",
}
COUNTED = {
    Verdict.CONFORMANT_WITH_DEVIATIONS: (Outcome.DEVIATION, "deviation", "deviations"),
    Verdict.NON_CONFORMANT: (Outcome.FAIL, "failed", "failed"),
    Verdict.INCOMPLETE: (Outcome.NOT_OBSERVED, "not observed", "not observed"),
}
PARTIAL = "blue"
"""The colour of a run that held in a part only: what lies outside it was not tested."""

NAME_LIMIT = 40


def render_badge(report: Report) -> str:
    """The report as a badge, a JSON document in ASCII; green only for a whole conformant run."""
    partial = bool(report.only) or report.profile == "smoke"
    colour = COLOURS[report.verdict]
    if partial and report.verdict in GREEN:
        colour = PARTIAL
    message = f"{said(report.verdict, report.counts)} ({_extent(report)})"
    return badge(message, colour, stops=report.verdict not in GREEN)


def badge(message: str, colour: str, *, stops: bool) -> str:
    """A badge as a JSON document in ASCII; `stops`: whether what it says is bad news."""
    value = {
        "schemaVersion": 1,
        "label": "Optimly message API",
        "message": message,
        "color": colour,
        # The address of an error's badge can't ask for another colour.
        "isError": stops,
    }
    return json.dumps(value, indent=2) + "\n"


def said(verdict: Verdict, counts: Mapping[Outcome, int]) -> str:
    """A verdict in a few words, with the number of what is worst about it."""
    word = VERDICT_WORDS[verdict].lower()
    if verdict not in COUNTED:
        return word
    outcome, one, many = COUNTED[verdict]
    number = counts.get(outcome, 0)
    word = word.removesuffix(" with deviations")
    return f"{word}, {number} {one if number == 1 else many}"


def _extent(report: Report) -> str:
    """How much was judged: the profile, or what the run was narrowed to."""
    profile = visible(report.profile, NAME_LIMIT)
    if not report.only:
        return f"{profile} only" if profile == "smoke" else profile
    if len(report.only) == 1:
        return f"{profile}, only {visible(report.only[0], NAME_LIMIT)}"
    return f"{profile}, only a part"
