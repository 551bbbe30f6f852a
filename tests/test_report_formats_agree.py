"""Over generated reports: all formats say the same, and no text of a target acts in any."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import junitparser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from conformance.coverage.coverage import (
    Coverage,
    MemberCoverage,
    OperationCoverage,
    StatusCoverage,
)
from conformance.exchange import Exchange, Request, Response
from conformance.outcome import Change, Finding, Level, Outcome, Verdict
from conformance.pace import Latency, Moment, Pace
from conformance.remarks import RANKS, Remark
from conformance.report import Report, RequirementResult, Suite, Target, Traffic
from conformance.reports import (
    render_html,
    render_json,
    render_junit,
    render_markdown,
)
from conformance.reports.json_report import schema
from conformance.reports.outline import VERDICT_WORDS
from conformance.reports.text import BLOCK_LIMIT, visible

GREEN = {Verdict.CONFORMANT, Verdict.CONFORMANT_WITH_DEVIATIONS}
HOSTILE = (
    "<script>alert(1)</script>",
    "</pre></code></style><img src=x onerror=alert(1)>",
    "\"><svg/onload=alert(1)> ' &amp; {{ 7*7 }} {% raw %}",
    "```\n# not a heading\n````\n<b>",
    "`` ` `",
    "\x1b[31mred\x1b[0m\x00\x07\ufffe\ud800",
    "\u202egnp.exe\u202c\u200b",
    "]]>\r\n| a | b |",
    "\\",
    " ",
    "",
    "é" * 5000,
)

# Generated texts --------------------------------------------------------------------------------

texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=()), max_size=20),
    st.tuples(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE)).map("".join),
)
words = st.sampled_from(["chats", "leads", "every answer"]) | texts
findings = st.builds(
    Finding,
    exchange=st.integers(1, 4),
    pointer=texts,
    expected=texts,
    actual=texts,
    reproduce=texts,
    count=st.integers(1, 2000),
    control=st.none() | st.integers(1, 4),
    changes=st.lists(
        st.builds(Change, pointer=texts, failing=texts, passing=texts), max_size=2
    ).map(tuple),
)
header_values = st.lists(st.tuples(texts, texts), max_size=2).map(tuple)
bodies = st.binary(max_size=12) | texts.map(lambda text: text.encode("utf-8", "replace"))
exchanges = st.builds(
    Exchange,
    number=st.integers(1, 4),
    flow=words,
    case=texts,
    step=texts,
    operation=st.none() | texts,
    agent=st.none(),
    carrier=st.none(),
    request=st.builds(Request, method=texts, url=texts, headers=header_values, body=bodies),
    response=st.none()
    | st.builds(Response, status=st.integers(100, 599), headers=header_values, body=bodies),
    unanswered=st.none() | texts,
    sent=st.booleans(),
)


counts = st.dictionaries(texts, st.integers(0, 9), max_size=2)
remarks = st.builds(
    Remark,
    code=texts,
    rank=st.sampled_from(RANKS),
    field=texts,
    summary=texts,
    detail=texts,
    kinds=st.integers(0, 9),
    answers=st.integers(0, 9),
    exchange=st.integers(1, 9),
)
notes = st.none() | texts
operations = st.builds(
    OperationCoverage,
    operation=texts,
    requests=st.integers(0, 9),
    note=notes,
    members=st.tuples(
        st.builds(MemberCoverage, pointer=texts, sent=st.integers(0, 9), kept=counts, broken=counts)
    ),
    statuses=st.tuples(
        st.builds(
            StatusCoverage,
            status=texts,
            answers=st.integers(0, 9),
            headers=counts,
            members=counts,
            note=notes,
        )
    ),
    undocumented=counts,
)
coverages = st.builds(
    Coverage, operations=st.tuples(operations), carriers=counts, outside=st.integers(0, 9)
)


@st.composite
def requirement_results(draw: st.DrawFn) -> RequirementResult:
    level = draw(st.sampled_from(Level))
    other = Outcome.DEVIATION if level is Level.MUST else Outcome.FAIL
    return RequirementResult(
        id=draw(st.from_regex(r"\A[A-Z]{2,5}-[0-9]{2}\Z") | texts),
        flow=draw(words),
        level=level,
        statement=draw(texts),
        explanation=draw(texts),
        source=draw(texts),
        file=draw(texts),
        line=draw(st.integers(1, 500)),
        outcome=draw(st.sampled_from([outcome for outcome in Outcome if outcome is not other])),
        judged=draw(st.integers(0, 5000)),
        reason=draw(st.none() | texts),
        findings=tuple(draw(st.lists(findings, max_size=2))),
        saboteurs=tuple(draw(st.lists(texts, max_size=2))),
    )


def count(results: tuple[RequirementResult, ...]) -> dict[Outcome, int]:
    return {outcome: sum(result.outcome is outcome for result in results) for outcome in Outcome}


def verdict_of(results: tuple[RequirementResult, ...], damage: str | None) -> Verdict:
    """The design's rule, said again, so that only reports that can exist are generated."""
    seen = {result.outcome for result in results}
    if Outcome.FAIL in seen:
        return Verdict.NON_CONFORMANT
    if damage is not None or Outcome.ERROR in seen or not any(result.judged for result in results):
        return Verdict.INVALID
    if (Level.MUST, Outcome.NOT_OBSERVED) in {(result.level, result.outcome) for result in results}:
        return Verdict.INCOMPLETE
    deviates = Outcome.DEVIATION in seen
    return Verdict.CONFORMANT_WITH_DEVIATIONS if deviates else Verdict.CONFORMANT


