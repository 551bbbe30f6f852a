"""The parts of the page before they are a page: marks, places, pictures, axes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from conformance.difference import escaped
from conformance.exchange import Exchange, Request, Response
from conformance.outcome import Finding, Level, Outcome
from conformance.pace import Moment
from conformance.report import RequirementResult
from conformance.reports.page.causes import NOWHERE, by_cause
from conformance.reports.page.charts import HIGH, WIDE, limit_chart, scale
from conformance.reports.page.log import BODY_LIMIT, log
from conformance.reports.page.marking import marked
from conformance.reports.page.messages import content, heads, status_line
from conformance.reports.page.sequence import SHOWN, sequence
from conformance.reports.page.spotting import span
from conformance.reports.text import visible

# Marks -------------------------------------------------------------------------------------------


def test_what_differs_is_marked_on_both_sides() -> None:
    expected, actual = marked('"Jane <jane@example.com>"', '"Jane <jane+x@example.com>"')
    assert expected == "&#34;Jane &lt;jane@example.com&gt;&#34;"
    assert actual == "&#34;Jane &lt;jane<mark>+x</mark>@example.com&gt;&#34;"


def test_texts_that_have_little_in_common_are_not_marked() -> None:
    assert marked("a success", "422") == ("a success", "422")


def test_what_is_not_seen_is_marked_as_it_is_written() -> None:
    _, actual = marked('"as it was"', '"as\u200b it was"')
    assert "<mark>\\u{200b}</mark>" in actual


@given(st.text(max_size=700), st.text(max_size=700))
def test_marks_lose_nothing_and_let_nothing_act(one: str, other: str) -> None:
    for text, found in zip((one, other), marked(one, other), strict=True):
        plain = found.replace("<mark>", Markup("")).replace("</mark>", Markup(""))
        assert Markup(plain).unescape() == visible(text)
        assert plain.count("<") == 0


# Places in a body --------------------------------------------------------------------------------

keys = st.text(max_size=4)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, pointer: str = "") -> list[tuple[str, Any]]:
    found = [(pointer, value)]
    within = dict(enumerate(value)) if isinstance(value, list) else value
    if isinstance(within, dict):
        for key, each in within.items():
            found += places(each, f"{pointer}/{escaped(key)}")
    return found


@given(json_values, st.sampled_from([None, 1]), st.booleans())
def test_every_value_of_a_body_is_found_at_its_pointer(
    value: Any, indent: int | None, ascii_: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_)
    for pointer, expected in places(value):
        found = span(text, pointer)
        assert found is not None
        assert json.loads(text[slice(*found)]) == expected


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ('{"a": 1}', "/b"),
        ('{"a": 1}', "/a/b"),
        ("[1]", "/1"),
        ("[1]", "/a"),
        ("", "/a"),
        ("{", "/a"),
        ('{"a"', "/a"),
        ("[" * 100_000, "/0/0"),
        ("nonsense", ""),
    ],
)
def test_what_is_not_there_has_no_place(text: str, pointer: str) -> None:
    assert span(text, pointer) is None


def test_a_missing_value_is_marked_by_what_it_is_missing_in_and_never_by_all() -> None:
    body = b'{"a": {"b": 1}, "c": "<i>"}'
    assert content(body, ["/a/x"]) == Markup(
        "{&#34;a&#34;: <mark>{&#34;b&#34;: 1}</mark>, &#34;c&#34;: &#34;&lt;i&gt;&#34;}"
    )
    assert "<mark>" not in content(body, ["/x", "status", "header:A"])


def test_of_places_within_each_other_one_is_marked() -> None:
    assert content(b'{"a": {"b": 1}}', ["/a", "/a/b"]).count("<mark>") == 1


def test_the_header_and_the_status_that_a_finding_is_about_are_marked() -> None:
    headers = (("X-A", "1"), ("retry-after", "<2>"))
    assert heads(headers, "header:Retry-After") == "X-A: 1\n<mark>retry-after: &lt;2&gt;</mark>"
    assert heads(headers) == "X-A: 1\nretry-after: &lt;2&gt;"
    assert status_line(call(1), "status") == "<mark>Status 200</mark>"


# Pictures ----------------------------------------------------------------------------------------


def call(number: int, url: str = "https://api.test/a?b=c", status: int = 200) -> Exchange:
    request = Request("POST", url, (), b"x" * 5000)
    answer = Response(status, (), b"</script>")
    return Exchange(number, "flow", "case/1", "a_step", None, None, None, request, answer)


def test_a_sequence_has_its_calls_in_order_and_the_wrong_one_marked() -> None:
    picture = sequence([call(1), call(2, status=404)], {2})
    assert [(one.exchange, one.answered, one.wrong) for one in picture.calls] == [
        (1, "200", False),
        (2, "404", True),
    ]
    heights = [height for one in picture.calls for height in (one.there, one.back)]
    assert heights == sorted(set(heights))
    assert picture.height > heights[-1]
    assert (picture.left_out, picture.calls[0].asked, picture.calls[0].step) == (
        0, "POST /a?b=c", "a step",
    )  # fmt: skip


@pytest.mark.parametrize("wrong", [1, 12, 13, 40, 60])
def test_a_long_sequence_shows_its_beginning_and_the_wrong_call(wrong: int) -> None:
    picture = sequence([call(number) for number in range(1, 61)], {wrong})
    numbers = [one.exchange for one in picture.calls]
    assert len(numbers) == SHOWN
    assert picture.left_out == 60 - SHOWN
    assert numbers[:4] == [1, 2, 3, 4]
    assert wrong in numbers
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("url", ["http://[", "no address", "", "https://a.test/" + "x" * 10_000])
def test_an_address_that_is_none_fits_into_the_picture(url: str) -> None:
    assert len(sequence([call(1, url)]).calls[0].asked) <= 60


@given(st.lists(st.floats(0, 1e9), max_size=5))
def test_an_axis_holds_every_value_and_is_ticked_evenly(values: list[float]) -> None:
    found = scale(values, 400)
    assert found.ticks[0] == 0
    assert found.ticks[-1] == pytest.approx(found.most)
    assert 2 <= len(found.ticks) <= 6
    assert all(0 <= found.at(value) <= 400 for value in values)
    assert found.most >= max(values, default=0)


def test_a_limits_chart_stays_within_its_frame() -> None:
    moments = (Moment(0, 30, 30, 0), Moment(5, 0, 30, 2), Moment(10, None, None, 1))
    chart = limit_chart("POST /a", moments, 10)
    assert chart.dots == f"M0.0 0.0h0M{WIDE / 2:.1f} {HIGH:.1f}h0"
    assert chart.refusals == (WIDE / 2, WIDE)
    assert (chart.limit, chart.lowest, chart.refused) == (30, 0, 3)


# The log and the causes --------------------------------------------------------------------------


def test_the_log_is_data_that_cannot_leave_its_element() -> None:
    text = log([call(7)])
    assert "<" not in text
    [row] = json.loads(text)
    assert row[0] == 7
    assert row[9] == "</script>"
    assert row[6].startswith("x" * BODY_LIMIT + "\n… (cut")


def result(id_: str, *causes: str) -> RequirementResult:
    findings = tuple(Finding(1, "/a", "b", "c", "curl", 2, cause=cause) for cause in causes)
    return RequirementResult(
        id_, "flow", Level.MUST, "s", "e", "o", "f.py", 1, Outcome.FAIL, 1, None, findings, ()
    )


def test_what_one_repair_mends_stands_together_the_largest_first() -> None:
    groups = by_cause([result("A", "x"), result("B", "y", "x"), result("C", "y"), result("D")])
    assert [(group.cause, [one.id for one in group.results], group.cases) for group in groups] == [
        ("y", ["B", "C"], 6),
        ("x", ["A"], 2),
        (NOWHERE, ["D"], 0),
    ]
