"""What requests and answers allow: one change at a time, either way."""

from __future__ import annotations

from typing import Any

import pytest

from .builders import differences, document, kinds, telling

TEXT = {"type": "string"}


def thing(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


# What the contract says, what the document says, and for a request and for an answer what is found.
LIMITS = [
    ({**TEXT, "maxLength": 9}, {**TEXT, "maxLength": 8}, "maxLength-tightened"),
    (TEXT, {**TEXT, "maxLength": 8}, "maxLength-tightened"),
    (TEXT, {**TEXT, "minLength": 1}, "minLength-tightened"),
    (TEXT, {**TEXT, "pattern": "^a"}, "pattern-tightened"),
    (TEXT, {**TEXT, "format": "uuid"}, "format-tightened"),
    (TEXT, {**TEXT, "enum": ["a"]}, "values-tightened"),
    (TEXT, {**TEXT, "const": "a"}, "values-tightened"),
    ({"enum": ["a", "b"]}, {"enum": ["a"]}, "values-tightened"),
    ({"type": ["string", "null"]}, TEXT, "type-tightened"),
    ({}, TEXT, "type-tightened"),
    ({"type": "number"}, {"type": "integer"}, "integer-tightened"),
    ({"type": "number"}, {"type": "number", "minimum": 0}, "minimum-tightened"),
    ({"minimum": 0}, {"exclusiveMinimum": 0}, "minimum-tightened"),
    ({"maximum": 5}, {"maximum": 4.5}, "maximum-tightened"),
    ({"multipleOf": 2}, {"multipleOf": 4}, "multipleOf-tightened"),
    ({"type": "array"}, {"type": "array", "maxItems": 3}, "maxItems-tightened"),
    ({"type": "array"}, {"type": "array", "uniqueItems": True}, "uniqueItems-tightened"),
    (
        {"type": "array", "items": {"type": ["string", "null"]}},
        {"type": "array", "items": TEXT},
        "type-tightened",
    ),
    ({"type": "object"}, {"type": "object", "minProperties": 1}, "minProperties-tightened"),
    (thing(a=TEXT), {**thing(a=TEXT), "required": ["a"]}, "required-added"),
    (thing(a=TEXT), {**thing(a=TEXT), "additionalProperties": False}, "others-tightened"),
    ({"type": "object"}, {"type": "object", "additionalProperties": TEXT}, "type-tightened"),
    (TEXT, {**TEXT, "not": {"const": "a"}}, "not-tightened"),
]
REVERSE = {"tightened": "loosened", "added": "removed"}


def reverse(kind: str) -> str:
    topic, _, change = kind.rpartition("-")
    return f"{topic}-{REVERSE[change]}"


def sides(way: str, ours: Any, theirs: Any) -> set[tuple[str, str]]:
    """What is found where both documents have a request, or an answer, with one member."""
    made: list[dict[str, Any]] = [{way: thing(member=each)} for each in (ours, theirs)]
    one, other = (document(**each) for each in made)
    return kinds(telling(differences(other, one)))


@pytest.mark.parametrize(("wide", "narrow", "kind"), LIMITS, ids=lambda value: str(value)[:40])
def test_a_request_that_may_be_less_breaks_and_an_answer_that_may_be_more(
    wide: Any, narrow: Any, kind: str
) -> None:
    assert sides("asked", wide, narrow) == {(f"request-{kind}", "breaking")}
    assert sides("asked", narrow, wide) == {(f"request-{reverse(kind)}", "widening")}
    assert sides("answered", wide, narrow) == {(f"answer-{kind}", "widening")}
    assert sides("answered", narrow, wide) == {(f"answer-{reverse(kind)}", "breaking")}


@pytest.mark.parametrize(
    ("ours", "theirs", "topic"),
    [
        (TEXT, {"type": "integer"}, "type"),
        ({**TEXT, "pattern": "^a"}, {**TEXT, "pattern": "^b"}, "pattern"),
        ({**TEXT, "format": "date"}, {**TEXT, "format": "email"}, "format"),
        ({"multipleOf": 2}, {"multipleOf": 3}, "multipleOf"),
        ({"not": {"const": 1}}, {"not": {"const": 2}}, "not"),
    ],
)
def test_what_is_neither_more_nor_less_breaks_either_way(
    ours: Any, theirs: Any, topic: str
) -> None:
    for way, word in (("asked", "request"), ("answered", "answer")):
        for one, other in ((ours, theirs), (theirs, ours)):
            assert sides(way, one, other) == {(f"{word}-{topic}-changed", "breaking")}


def test_other_values_break_and_widen() -> None:
    ours, theirs = {"enum": ["a", "b"]}, {"enum": ["b", "c"]}
    assert sides("answered", ours, theirs) == {
        ("answer-values-loosened", "breaking"),
        ("answer-values-tightened", "widening"),
    }


SAME = [
    ({"type": ["string", "null"]}, {"anyOf": [TEXT, {"type": "null"}]}),
    ({"type": ["string", "null"]}, {"oneOf": [{"type": "null"}, TEXT]}),
    ({"const": "a"}, {"enum": ["a"], "type": "string"}),
    ({"enum": ["a", "b"]}, {"enum": ["b", "a"]}),
    ({"enum": ["a", "b"]}, {"anyOf": [{"const": "a"}, {"const": "b"}]}),
    ({"type": "string", "minLength": 2}, {"allOf": [TEXT, {"minLength": 1}, {"minLength": 2}]}),
    ({"type": "number", "minimum": 1}, {"allOf": [{"type": "number"}, {"minimum": 1}]}),
    ({"type": ["integer", "number"]}, {"type": "number"}),
    ({"type": "boolean"}, {"enum": [True, False]}),
    ({}, True),
    ({}, {"description": "Anything."}),
    (TEXT, {**TEXT, "minLength": 0}),
    ({"type": "object"}, {"type": "object", "additionalProperties": True}),
    (
        {**thing(a=TEXT, b=TEXT), "required": ["a", "b"]},
        {"allOf": [{**thing(b=TEXT), "required": ["b"]}, {**thing(a=TEXT), "required": ["a"]}]},
    ),
]


@pytest.mark.parametrize(("ours", "theirs"), SAME, ids=lambda value: str(value)[:40])
def test_what_is_written_otherwise_is_no_difference(ours: Any, theirs: Any) -> None:
    for way in ("asked", "answered"):
        assert sides(way, ours, theirs) == set()
        assert sides(way, theirs, ours) == set()


def test_3_0_has_words_of_its_own() -> None:
    new = {
        "type": ["string", "null"],
    }
    pairs = [
        (new, {"type": "string", "nullable": True}),
        ({"type": ["object", "null"]}, {"allOf": [{"type": "object"}], "nullable": True}),
        ({"exclusiveMinimum": 1}, {"minimum": 1, "exclusiveMinimum": True}),
    ]
    for ours, theirs in pairs:
        one = document(answered=thing(member=ours))
        other = document(answered=thing(member=theirs), openapi="3.0.3")
        assert telling(differences(other, one)) == []
    # In 3.1 `nullable` means nothing.
    assert sides("answered", new, {"type": "string", "nullable": True}) == {
        ("answer-type-tightened", "widening")
    }


def test_a_reference_is_what_it_leads_to() -> None:
    one = document(answered=thing(member=TEXT))
    other = document(answered={"$ref": "#/components/schemas/Answer"})
    other["components"]["schemas"] = {
        "Answer": thing(member={"$ref": "#/components/schemas/a~1b"}),
        "a/b": TEXT,
    }
    assert differences(other, one) == []


def test_a_schema_that_contains_itself_is_compared_once() -> None:
    tree = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Tree"}}}
    one = document(answered={"$ref": "#/components/schemas/Tree"})
    other = document(answered={"$ref": "#/components/schemas/Tree"})
    one["components"]["schemas"]["Tree"] = tree
    other["components"]["schemas"]["Tree"] = {**tree, "required": ["next"]}
    assert kinds(differences(other, one)) == {("answer-required-added", "widening")}


def test_each_form_that_is_sent_must_be_read() -> None:
    text, number = thing(a={**TEXT, "const": "t"}), thing(a={"const": 1})
    both = {"anyOf": [text, number]}
    assert sides("answered", both, text) == {("answer-alternatives-tightened", "widening")}
    assert sides("asked", both, {"oneOf": [number, text]}) == set()
    # What is wrong with the nearest form is told.
    worse = {"anyOf": [text, thing(a={"const": True})]}
    assert ("answer-type-changed", "breaking") in sides("answered", both, worse)


def test_a_member_that_only_comes_or_only_goes_is_not_compared_the_other_way() -> None:
    hidden = thing(a={**TEXT, "readOnly": True})
    assert sides("asked", thing(), hidden) == set()
    assert sides("answered", thing(), hidden) == {("answer-member-added", "widening")}