@st.composite
def reports(draw: st.DrawFn) -> Report:
    names = st.lists(texts, max_size=2).map(tuple)
    results = tuple(draw(st.lists(requirement_results(), max_size=4)))
    damage = draw(st.none() | st.none() | texts)
    return Report(
        verdict=verdict_of(results, damage),
        summary=draw(texts),
        run=draw(texts),
        started_at=draw(texts),
        target=Target(draw(texts), draw(names), draw(names), draw(names)),
        suite=Suite(draw(texts), draw(texts), draw(texts)),
        profile=draw(texts),
        only=draw(names),
        seed=draw(st.integers()),
        explore=draw(st.integers(0, 5000)),
        traffic=Traffic(draw(st.integers(0, 10**6)), draw(st.floats(0, 10**5)), {"201": 3}),
        stopped=draw(st.none() | texts),
        damage=damage,
        faults=draw(names) if damage is not None else (),
        counts=count(results),
        flows={"chats": "Chats", "unused": draw(texts)},
        requirements=results,
        exchanges=tuple(draw(st.lists(exchanges, max_size=2))),
        log=tuple(draw(st.lists(exchanges, max_size=3))),
        remarks=draw(st.none() | st.lists(remarks, max_size=2).map(tuple)),
        pace=Pace((Latency(draw(texts), 1, 2, 3, 4),), {draw(texts): (Moment(0, 1, 2, 3),)}),
        coverage=draw(coverages),
    )


# Reading the formats back -----------------------------------------------------------------------


