"""Whether what was sent came back: at every depth, and of the same JSON type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.expectation import Place, Unmet, expect

from .builders import evidence

DEEP = {"a": {"list": [{"x": 1, "y": None}, "two"], "kept": True}, "b~/": [1]}


def place(sent: Any, came: Any) -> Place:
    return expect(evidence({"m": came}, sent={"m": sent})).at("/m")


def said(check: Callable[[], None]) -> tuple[str, str, str]:
    with pytest.raises(Unmet) as caught:
        check()
    return caught.value.pointer, caught.value.expected, caught.value.actual


def another(sent: Any, came: Any) -> tuple[str, str, str]:
    """What is said of another value, where nothing is missing."""
    place(sent, came).returns_all_that_was_sent()
    return said(place(sent, came).keeps_what_was_sent)


def test_the_same_value_is_kept_and_returned_whole() -> None:
    place(DEEP, DEEP).keeps_what_was_sent()
    place(DEEP, DEEP).returns_all_that_was_sent()


def test_keys_may_be_added_at_any_depth() -> None:
    came = {**DEEP, "a": {"list": [{"x": 1, "y": None, "z": 1}, "two"], "kept": True, "new": 0}}
    place(DEEP, came).keeps_what_was_sent()
    place(DEEP, came).returns_all_that_was_sent()


@pytest.mark.parametrize(
    ("came", "pointer", "expected"),
    [
        ({"a": DEEP["a"]}, "/m/b~0~1", "[1]"),
        ({**DEEP, "a": {"list": [{"x": 1, "y": None}, "two"]}}, "/m/a/kept", "true"),
        ({**DEEP, "a": {"list": [{"x": 1}, "two"], "kept": True}}, "/m/a/list/0/y", "null"),
    ],
)
def test_a_missing_key_may_be_withheld_but_is_not_all(
    came: Any, pointer: str, expected: str
) -> None:
    place(DEEP, came).keeps_what_was_sent()
    assert said(place(DEEP, came).returns_all_that_was_sent) == (pointer, expected, "nothing")


@pytest.mark.parametrize("answer", [{}, {"m": None}])
def test_nothing_or_null_keeps_what_was_sent_but_does_not_return_it(answer: Any) -> None:
    one = expect(evidence(answer, sent={"m": {"a": {"b": 1}}})).at("/m")
    one.keeps_what_was_sent()
    assert said(one.returns_all_that_was_sent) == ("/m/a", '{"b": 1}', "nothing")


def test_what_is_not_kept_or_missing_names_the_answer() -> None:
    for check in ("keeps_what_was_sent", "returns_all_that_was_sent"):
        one = place({"a": 1, "b": 1}, {"a": 2})
        with pytest.raises(Unmet) as caught:
            getattr(one, check)()
        assert caught.value.evidence is one.evidence


def test_a_key_that_was_sent_with_null_is_missed_like_any_other() -> None:
    assert said(place({"a": None}, {}).returns_all_that_was_sent) == ("/m/a", "null", "nothing")


def test_null_within_is_another_value() -> None:
    assert another({"a": {"b": 1}}, {"a": None}) == ("/m/a", '{"b": 1}', "null")
    assert another({"a": None}, {"a": {}}) == ("/m/a", "null", "{}")


def test_members_may_be_left_for_another_requirement_but_not_deeper_ones() -> None:
    one = place({"a": 1, "b": {"a": 1}}, {"a": 2, "b": {"a": 2}})
    assert said(lambda: one.keeps_what_was_sent(apart_from={"a"})) == ("/m/b/a", "1", "2")
    one.keeps_what_was_sent(apart_from={"a", "b"})
    two = place({"a": 1, "b": {"a": 1}}, {"b": {}})
    missing = ("/m/b/a", "1", "nothing")
    assert said(lambda: two.returns_all_that_was_sent(apart_from={"a"})) == missing
    two.returns_all_that_was_sent(apart_from={"a", "b"})
    text = place({"a": 1}, "text")
    assert said(lambda: text.keeps_what_was_sent(apart_from={"a"})) == ("/m", "{}", '"text"')


def test_what_was_not_sent_is_not_looked_for() -> None:
    one = expect(evidence({"m": 5}, sent={})).at("/m")
    one.keeps_what_was_sent()
    one.returns_all_that_was_sent()


def test_a_value_from_elsewhere_is_kept_likewise() -> None:
    one = expect(evidence({"m": {"a": [1, {"b": 2}]}})).at("/m")
    one.keeps({"a": [1, {"b": 2, "more": 3}], "c": 4})
    assert said(lambda: one.keeps({"a": [1, {"b": 3}]})) == ("/m/a/1/b", "3", "2")
    expect(evidence({})).at("/m").keeps({"a": 1})


@pytest.mark.parametrize(
    ("sent", "came", "actual"),
    [([1, 2], [1], "[1]"), ([1], [1, 2], "[1, 2]"), ([], {}, "{}"), ({}, [], "[]")],
)
def test_elements_of_arrays_are_neither_missing_nor_added(
    sent: Any, came: Any, actual: str
) -> None:
    assert another({"list": sent}, {"list": came}) == ("/m/list", str(sent), actual)


def test_the_order_of_an_array_counts_and_the_first_place_is_named() -> None:
    assert another({"list": [1, 2, 3]}, {"list": [1, 3, 2]}) == ("/m/list/1", "2", "3")


def test_a_key_is_named_with_its_escapes() -> None:
    assert another({"a/b~c": {"~1": 1}}, {"a/b~c": {"~1": 2}}) == ("/m/a~1b~0c/~01", "1", "2")


@pytest.mark.parametrize(
    ("sent", "came"),
    [(b"true", b"1"), (b"1", b"true"), (b'"1"', b"1"), (b"1", b'"1"'), (b"0", b"false"),
     (b"null", b"0"), (b'""', b"null"), (b'"a"', b'"A"'), (b"9007199254740991", b"0"),
     (b"1", b"1.5"), (b"-9007199254740991", b"-9007199254740990"), (b"{}", b"null")],
)  # fmt: skip
def test_another_type_or_value_is_not_what_was_sent(sent: bytes, came: bytes) -> None:
    answer, request = b'{"m": [' + came + b"]}", b'{"m": [' + sent + b"]}"
    one = expect(evidence(answer, sent=request)).at("/m")
    for check in (one.keeps_what_was_sent, one.same_as_sent, one.same_as_sent_if_there):
        with pytest.raises(Unmet):
            check()


@pytest.mark.parametrize(
    ("sent", "came"),
    [(b"1", b"1.0"), (b"1.0", b"1"), (b"100", b"1e2"), (b"9007199254740993", b"9007199254740992"),
     (b"1e30", b"1"), (b"0.1", b"0.10000000000000001"), (b'"\\u00e4"', '"ä"'.encode()),
     (b"-0", b"0"), (b"9007199254740993", b'"9007199254740993"')],
)  # fmt: skip
def test_another_writing_of_the_same_value_is_what_was_sent(sent: bytes, came: bytes) -> None:
    answer, request = b'{"m": [' + came + b"]}", b'{"m": [' + sent + b"]}"
    one = expect(evidence(answer, sent=request)).at("/m")
    one.keeps_what_was_sent()
    one.returns_all_that_was_sent()
    one.same_as_sent()
    one.same_as_sent_if_there()
