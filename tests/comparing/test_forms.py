"""All forms of a comparison say the same, and no text of a report acts in any of them."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

from hypothesis import given, settings
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from conformance.compare import FORMATS, render_html, render_json, render_markdown, render_text
from conformance.compare.as_json import schema
from conformance.compare.comparison import Comparison, Group, compare
from conformance.compare.outline import LISTED, UNFAIR, counted, headline
from conformance.outcome import Outcome

from .builders import finding, report, reports, requirement

QUICK = settings(max_examples=60, deadline=None, derandomize=True)
UNSEEN = "[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\ud800-\udfff]"


class Page(HTMLParser):
    """The elements of a page, its words, and the numbers that stand at its groups."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.numbers: dict[str, int] = {}
        self.cards: list[str] = []
        self.text = ""
        self._count: str | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.names |= set(given)
        self.links += [given["href"]] if "href" in given else []
        self._count = given.get("data-count")
        self.cards += [given["data-group"]] if "data-group" in given else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._count:
            self.numbers[self._count] = int(data)
            self._count = None
        self.text += data


def listed(found: Comparison) -> dict[str, int]:
    """How many requirements the readable forms name, by group; none where there are none."""
    return {group.value: found.counts[group] for group in LISTED if found.counts[group]}


@QUICK
@given(reports(), reports())
def test_json_is_what_its_schema_says(a: dict[str, Any], b: dict[str, Any]) -> None:
    found = compare(a, b)
    value = json.loads(render_json(found))
    Draft202012Validator.check_schema(schema())
    Draft202012Validator(schema()).validate(value)
    assert value["counts"] == {group.value: found.counts[group] for group in Group}
    assert [one["group"] for one in value["requirements"]] == [
        one.group.value for one in found.requirements
    ]


@QUICK
@given(reports(), reports())
def test_the_page_has_every_requirement_and_no_element_but_its_own(
    a: dict[str, Any], b: dict[str, Any]
) -> None:
    found = compare(a, b)
    page = Page(render_html(found))
    assert page.open == []
    unchanged = found.counts[Group.UNCHANGED]
    said = {"unchanged": unchanged} if unchanged else {}
    assert page.numbers == listed(found) | said
    assert {name: page.cards.count(name) for name in page.cards} == listed(found)
    assert {"script", "img", "svg", "iframe", "link", "object", "form"}.isdisjoint(page.tags)
    assert not [name for name in page.names if name.startswith("on") or name == "src"]
    assert page.links == ["#main"]
    assert not re.search(UNSEEN, page.text)
    assert (UNFAIR in page.text) is bool(found.unfair)


@QUICK
@given(reports(), reports())
def test_markdown_has_every_group_and_no_markup_but_its_own(
    a: dict[str, Any], b: dict[str, Any]
) -> None:
    found = compare(a, b)
    text = render_markdown(found)
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    assert {token.type for token in (*tokens, *inline)}.isdisjoint(
        {"html_block", "html_inline", "link_open", "image", "blockquote_open", "hr"}
    )
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    groups = len(listed(found)) + bool(found.counts[Group.UNCHANGED])
    assert (headings.count("h1"), headings.count("h2")) == (1, groups)
    cells = [token for token in tokens if token.type == "td_open"]
    assert len(cells) == 3 * 8
    assert not re.search(UNSEEN, text)


@QUICK
@given(reports(), reports())
def test_no_text_of_a_report_makes_a_line_of_its_own(a: dict[str, Any], b: dict[str, Any]) -> None:
    found = compare(a, b)
    lines = render_text(found).splitlines()
    titles = [line for line in lines if re.match(r"[A-Z][a-z ]+ \(\d+\): ", line)]
    assert len(titles) == len(listed(found))
    assert lines[-1] == f"{headline(found)}. {counted(found)}"
    assert (lines[0] == UNFAIR) is bool(found.unfair)
    assert not re.search(UNSEEN, "".join(lines))


def test_what_broke_is_shown_with_where_and_how_to_see_it_again() -> None:
    shown = finding(pointer="/content", expected='"x"', actual='"y"', reproduce="curl 'https://b'")
    broken = requirement("LEAD-02", Outcome.FAIL, findings=[shown, shown, shown])
    found = compare(report(requirement("LEAD-02")), report(broken))
    for form in ("text", "markdown", "html"):
        text = FORMATS[form](found).replace("&#34;", '"').replace("&#39;", "'")
        for words in (
            "1 requirement broke",
            "passed → failed",
            "/content",
            '"x"',
            '"y"',
            "curl 'https://b'",
            "2 more findings in the report.",
        ):
            assert words in text, (form, words)


def test_why_something_was_not_judged_is_said() -> None:
    unseen = requirement("LEAD-02", Outcome.NOT_OBSERVED, reason="The chat was refused.")
    found = compare(report(requirement("LEAD-02")), report(unseen))
    for form in ("text", "markdown", "html"):
        assert "The chat was refused." in FORMATS[form](found), form


def test_megabytes_do_not_swell_what_is_read_by_people() -> None:
    big = "\u202e<b>`" * 300_000
    shown = finding(pointer=big, expected=big, actual=big, reproduce=big)
    broken = requirement(big, Outcome.FAIL, findings=[shown], statement=big, reason=big)
    found = compare(report(summary=big), report(broken, target={"url": big}, only=[big] * 9))
    for form in ("text", "markdown", "html"):
        assert len(FORMATS[form](found)) < 300_000, form