class Page(HTMLParser):
    """What a browser would find in the page: elements, attributes and the words of each."""

    VOID = frozenset({"meta", "br", "input", "rect", "line", "path", "circle"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.numbers: dict[str, int] = {}
        self.rows: list[tuple[str, str]] = []
        self.scripts: list[str] = []
        self.heading = ""
        self.text = ""
        self._count: str | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += found.items()
        self._count = found.get("data-count")
        if "data-outcome" in found:
            self.rows.append((found["id"], found["data-outcome"]))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._count:
            self.numbers[self._count] = int(data)
            self._count = None
        if self.open[-1:] == ["script"]:
            self.scripts.append(data)
        elif self.open[-1:] == ["h1"]:
            self.heading += data
        self.text += data


def table_totals(markdown: str) -> list[int]:
    [line] = [line for line in markdown.splitlines() if line.startswith("| **All** |")]
    return [int(number) for number in re.findall(r"\*\*(\d+)\*\*", line)]


def cases(suites: junitparser.JUnitXml) -> list[junitparser.TestCase]:
    return [case for suite in suites for case in suite]


def kinds(found: list[junitparser.TestCase], kind: type[junitparser.Element]) -> int:
    return sum(isinstance(entry, kind) for case in found for entry in case.result)


# The properties ---------------------------------------------------------------------------------

QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@QUICK
@given(reports())
def test_json_is_what_its_schema_says_and_loses_nothing(report: Report) -> None:
    value = json.loads(render_json(report))
    Draft202012Validator(schema()).validate(value)
    assert value["verdict"] == report.verdict.value
    assert value["counts"] == {outcome.value: report.counts[outcome] for outcome in Outcome}
    assert [entry["outcome"] for entry in value["requirements"]] == [
        entry.outcome.value for entry in report.requirements
    ]
    assert value["summary"].encode("utf-16", "surrogatepass") == report.summary.encode(
        "utf-16", "surrogatepass"
    )


@QUICK
@given(reports())
def test_junit_is_red_unless_the_verdict_is_green(report: Report) -> None:
    suites = junitparser.JUnitXml.fromstring(render_junit(report).encode("utf-8"))
    found = cases(suites)
    own = [case for case in found if case.classname != "conformance.run"]
    must_unseen = sum(
        entry.level is Level.MUST and entry.outcome is Outcome.NOT_OBSERVED
        for entry in report.requirements
    )
    unseen = report.counts[Outcome.NOT_OBSERVED]
    assert len(own) == len(report.requirements)
    assert len(found) == len(own) + 1
    assert kinds(own, junitparser.Failure) == report.counts[Outcome.FAIL]
    assert kinds(own, junitparser.Error) == report.counts[Outcome.ERROR] + must_unseen
    skipped = report.counts[Outcome.NOT_APPLICABLE] + unseen - must_unseen
    assert kinds(own, junitparser.Skipped) == skipped
    assert (suites.failures + suites.errors == 0) == (report.verdict in GREEN)
    assert (suites.tests, suites.skipped) == (len(found), skipped)
    assert suites.failures == kinds(found, junitparser.Failure)
    assert suites.errors == kinds(found, junitparser.Error)
    for suite in suites:
        values = {entry.name: entry.value for entry in suite.properties()}  # type: ignore[no-untyped-call]
        assert values["verdict"] == report.verdict.value


@QUICK
@given(reports())
def test_markdown_has_the_counts_and_no_markup_but_its_own(report: Report) -> None:
    text = render_markdown(report)
    totals = table_totals(text)
    assert sorted(totals[:-1]) == sorted(report.counts.values())
    assert totals[-1] == len(report.requirements)
    assert f"Verdict `{report.verdict.value}`" in text
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    assert {token.type for token in (*tokens, *inline)}.isdisjoint(
        {"html_block", "html_inline", "link_open", "image", "blockquote_open"}
    )
    detailed = (Outcome.FAIL, Outcome.ERROR, Outcome.DEVIATION)
    shown = [entry for entry in report.requirements if entry.outcome in detailed]
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    assert (headings.count("h1"), headings.count("h3")) == (1, len(shown))
    fences = [token.content for token in tokens if token.type == "fence"]
    commands = [finding.reproduce for entry in shown for finding in entry.findings]
    assert sorted(fences) == sorted(
        f"{visible(command, BLOCK_LIMIT, lines=True)}\n" for command in commands
    )


@QUICK
@given(reports())
def test_html_has_the_counts_and_no_element_but_its_own(report: Report) -> None:
    page = Page(render_html(report))
    assert page.open == []
    assert page.heading == VERDICT_WORDS[report.verdict]
    assert page.numbers == {outcome.value: report.counts[outcome] for outcome in Outcome}
    assert page.rows == [(visible(entry.id), entry.outcome.value) for entry in report.requirements]
    assert len(page.scripts) == 3, "the log and two scripts"
    assert {"img", "b:", "iframe", "link", "object"}.isdisjoint(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert "src" not in dict(page.attributes)
    assert all(value.startswith("#") for name, value in page.attributes if name == "href")
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\ud800-\udfff]", page.text
    )
