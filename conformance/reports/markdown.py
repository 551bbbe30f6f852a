"""A summary in Markdown, for a pull request or the page of a CI job."""

from __future__ import annotations

from conformance.outcome import Finding, Outcome
from conformance.report import Report, RequirementResult
from conformance.reports.gfm import code, fence, plain
from conformance.reports.outline import (
    ORDER,
    OUTCOME_WORDS,
    PROVISIONAL,
    UNKEPT,
    VERDICT_WORDS,
    assured,
    by_reason,
    flow_rows,
    mended,
    results,
    troubles,
)

FINDINGS_SHOWN = 3


def render_markdown(report: Report) -> str:
    """The report as Markdown (GFM): the verdict first, then what a reader has to act on."""
    return "\n\n".join(markdown_blocks(report)) + "\n"


def markdown_blocks(report: Report) -> list[str]:
    """The same in blocks, none of which means anything else where the next one is missing."""
    blocks = [*_opening(report), *_table(report)]
    for title, outcome in (
        ("Failures", Outcome.FAIL),
        ("Errors of the suite", Outcome.ERROR),
        ("Deviations", Outcome.DEVIATION),
    ):
        blocks += _section(title, results(report, outcome))
    blocks += _unjudged("Not observed", results(report, Outcome.NOT_OBSERVED))
    blocks += _untested(report)
    blocks += _provisional(report.provisional)
    return [*blocks, "## Assurance", _assurance(report)]


def _opening(report: Report) -> list[str]:
    narrowed = ", ".join(code(name) for name in report.only)
    fresh = f", {report.explore:,} fresh cases" if report.explore else ""
    facts = [
        f"- Target: {code(report.target.url)}",
        f"- Profile: {code(report.profile)}" + (f", only {narrowed}" if narrowed else ""),
        f"- Run: {code(report.run)}, {plain(report.started_at)}, seed {report.seed}{fresh}",
        f"- Suite: {code(report.suite.version)}; {report.traffic.requests:,} requests"
        f" in {report.traffic.seconds:.1f} s",
    ]
    blocks = [
        f"# {VERDICT_WORDS[report.verdict]}",
        f"Verdict `{report.verdict.value}`: {plain(report.summary)}",
        "\n".join(facts),
    ]
    wrong = [f"- **{label}:** {plain(sentence)}" for label, sentence in troubles(report)]
    return [*blocks, "\n".join(wrong)] if wrong else blocks


def _table(report: Report) -> list[str]:
    header = ["Flow", *(OUTCOME_WORDS[outcome] for outcome in ORDER), "all"]
    lines = [header, ["---", *(["---:"] * (len(ORDER) + 1))]]
    for row in flow_rows(report):
        numbers = [row.counts[outcome] for outcome in ORDER]
        lines.append([plain(row.title), *map(str, numbers), str(row.total)])
    totals = [report.counts.get(outcome, 0) for outcome in ORDER]
    lines.append(["**All**", *(f"**{number}**" for number in (*totals, sum(totals)))])
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return ["## Outcomes by flow", table]


def _section(title: str, found: tuple[RequirementResult, ...]) -> list[str]:
    blocks = [f"## {title} ({len(found)})"] if found else []
    for result in found:
        blocks += _explained(result)
    return blocks


def _explained(result: RequirementResult) -> list[str]:
    facts = [f"{result.level.value}, {plain(result.source)}"]
    facts += [plain(result.reason)] if result.reason else []
    blocks = [f"### {plain(result.id)}: {plain(result.statement)}", "\\\n".join(facts)]
    for finding in result.findings[:FINDINGS_SHOWN]:
        blocks += _finding(finding)
    if (more := len(result.findings) - FINDINGS_SHOWN) > 0:
        blocks.append(f"{more} more in `report.json`.")
    return blocks


def _finding(finding: Finding) -> list[str]:
    alike = f" and {finding.count - 1:,} more like it" if finding.count > 1 else ""
    lines = [
        f"- At {code(finding.pointer)}, exchange {finding.exchange}{alike}",
        f"- Expected: {code(finding.expected)}",
        f"- Actual: {code(finding.actual)}",
    ]
    lines += [f"- {plain(change)}"] if (change := mended(finding)) else []
    return ["\n".join(lines), fence(finding.reproduce, "sh")]


def _unjudged(title: str, found: tuple[RequirementResult, ...]) -> list[str]:
    blocks = [f"## {title} ({len(found)})"] if found else []
    for reason, group in by_reason(found).items():
        lines = [
            f"- {plain(result.id)} ({result.level.value}): {plain(result.statement)}"
            for result in group
        ]
        blocks += [f"{plain(reason)}", "\n".join(lines)]
    return blocks


def _provisional(found: tuple[RequirementResult, ...]) -> list[str]:
    if not found:
        return []
    lines = [
        f"- {plain(result.id)} ({result.level.value}), {OUTCOME_WORDS[result.outcome]}: "
        f"{plain(result.statement)}{f' {plain(result.reason)}' if result.reason else ''}"
        for result in found
    ]
    blocks = [f"## Provisional ({len(found)})", PROVISIONAL, "\n".join(lines)]
    for result in found:
        blocks += _explained(result) if result.outcome in UNKEPT else []
    return blocks


def _assurance(report: Report) -> str:
    return "\n".join(f"- {plain(sentence)}" for sentence in assured(report))


def _untested(report: Report) -> list[str]:
    """What this run says nothing about, so that nobody reads more into it than is there."""
    found = results(report, Outcome.NOT_APPLICABLE)
    blocks = _unjudged("Not tested", found) or ["## Not tested (0)"]
    if report.only:
        blocks.append("The run was narrowed: what lies outside it was not tested either.")
    elif not found:
        blocks.append(f"Nothing in the profile {code(report.profile)} was left out.")
    return blocks
