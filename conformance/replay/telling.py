"""A replay as a person at a terminal sees it, and as JSON for machines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from conformance.replay.judging import Replayed, Result
from conformance.replay.replaying import Replay
from conformance.reports.text import visible
from conformance.run import REPLAY

SCHEMA_ID = "urn:optimly-conformance:replay:1"

WORDS = {
    Result.FAILS: ("still fails", "bold red"),
    Result.MENDED: ("no longer fails", "bold green"),
    Result.UNKNOWN: ("could not be judged", "bold yellow"),
    Result.ERROR: ("error of the suite", "bold red"),
}
NO_FINDINGS = "The report has no findings: there is nothing to send again."


def show(replay: Replay, directory: Path, console: Console | None = None) -> None:
    """Three lines for each finding, and one in the end."""
    console = console or Console(highlight=False)
    for one in replay.findings:
        numbered = one.numbered
        title = f"{numbered.number}. {numbered.requirement} {numbered.level}: {numbered.statement}"
        word, style = WORDS[one.result]
        for line in (
            Text(visible(title)),
            Text(f"   sent again: {_exchanges(one.sent_again)}"),
            Text.assemble("   ", (word, style), visible(_details(one))),
        ):
            console.print(line, soft_wrap=True)
    if replay.run is None:
        console.print(NO_FINDINGS)
        return
    found = [
        f"{word}: {replay.counts[result]}"
        for result, (word, _) in WORDS.items()
        if replay.counts[result]
    ]
    summary = (
        f"{_count(len(replay.findings), 'finding')}; {', '.join(found)}. "
        f"{_count(replay.requests, 'request')} to {replay.url}, in {directory / REPLAY}"
    )
    console.print(Text(summary), soft_wrap=True)


def as_json(replay: Replay) -> dict[str, Any]:
    """The same as JSON data; its JSON Schema is `reports/replay.schema.json`."""
    return {
        "$schema": SCHEMA_ID,
        "run": replay.run,
        "of": replay.of,
        "target": replay.url,
        "requests": replay.requests,
        "stopped": replay.stopped,
        "counts": {result.value: replay.counts[result] for result in Result},
        "findings": [_finding(one) for one in replay.findings],
    }


def _finding(one: Replayed) -> dict[str, Any]:
    numbered, now = one.numbered, one.now
    return {
        "number": numbered.number,
        "requirement": numbered.requirement,
        "level": numbered.level.value,
        "statement": numbered.statement,
        "sent_again": list(one.sent_again),
        "result": one.result.value,
        "reason": one.reason,
        "now": now
        and {
            "exchange": now.exchange,
            "pointer": now.pointer,
            "expected": now.expected,
            "actual": now.actual,
        },
    }


def _details(one: Replayed) -> str:
    if one.now is None:
        return f": {one.reason}" if one.reason else ""
    now = one.now
    return (
        f": {now.pointer or 'the body'} (exchange {now.exchange} in {REPLAY}), "
        f"expected {now.expected}, got {now.actual}"
    )


def _exchanges(numbers: Iterable[int]) -> str:
    """Numbers of exchanges, such as `exchanges 1, 4-6 of the report`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    if not runs:
        return "nothing"
    shown = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    one = len(runs) == 1 and len(runs[0]) == 1
    return f"{'exchange' if one else 'exchanges'} {shown} of the report"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
