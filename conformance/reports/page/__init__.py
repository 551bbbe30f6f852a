"""The report as one HTML page: no network, and whatever a target answered is inert in it."""

from __future__ import annotations

from itertools import islice

from conformance.coverage.gaps import NEVER, gaps
from conformance.exchange import Exchange
from conformance.outcome import Finding, Level, Outcome
from conformance.plan import CERTIFICATION
from conformance.report import Report
from conformance.reports import outline
from conformance.reports.page import charts, messages
from conformance.reports.page.causes import by_cause
from conformance.reports.page.log import SHOWN, log
from conformance.reports.page.marking import marked
from conformance.reports.page.sequence import Picture, sequence
from conformance.reports.pages import environment, template
from conformance.reports.text import BLOCK_LIMIT, visible

FINDINGS_SHOWN = 5
FIRST_SHOWN = 6
"""So many failures stand right below the verdict."""


def render_html(report: Report) -> str:
    """The report as a self-contained page. All but the log works without script, and on paper."""
    rows = outline.flow_rows(report)
    everything = report.log or report.exchanges
    pictures = _Pictures(report)
    return template("report").render(
        report=report,
        rows=rows,
        bars={row.flow: charts.bar(row, max(row.total for row in rows)) for row in rows},
        bar_width=charts.BAR_WIDTH,
        exchanges={exchange.number: exchange for exchange in report.exchanges},
        pictures=pictures,
        results=outline.results,
        by_cause=by_cause,
        by_reason=outline.by_reason,
        mended=outline.mended,
        marked=marked,
        assured=outline.assured(report),
        troubles=outline.troubles(report),
        order=outline.ORDER,
        words=outline.OUTCOME_WORDS,
        verdict_word=outline.VERDICT_WORDS[report.verdict],
        no_reason=outline.NO_REASON,
        unkept=outline.UNKEPT,
        what_provisional_is=outline.PROVISIONAL,
        levels=tuple(Level),
        Outcome=Outcome,
        certification=CERTIFICATION,
        findings_shown=FINDINGS_SHOWN,
        first_shown=FIRST_SHOWN,
        coverage=report.coverage,
        gaps=gaps(report.coverage),
        never=NEVER,
        latency_scale=charts.latency_scale(report.pace.latencies),
        limit_charts=[
            charts.limit_chart(operation, moments, report.traffic.seconds)
            for operation, moments in report.pace.limits.items()
        ],
        charts=charts,
        log=log(islice(everything, SHOWN)),
        log_size=len(everything),
        log_shown=min(SHOWN, len(everything)),
    )


class _Pictures:
    """The sequences of calls that the page shows, found in one reading of the log."""

    def __init__(self, report: Report) -> None:
        cited = {(one.flow, one.case) for one in report.exchanges}
        self._cases: dict[tuple[str, str], list[Exchange]] = {}
        self._scenarios: dict[tuple[str, str], str] = {}
        for exchange in report.log or report.exchanges:
            place = exchange.flow, exchange.case
            first = self._scenarios.setdefault((exchange.flow, exchange.scenario), exchange.case)
            if place in cited or first == exchange.case:
                self._cases.setdefault(place, []).append(exchange)

    def of(self, exchange: Exchange) -> Picture | None:
        """The case of an exchange that a finding is about; None for a single call."""
        case = self._cases.get((exchange.flow, exchange.case), [])
        return sequence(case, {exchange.number}) if len(case) > 1 else None

    def of_flow(self, flow: str) -> list[Picture]:
        """One case of each scenario of a flow that has more than one call."""
        return [
            sequence(self._cases[flow, case])
            for (name, _), case in self._scenarios.items()
            if name == flow and len(self._cases[flow, case]) > 1
        ]


def _sent_at(finding: Finding) -> list[str]:
    """The places of a request that a finding is about: what is to change, or what should return."""
    return [one.pointer for one in finding.changes] or [finding.pointer]


def _block(text: str) -> str:
    return visible(text, 2 * BLOCK_LIMIT, lines=True)


environment().filters |= {
    "heads": messages.heads,
    "content": messages.content,
    "request_line": messages.request_line,
    "status_line": messages.status_line,
    "answer": messages.answer,
    "milliseconds": messages.milliseconds,
    "block": _block,
    "sent_at": _sent_at,
}
