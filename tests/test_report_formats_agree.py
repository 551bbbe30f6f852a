"""Over generated reports: all formats say the same, and no text of a target acts in any."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import junitparser
from generated_reports import GREEN, QUICK, reports
from hypothesis import given
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from conformance.outcome import Level, Outcome
from conformance.report import Report
from conformance.reports import (
    render_html,
    render_json,
    render_junit,
    render_markdown,
)
from conformance.reports.json_report import schema
from conformance.reports.outline import VERDICT_WORDS
from conformance.reports.text import BLOCK_LIMIT, visible

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
    assert (suites.tests, sum(suite.skipped for suite in suites)) == (len(found), skipped)
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
    every = (*report.requirements, *report.provisional)
    shown = [entry for entry in every if entry.outcome in detailed]
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
