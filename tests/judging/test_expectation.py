"""What a check may expect of an answer, and what is said when it isn't so."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from conformance.evidence import Evidence, Observations
from conformance.expectation import (
    LONGEST,
    Expectation,
    Unmet,
    expect,
    expect_all_different,
    expect_new,
    expect_unchanged,
    one_finding,
    only_alone,
    written,
)

from .builders import CONTRACT, evidence, unanswered


def said(check: Callable[[], object]) -> tuple[str, str, str]:
    """Pointer, expected and actual of an expectation that must be unmet."""
    with pytest.raises(Unmet) as caught:
        check()
    return caught.value.pointer, caught.value.expected, caught.value.actual


def silent() -> Evidence:
    return Observations(CONTRACT).of(unanswered())


def test_unmet_carries_its_evidence_and_says_all_of_it() -> None:
    one = evidence(status=404)
    with pytest.raises(Unmet, match=r"^status: expected 200 or 201, got 404$") as caught:
        expect(one).status(200, 201)
    assert caught.value.evidence is one


@pytest.mark.parametrize(
    ("status", "holds"),
    [(200, {"succeeds"}), (299, {"succeeds"}), (302, {"does_not_succeed"}),
     (404, {"does_not_succeed", "is_refused"}), (500, {"does_not_succeed"})],
)  # fmt: skip
def test_classes_of_status(status: int, holds: set[str]) -> None:
    expected = {
        "succeeds": "a success (2xx)",
        "does_not_succeed": "no success (not 2xx)",
        "is_refused": "a refusal (4xx)",
    }
    for name, words in expected.items():
        method = getattr(Expectation(evidence(status=status)), name)
        if name in holds:
            method()
        else:
            assert said(method) == ("status", words, str(status))


def test_a_status_that_is_allowed_is_met() -> None:
    expect(evidence(status=201)).status(200, 201)


def test_without_an_answer_the_status_is_said_in_words() -> None:
    assert said(lambda: expect(silent()).status(200)) == ("status", "200", "no answer")
    assert said(lambda: expect(silent()).at("/id")) == ("", "a JSON body", "an empty body")


def test_a_place_needs_a_json_body() -> None:
    page = b"<html>" + b"x" * 100
    assert said(lambda: expect(evidence(page)).at("/id")) == (
        "", "a JSON body", repr(page[:80].decode()),
    )  # fmt: skip
    assert said(lambda: expect(evidence(b"\xff")).at(""))[2] == repr("\\xff")


@pytest.mark.parametrize(
    ("pointer", "value"),
    [("", {"a/b": {"~": 1, "~1": 2}, "": 3, "list": [[4], 5], "0": 6}), ("/a~1b/~0", 1),
     ("/a~1b/~01", 2), ("/", 3), ("/list/0/0", 4), ("/list/1", 5), ("/0", 6)],
)  # fmt: skip
def test_pointers_lead_to_their_values(pointer: str, value: Any) -> None:
    answer = {"a/b": {"~": 1, "~1": 2}, "": 3, "list": [[4], 5], "0": 6}
    expect(evidence(answer)).at(pointer).equals(value)


@pytest.mark.parametrize(
    "pointer", ["/absent", "/list/2", "/list/-1", "/list/-", "/list/x", "/text/0", "/none/a", "//"]
)
def test_pointers_that_lead_nowhere_find_nothing(pointer: str) -> None:
    place = expect(evidence({"list": [1, 2], "text": "ab", "none": None})).at(pointer)
    assert said(place.is_there) == (pointer, "a value", "nothing")
    assert said(lambda: place.equals(None)) == (pointer, "null", "nothing")
    assert said(lambda: place.satisfies(lambda _: True, "a dog")) == (pointer, "a dog", "nothing")


def test_null_is_there_and_is_not_absent() -> None:
    place = expect(evidence({"a": None})).at("/a")
    place.is_there()
    place.equals(None)
    assert said(lambda: place.equals(False)) == ("/a", "false", "null")


def test_equals_says_both_values_as_json() -> None:
    place = expect(evidence({"a": {"b": ["ä", 1.5, True]}})).at("/a")
    place.equals({"b": ["ä", 1.5, True]})
    assert said(lambda: place.equals("x")) == ("/a", '"x"', '{"b": ["ä", 1.5, true]}')


def test_satisfies_judges_the_value() -> None:
    place = expect(evidence({"a": 5})).at("/a")
    place.satisfies(lambda value: value == 5, "five")
    assert said(lambda: place.satisfies(lambda value: value == 6, "six")) == ("/a", "six", "5")


def test_same_as_sent_looks_at_the_same_place_of_the_request() -> None:
    one = evidence({"a": {"b": 1}, "c": 2}, sent={"a": {"b": 1}, "c": 3, "d": None})
    expect(one).at("/a/b").same_as_sent()
    assert said(expect(one).at("/c").same_as_sent) == ("/c", "3", "2")
    assert said(expect(one).at("/d").same_as_sent) == ("/d", "null", "nothing")


def test_what_was_never_sent_is_never_the_same_as_sent() -> None:
    one = evidence({"a": None})
    assert said(expect(one).at("/a").same_as_sent) == ("/a", "nothing", "null")
    assert said(expect(one).at("/b").same_as_sent) == ("/b", "nothing", "nothing")


def test_same_as_sent_if_there_minds_only_what_came_back() -> None:
    one = evidence({"a": 1, "b": 2, "null": None}, sent={"a": 1, "b": 3, "c": 4, "null": 5})
    expect(one).at("/a").same_as_sent_if_there()
    expect(one).at("/c").same_as_sent_if_there()
    expect(one).at("/never").same_as_sent_if_there()
    assert said(expect(one).at("/b").same_as_sent_if_there) == ("/b", "3", "2")
    assert said(expect(one).at("/null").same_as_sent_if_there) == ("/null", "5", "null")


def test_same_as_sent_if_there_lets_the_server_add() -> None:
    expect(evidence({"a": 1}, sent={})).at("/a").same_as_sent_if_there()


def test_headers_are_found_without_case() -> None:
    field = expect(evidence(headers=(("Retry-After", "5"), ("Empty", "")))).header("retry-after")
    field.is_there()
    field.satisfies(str.isdecimal, "digits")
    assert said(lambda: field.satisfies(str.isalpha, "letters")) == (
        "header:retry-after", "letters", '"5"',
    )  # fmt: skip


def test_an_absent_header_and_an_empty_one_are_not_there() -> None:
    one = expect(evidence(headers=(("Empty", ""),)))
    assert said(one.header("X-A").is_there) == ("header:X-A", "the header", "no such header")
    assert said(one.header("Empty").is_there) == ("header:Empty", "the header", '""')
    absent = one.header("X-A")
    assert said(lambda: absent.satisfies(lambda _: True, "any"))[2] == "no such header"


def test_any_other_condition_says_the_status_unless_told_otherwise() -> None:
    expect(evidence()).that(True, "/a", "x")
    assert said(lambda: expect(evidence()).that(False, "/a", "x")) == ("/a", "x", "200")
    assert said(lambda: expect(evidence()).that(False, "/a", "x", "")) == ("/a", "x", "")


def test_long_values_are_cut_and_say_how_long_they_are() -> None:
    assert written("x" * (LONGEST - 2)) == '"' + "x" * (LONGEST - 2) + '"'
    assert written("x" * (LONGEST - 1)) == '"' + "x" * (LONGEST - 1) + "… (301 characters)"


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("1.5"), "1.5"), (Decimal("0.1"), "0.1"), (Decimal("2.50"), "2.5"),
     (Decimal("1e2"), "100.0"), (Decimal("0.10000000000000001"), '"0.10000000000000001"'),
     (Decimal("1e400"), '"1E+400"'), ([Decimal("-0.5")], "[-0.5]"), ("0.1", '"0.1"')],
)  # fmt: skip
def test_a_number_is_written_as_one_unless_it_would_become_another(value: Any, text: str) -> None:
    assert written(value) == text


def test_a_cause_may_be_given_instead_of_place_and_value() -> None:
    one = evidence(status=404)
    with pytest.raises(Unmet) as caught:
        expect(one).status(200)
    assert caught.value.cause == ("status", "200")
    with pytest.raises(Unmet) as caught, one_finding("no chat", 5):
        expect(one).status(200)
    assert caught.value.cause == ("no chat", "5")


def test_all_different_names_the_first_with_the_same_value() -> None:
    answers = [
        evidence({"id": value}, number=number) for number, value in enumerate(["a", 1, "1", "a"], 5)
    ]
    expect_all_different(answers[:3], "/id")
    with pytest.raises(Unmet) as caught:
        expect_all_different(answers, "/id")
    assert caught.value.evidence is answers[3]
    assert (caught.value.pointer, caught.value.actual) == ("/id", '"a"')
    assert caught.value.expected == "another value than in exchange 5"
    assert caught.value.others == (5,)


def test_a_value_of_any_kind_is_told_from_another() -> None:
    texts = [b'{"a": 1, "b": 2}', b"1.5", b'"1.5"', b"1.25", b"15", b"null", b'{"b": 2, "a": 1}']
    answers = [
        evidence(b'{"id": ' + text + b"}", number=number) for number, text in enumerate(texts, 1)
    ]
    expect_all_different(answers[:-1], "/id")
    assert said(lambda: expect_all_different(answers, "/id")) == (
        "/id", "another value than in exchange 1", '{"b": 2, "a": 1}',
    )  # fmt: skip


def test_unchanged_compares_with_the_first_of_each_key() -> None:
    first, other, again, changed, absent = (
        evidence(answer, number=number)
        for number, answer in enumerate([{"id": "a"}, {"id": "b"}, {"id": "a"}, {"id": "b"}, {}], 5)
    )
    seen: dict[str, Any] = {}
    expect_unchanged(first, "/id", seen, "one")
    expect_unchanged(other, "/id", seen, "two")
    expect_unchanged(again, "/id", seen, "one")
    with pytest.raises(Unmet) as caught:
        expect_unchanged(changed, "/id", seen, "one")
    assert (caught.value.evidence, caught.value.pointer) == (changed, "/id")
    assert (caught.value.expected, caught.value.actual) == ('"a"', '"b"')
    assert caught.value.others == (5,)
    assert said(lambda: expect_unchanged(absent, "/id", seen, "three"))[2] == "nothing"
    assert "three" not in seen


def test_what_a_finding_says_is_cut_where_it_is_very_long() -> None:
    whole, longer = "x" * 2000, "x" * 2001
    unmet = Unmet(evidence(), whole, longer, whole)
    assert (unmet.pointer, unmet.actual) == (whole, whole)
    assert unmet.expected == f"{whole}… (2001 characters)"


def test_what_is_not_met_counts_in_company_unless_it_says_otherwise() -> None:
    assert Unmet(evidence(), "", "", "").only_alone is False
    with pytest.raises(Unmet) as caught, only_alone():
        expect(evidence()).status(500)
    assert caught.value.only_alone is True


def test_where_json_is_wanted_it_is_said_what_came_and_why_it_is_none() -> None:
    page, deep, nothing = (evidence(body) for body in (b"<p>", b"[" * 400, b""))
    with pytest.raises(Unmet) as caught:
        expect(page).at("")
    assert caught.value.evidence is page
    assert said(lambda: expect(page).at("")) == ("", "a JSON body", "'<p>'")
    assert said(lambda: expect(nothing).at("")) == ("", "a JSON body", "an empty body")
    _, _, actual = said(lambda: expect(deep).at(""))
    assert actual == f"'{'[' * 80}' (nested more than 300 levels deep)"


def test_long_values_are_remembered_by_their_digest() -> None:
    # In JSON two quotes come on top.
    shorter, longer, another = "x" * (LONGEST - 2), "x" * (LONGEST - 1), "y" * (LONGEST - 1)
    seen: dict[str, Any] = {}
    for number, value in enumerate((shorter, longer, another), start=1):
        expect_new(evidence({"id": value}, number=number), "/id", seen)
    first, *digests = seen
    assert first == f'"{shorter}"'
    assert [len(one) for one in digests] == [64, 64]
    again = evidence({"id": longer}, number=4)
    _, expected, _ = said(lambda: expect_new(again, "/id", seen))
    assert expected == "another value than in exchange 2"
