"""A badge, by the endpoint schema of shields.io."""

from __future__ import annotations

import json

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
    value = {
        "schemaVersion": 1,
        "label": "Optimly message API",
        "message": f"{_said(report)} ({_extent(report)})",
        "color": colour,
        # The address of an error's badge can't ask for another colour.
        "isError": report.verdict not in GREEN,
    }
    return json.dumps(value, indent=2) + "\n"


def _said(report: Report) -> str:
    word = VERDICT_WORDS[report.verdict].lower()
    if report.verdict not in COUNTED:
        return word
    outcome, one, many = COUNTED[report.verdict]
    number = report.counts.get(outcome, 0)
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
