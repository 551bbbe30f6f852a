"""Exchanges taken out, moved, doubled and edited: plainly, with digests, and signed anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from conformance.certificate.compression import compress
from conformance.certificate.verify import Kind
from conformance.exchange import Exchange

from .making import Made, another_signer, renumbered

PART = "transcript.jsonl.gz"
Change = Callable[[list[Exchange]], list[Exchange]]


def place_of(exchanges: list[Exchange], flow: str = "generated", step: str = "invalid") -> int:
    """Where there is an exchange of a flow, in the middle of its case."""
    return next(
        place
        for place, one in enumerate(exchanges)
        if place > 500 and one.flow == flow and (step == "" or one.step == step)
    )


def removed(exchanges: list[Exchange]) -> list[Exchange]:
    place = place_of(exchanges, step="flawed")
    return exchanges[:place] + exchanges[place + 1 :]


def doubled(exchanges: list[Exchange]) -> list[Exchange]:
    place = place_of(exchanges, step="flawed")
    return [*exchanges[: place + 1], exchanges[place], *exchanges[place + 1 :]]


def reordered(exchanges: list[Exchange]) -> list[Exchange]:
    """The last two of one generated case the other way round."""
    place = place_of(exchanges, step="flawed")
    case = exchanges[place].case
    first, second = [at for at, one in enumerate(exchanges) if one.case == case][-2:]
    changed = list(exchanges)
    changed[first], changed[second] = exchanges[second], exchanges[first]
    return changed


def edited(exchanges: list[Exchange]) -> list[Exchange]:
    """An answer that wasn't given: a server's own error where something was refused."""
    place = place_of(exchanges, step="flawed")
    one = exchanges[place]
    assert one.response is not None
    changed = list(exchanges)
    changed[place] = replace(one, response=replace(one.response, status=500))
    return changed


def first_half(exchanges: list[Exchange]) -> list[Exchange]:
    return exchanges[: len(exchanges) // 2]


CHANGES: dict[str, Change] = {
    "removed": removed,
    "doubled": doubled,
    "reordered": reordered,
    "edited": edited,
    "half": first_half,
}


def lines_of(made: Made, change: Change) -> bytes:
    """The transcript with its exchanges changed and its old footer."""
    lines = made.rewritten(change(list(made.exchanges))).splitlines(keepends=True)
    footer = made.recorded.splitlines(keepends=True)[-1]
    return b"".join([*lines[:-1], footer])


@pytest.mark.parametrize("name", CHANGES)
def test_plainly_changed(made: Made, name: str) -> None:
    done = made.verify(made.with_part(PART, compress(lines_of(made, CHANGES[name]))))
    (objection,) = done.objections
    assert objection.kind is Kind.DIGESTS
    assert "transcript.jsonl.gz was changed" in objection.sentence


@pytest.mark.parametrize("name", CHANGES)
def test_changed_with_footer_and_manifest(made: Made, name: str) -> None:
    done = made.verify(made.listed(**{PART: made.zipped(CHANGES[name](list(made.exchanges)))}))
    (objection,) = done.objections
    assert objection.kind is Kind.SIGNATURE
    assert "signed for another bundle" in objection.sentence


@pytest.mark.parametrize("name", CHANGES)
def test_changed_and_signed_by_somebody_else(made: Made, name: str) -> None:
    changed = made.zipped(CHANGES[name](list(made.exchanges)))
    (objection,) = made.verify(made.sealed({PART: changed}, another_signer())).objections
    assert objection.kind is Kind.SIGNATURE
    assert "isn't signed with the given key" in objection.sentence


OLD_FOOTER = "the footer doesn't match the exchanges"


@pytest.mark.parametrize("name", CHANGES)
def test_changed_and_signed_by_the_vendor_with_the_old_footer(made: Made, name: str) -> None:
    changed = compress(lines_of(made, CHANGES[name]))
    (objection,) = made.verify(made.sealed({PART: changed})).objections
    assert objection.kind is Kind.EVIDENCE
    assert OLD_FOOTER in objection.sentence


SAID: dict[str, str] = {
    "removed": "where exchange",
    "doubled": "where exchange",
    "reordered": "where exchange",
    "half": "not in it",
}


@pytest.mark.parametrize("name", SAID)
def test_changed_and_signed_by_the_vendor_with_the_old_report(made: Made, name: str) -> None:
    changed = made.zipped(CHANGES[name](list(made.exchanges)))
    (objection,) = made.verify(made.sealed({PART: changed})).objections
    assert objection.kind is Kind.EVIDENCE
    assert SAID[name] in objection.sentence


RENUMBERED: dict[str, str] = {
    "removed": "lacks 1 exchange of the step flawed",
    "doubled": "began before the one before it in its case had ended",
    "reordered": "began before the one before it in its case had ended",
    "half": "not in it",
}


@pytest.mark.parametrize("name", RENUMBERED)
def test_everything_made_anew_by_the_vendor(made: Made, name: str) -> None:
    """Numbers, footer, digests and signatures fit; what a certification sends doesn't."""
    changed = made.rewritten(renumbered(CHANGES[name](list(made.exchanges))))
    (objection,) = made.verify(made.remade(transcripts=(changed,))).objections
    assert objection.kind is Kind.EVIDENCE
    assert RENUMBERED[name] in objection.sentence


