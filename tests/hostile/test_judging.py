"""A transcript full of hostile answers is judged, shown and read again, by sound checks."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.conclude import conclude
from conformance.contract import Contract
from conformance.exchange import Exchange, Response, Transcript
from conformance.loading import load_contract
from conformance.outcome import Outcome
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings
from conformance.reports import RENDERERS
from conformance.resources import SPEC
from conformance.run import TRANSCRIPT, Options, run
from conformance.target import Credentials, Target
from conformance.transcript import open_transcript, read_transcript, write_transcript

from .bodies import BODIES, VALUES

Poison = Callable[[bytes, str, int], bytes]
"""Puts a hostile value into an answer's body; the number tells answers apart."""


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.fixture(scope="module")
def correct(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> Transcript:
    """A whole run against the correct server."""
    place = tmp_path_factory.mktemp("correct")
    main, other = SANDBOX_TOKENS
    features, consents = ("transcript", "agent"), ()
    with RunningServer(Settings(limits="none")) as server:
        credentials = Credentials({"main": main, "other": other})
        target = Target(server.url, credentials, features, consents)
        run(target, contract, Options(), place)
    return read_transcript(place / TRANSCRIPT)


def _object(members: Iterable[tuple[str, str]]) -> str:
    return "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in members) + "}"


def _in_objects(body: bytes, put: Callable[[dict[str, Any]], str]) -> bytes:
    """The body with each of its objects written anew."""
    try:
        value = json.loads(body)
    except ValueError:
        return body
    if isinstance(value, list):
        return f"[{','.join(put(one) for one in value)}]".encode()
    return put(value).encode()


def in_every_member(body: bytes, value: str, _: int) -> bytes:
    return _in_objects(body, lambda one: _object((name, value) for name in one))


def in_one_member(body: bytes, value: str, number: int) -> bytes:
    def put(one: dict[str, Any]) -> str:
        spoilt = number % max(len(one), 1)
        members = enumerate(one.items())
        return _object(
            (name, value if place == spoilt else json.dumps(own)) for place, (name, own) in members
        )

    return _in_objects(body, put)


def below_metadata(body: bytes, value: str, _: int) -> bytes:
    def put(one: dict[str, Any]) -> str:
        return _object(
            (name, value if name == "metadata" else json.dumps(own)) for name, own in one.items()
        )

    return _in_objects(body, put)


def instead(_: bytes, value: str, __: int) -> bytes:
    return value.encode()


def among_items(_: bytes, value: str, __: int) -> bytes:
    return f'[{value}, {{"message_id": {value}, "content": {value}}}, null]'.encode()


def poisoned(
    transcript: Transcript, poison: Poison, first: int, small: int = 100_000
) -> Iterator[Exchange]:
    """Every answer with a value in it, all of them in turn from the first on."""
    # One of a million characters in each of ten members is no longer an answer that is kept.
    values = [value for value in VALUES.values() if len(value) <= small]
    for number, one in enumerate(transcript.exchanges):
        answer, value = one.response, values[(number + first) % len(values)]
        body = b"" if answer is None else poison(answer.body, value, number)
        spoilt = answer and Response(answer.status, answer.headers, body)
        yield replace(one, response=spoilt)


def sound(transcript: Transcript, contract: Contract) -> None:
    """Nobody broke, and the target is not found to be as it should be."""
    report = conclude(transcript, contract)
    errors = [(one.id, one.reason) for one in report.requirements if one.outcome is Outcome.ERROR]
    assert errors == []
    assert any(one.outcome is Outcome.FAIL for one in report.requirements)
    for render in RENDERERS.values():
        render(report).encode("utf-8")


@pytest.mark.parametrize(
    ("poison", "first"),
    [
        (in_every_member, 0),
        (in_one_member, 0),
        (below_metadata, 0),
        (instead, 0),
        (among_items, 0),
    ],
)
def test_hostile_values_break_no_check(
    poison: Poison, first: int, correct: Transcript, contract: Contract
) -> None:
    sound(correct.with_exchanges(poisoned(correct, poison, first)), contract)


def test_a_hostile_transcript_is_read_as_it_was_written(
    correct: Transcript, tmp_path: Path
) -> None:
    spoilt = correct.with_exchanges(poisoned(correct, in_one_member, 0))
    write_transcript(tmp_path / TRANSCRIPT, spoilt)
    again = open_transcript(tmp_path / TRANSCRIPT)
    assert again.damage is None
    assert tuple(again.exchanges) == tuple(spoilt.exchanges)


@pytest.mark.parametrize("body", [bytes(2**16), "\x1f\u00e9".encode() * 2**15, b"x" * 2**16])
def test_no_body_is_written_down_in_much_more_than_it_is(
    body: bytes, correct: Transcript, tmp_path: Path
) -> None:
    (first, *_) = (one for one in correct.exchanges if one.response is not None)
    large = [replace(first, response=Response(200, (), body))]
    write_transcript(tmp_path / TRANSCRIPT, correct.with_exchanges(large))
    assert (tmp_path / TRANSCRIPT).stat().st_size < 2 * len(body) + 10_000
    assert list(read_transcript(tmp_path / TRANSCRIPT).exchanges) == large


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_large_answers_are_judged_in_no_time(
    body: bytes, correct: Transcript, contract: Contract
) -> None:
    """So that no search in an answer takes a time that grows with the square of its size."""
    chosen = [one for one in correct.exchanges if one.scenario in {"no-credential", "bookmark"}]
    cases = {one.scenario: one.case for one in reversed(chosen)}
    spoilt = [
        replace(one, response=Response(404, one.response.headers, body))
        for one in chosen
        if one.response is not None and one.case == cases[one.scenario]
    ]
    assert len(spoilt) > len(cases) == 2
    began = time.process_time()
    conclude(correct.with_exchanges(spoilt), contract)
    assert time.process_time() - began < 3
