"""A summary in Markdown, for a pull request or the page of a CI job."""

from __future__ import annotations

import re

from conformance.outcome import Finding, Outcome
from conformance.report import Report, RequirementResult
from conformance.reports.outline import (
    ORDER,
    OUTCOME_WORDS,
    VERDICT_WORDS,
    assured,
    by_reason,
    flow_rows,
    mended,
    results,
    troubles,
)
from conformance.reports.text import BLOCK_LIMIT, visible

FINDINGS_SHOWN = 3
# An underscore within a word, and most signs after the first, mean nothing in GFM: a summary is
# read unrendered too, so that only what has to be escaped is.
_MEANINGFUL = re.compile(
    r"([\\`*\[\]<|~&$]|(?<!\w)_|_(?!\w)|(?<=\s)#|^[>#+=-]|(?<=^\d)[.)]|(?<=^\d\d)[.)])"
)


def render_markdown(report: Report) -> str:
    """The report as Markdown (GFM): the verdict first, then what a reader has to act on."""
    blocks = [*_opening(report), *_table(report)]
    for title, outcome in (
        ("Failures", Outcome.FAIL),
        ("Errors of the suite", Outcome.ERROR),
        ("Deviations", Outcome.DEVIATION),
    ):
        blocks += _section(title, results(report, outcome))
    blocks += _unjudged("Not observed", results(report, Outcome.NOT_OBSERVED))
    blocks += _untested(report)
    blocks += ["## Assurance", _assurance(report)]
    return "\n\n".join(blocks) + "\n"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MEANINGFUL.sub(r"\\\1", visible(text).strip(" "))


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _code(text: str) -> str:
    """A code span that no backtick in the text can end; on one line."""
    shown = visible(text)
    if not shown.strip(" "):
        return "*(empty)*"
    ticks = "`" * (_longest_run(shown) + 1)
    # A space inside keeps a backtick at the end apart from the fence; readers drop it again.
    space = " " if {shown[0], shown[-1]} & {"`", " "} else ""
    return f"{ticks}{space}{shown}{space}{ticks}"


def _fence(text: str, language: str) -> str:
    """A fenced block that no run of backticks in the text can end."""
    shown = visible(text, BLOCK_LIMIT, lines=True)
    ticks = "`" * max(3, _longest_run(shown) + 1)
    return f"{ticks}{language}\n{shown}\n{ticks}"


def _opening(report: Report) -> list[str]:
    narrowed = ", ".join(_code(name) for name in report.only)
    fresh = f", {report.explore:,} fresh cases" if report.explore else ""
    facts = [
        f"- Target: {_code(report.target.url)}",
        f"- Profile: {_code(report.profile)}" + (f", only {narrowed}" if narrowed else ""),
        f"- Run: {_code(report.run)}, {_plain(report.started_at)}, seed {report.seed}{fresh}",
        f"- Suite: {_code(report.suite.version)}; {report.traffic.requests:,} requests"
        f" in {report.traffic.seconds:.1f} s",
    ]
    blocks = [
        f"# {VERDICT_WORDS[report.verdict]}",
        f"Verdict `{report.verdict.value}`: {_plain(report.summary)}",
        "\n".join(facts),
    ]
    wrong = [f"- **{label}:** {_plain(sentence)}" for label, sentence in troubles(report)]
    return [*blocks, "\n".join(wrong)] if wrong else blocks


def _table(report: Report) -> list[str]:
    header = ["Flow", *(OUTCOME_WORDS[outcome] for outcome in ORDER), "all"]
    lines = [header, ["---", *(["---:"] * (len(ORDER) + 1))]]
    for row in flow_rows(report):
        numbers = [row.counts[outcome] for outcome in ORDER]
        lines.append([_plain(row.title), *map(str, numbers), str(row.total)])
    totals = [report.counts.get(outcome, 0) for outcome in ORDER]
    lines.append(["**All**", *(f"**{number}**" for number in (*totals, sum(totals)))])
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return ["## Outcomes by flow", table]


def _section(title: str, found: tuple[RequirementResult, ...]) -> list[str]:
    blocks = [f"## {title} ({len(found)})"] if found else []
    for result in found:
        blocks.append(f"### {_plain(result.id)}: {_plain(result.statement)}")
        facts = [f"{result.level.value}, {_plain(result.source)}"]
        facts += [_plain(result.reason)] if result.reason else []
        blocks.append("\\\n".join(facts))
        for finding in result.findings[:FINDINGS_SHOWN]:
            blocks += _finding(finding)
        if (more := len(result.findings) - FINDINGS_SHOWN) > 0:
            blocks.append(f"{more} more in `report.json`.")
    return blocks


def _finding(finding: Finding) -> list[str]:
    alike = f" and {finding.count - 1:,} more like it" if finding.count > 1 else ""
    lines = [
        f"- At {_code(finding.pointer)}, exchange {finding.exchange}{alike}",
        f"- Expected: {_code(finding.expected)}",
        f"- Actual: {_code(finding.actual)}",
    ]
    lines += [f"- {_plain(change)}"] if (change := mended(finding)) else []
    return ["\n".join(lines), _fence(finding.reproduce, "sh")]


def _unjudged(title: str, found: tuple[RequirementResult, ...]) -> list[str]:
    blocks = [f"## {title} ({len(found)})"] if found else []
    for reason, group in by_reason(found).items():
        lines = [
            f"- {_plain(result.id)} ({result.level.value}): {_plain(result.statement)}"
            for result in group
        ]
        blocks += [f"{_plain(reason)}", "\n".join(lines)]
    return blocks


def _assurance(report: Report) -> str:
    return "\n".join(f"- {_plain(sentence)}" for sentence in assured(report))


def _untested(report: Report) -> list[str]:
    """What this run says nothing about, so that nobody reads more into it than is there."""
    found = results(report, Outcome.NOT_APPLICABLE)
    blocks = _unjudged("Not tested", found) or ["## Not tested (0)"]
    if report.only:
        blocks.append("The run was narrowed: what lies outside it was not tested either.")
    elif not found:
        blocks.append(f"Nothing in the profile {_code(report.profile)} was left out.")
    return blocks