def by_hand(exchanges: list[Exchange]) -> list[Exchange]:
    place = place_of(exchanges[::-1], "lead", "")
    return [*exchanges, exchanges[::-1][place]]


def unplanned(exchanges: list[Exchange]) -> list[Exchange]:
    return [*exchanges, replace(exchanges[-1], case="another", probe=False)]


def without_canary(exchanges: list[Exchange]) -> list[Exchange]:
    return [one for one in exchanges if one.case != "canary"]


def without_a_case(exchanges: list[Exchange]) -> list[Exchange]:
    return [one for one in exchanges if one.flow != "lead"]


def as_probe(exchanges: list[Exchange]) -> list[Exchange]:
    place = place_of(exchanges, step="flawed")
    changed = list(exchanges)
    changed[place] = replace(exchanges[place], probe=True)
    return changed


OTHERS: dict[str, tuple[Change, str]] = {
    "one of a scenario by hand doubled": (by_hand, "once more"),
    "a case that nobody planned": (unplanned, "of a case that was not to be sent"),
    "the canary's call left out": (without_canary, "the case canary of contract is not in it"),
    "a flow left out": (without_a_case, "of lead and"),
    "a failing case called a probe": (as_probe, "lacks 1 exchange of the step flawed"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_more_that_the_vendor_may_try(made: Made, name: str) -> None:
    change, said = OTHERS[name]
    changed = made.rewritten(renumbered(change(list(made.exchanges))))
    (objection,) = made.verify(made.remade(transcripts=(changed,))).objections
    assert objection.kind is Kind.EVIDENCE
    assert said in objection.sentence


def test_an_edited_answer_with_the_old_report_is_judged(made: Made) -> None:
    changed = made.zipped(edited(list(made.exchanges)))
    done = made.verify(made.sealed({PART: changed}))
    assert [one.kind for one in done.objections] == [Kind.JUDGEMENT]
    assert "Attempt 1 came to non-conformant" in done.objections[0].sentence


HEADERS: dict[str, tuple[dict[str, Any], str]] = {
    "another profile": ({"profile": "full"}, "not one of a certification"),
    "only some": ({"only": ("lead",)}, "not one of a certification"),
    "explored": ({"explore": 5}, "line 1"),
    "no carrier": ({"capabilities": ("transcript", "agent", "query")}, "capabilities that no run"),
    "another feature": ({"capabilities": ("api-key", "bearer", "query")}, "not to be sent"),
    "a moment that is none": ({"started_at": "2026-13-45T99:99:99.000Z"}, "can't be judged"),
    "a wrong seed": ({"seed": "x"}, "line 1"),
    "another seed": ({"seed": 7}, "differ in seed"),
    "another target": ({"target": "https://else.example"}, "differ in target"),
}


@pytest.mark.parametrize("name", HEADERS)
def test_another_header(made: Made, name: str) -> None:
    changed, said = HEADERS[name]
    header = replace(made.transcript.header, **changed)
    text = made.rewritten(list(made.exchanges), header=header)
    (objection,) = made.verify(made.sealed({PART: compress(text)})).objections
    assert objection.kind in {Kind.EVIDENCE, Kind.JUDGEMENT}
    assert said in objection.sentence or "began at another time" in objection.sentence


WRONG_LINES: dict[str, dict[str, Any]] = {
    "text as a number": {"started": "soon"},
    "no number": {"ended": None},
    "a number without end": {"ended": float("inf")},
    "a negative moment": {"started": -1},
    "a truth that is a text": {"sent": "yes"},
    "a name that is a list": {"flow": ["generated"]},
    "a status that is none": {"response": {"status": 7, "headers": [], "body": {"text": ""}}},
    "a body of two kinds": {"request": {"method": "GET", "url": "", "headers": [], "body": {}}},
    "half a character": {"step": "\ud800"},
}


@pytest.mark.parametrize("name", WRONG_LINES)
def test_lines_of_wrong_types_are_refused_in_a_sentence(made: Made, name: str) -> None:
    lines = made.recorded.splitlines(keepends=True)
    value = {**json.loads(lines[9]), **WRONG_LINES[name]}
    lines[9] = json.dumps(value, separators=(",", ":")).encode() + b"\n"
    (objection,) = made.verify(made.sealed({PART: compress(b"".join(lines))})).objections
    assert objection.kind is Kind.EVIDENCE
    assert "transcript" in objection.sentence


def test_a_transcript_that_was_cut_off(made: Made) -> None:
    cut = compress(made.recorded[: len(made.recorded) * 2 // 3])
    (objection,) = made.verify(made.sealed({PART: cut})).objections
    assert objection.kind is Kind.EVIDENCE
    assert "damaged" in objection.sentence
