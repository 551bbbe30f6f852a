"""The report as one HTML page: no network, and whatever a target answered is inert in it."""

from __future__ import annotations

from typing import Any

from conformance.exchange import Exchange, Headers
from conformance.outcome import Level, Outcome
from conformance.report import Report
from conformance.reports import outline
from conformance.reports.pages import environment, template
from conformance.reports.text import BLOCK_LIMIT, body_text, visible

FINDINGS_SHOWN = 5
HEADERS_SHOWN = 60
BAR_WIDTH = 240


def render_html(report: Report) -> str:
    """The report as a self-contained page. It works without script, and on paper."""
    rows = outline.flow_rows(report)
    return template("report").render(
        report=report,
        rows=rows,
        bars={row.flow: _bar(row, max(row.total for row in rows)) for row in rows},
        exchanges={exchange.number: exchange for exchange in report.exchanges},
        results=outline.results,
        by_reason=outline.by_reason,
        mended=outline.mended,
        assured=outline.assured(report),
        troubles=outline.troubles(report),
        order=outline.ORDER,
        words=outline.OUTCOME_WORDS,
        verdict_word=outline.VERDICT_WORDS[report.verdict],
        no_reason=outline.NO_REASON,
        levels=tuple(Level),
        Outcome=Outcome,
        findings_shown=FINDINGS_SHOWN,
        bar_width=BAR_WIDTH,
    )


def _bar(row: outline.FlowRow, largest: int) -> list[tuple[Outcome, float, float]]:
    """The parts of a flow's bar from left to right: outcome, left edge and width."""
    parts: list[tuple[Outcome, float, float]] = []
    left = 0.0
    for outcome in outline.ORDER:
        width = row.counts[outcome] * BAR_WIDTH / largest
        if width:
            # A hair of space between the parts, so that they differ without colour too.
            parts.append((outcome, round(left, 2), round(max(width - 1, 0.5), 2)))
        left += width
    return parts


def _block(text: str) -> str:
    return visible(text, 2 * BLOCK_LIMIT, lines=True)


def _headers(headers: Headers) -> str:
    lines = [f"{visible(name)}: {visible(value)}" for name, value in headers[:HEADERS_SHOWN]]
    if len(headers) > HEADERS_SHOWN:
        lines.append(f"… ({len(headers) - HEADERS_SHOWN} more headers)")
    return "\n".join(lines)


def _answer(exchange: Exchange) -> dict[str, Any]:
    """What became of an exchange, in a word and in milliseconds."""
    if exchange.response is not None:
        word = str(exchange.response.status)
    else:
        word = "no answer" if exchange.sent else "not sent"
    return {"word": word, "milliseconds": round(1000 * (exchange.ended - exchange.started))}


environment().filters |= {"headers": _headers, "body": body_text, "block": _block}
environment().filters |= {"arrow": _answer}
