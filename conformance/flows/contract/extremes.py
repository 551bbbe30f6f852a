"""Requests at the edge of what can be sent: anything but a failure or silence will do."""

from __future__ import annotations

import json
from collections.abc import Iterator

from conformance.drive.session import Session
from conformance.evidence import Accepted, Evidence, Sent
from conformance.exchange import TIMED_OUT
from conformance.expectation import expect
from conformance.flows.contract.flow import flow
from conformance.resources import fixture
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import rfc

OVERSIZED = 2**20 + 2**16
"""Characters of a text that makes a body larger than 1 MiB."""

DEEP = 200

ANYTHING = frozenset({"CON-01", "CON-02"})
"""What holds of whatever is sent: no failure, and no silence."""


def _survived(request: Evidence) -> None:
    exchange = request.exchange
    silent = (exchange.unanswered or "").startswith(TIMED_OUT)
    expect(request).that(not silent, "", "an answer, or a closed connection", "silence")
    expect(request).that(request.status < 500, "status", "no failure of the server (below 500)")


@flow.scenario()
def oversized(session: Session) -> None:
    """A message whose body is larger than 1 MiB."""
    session.call("control", "new-message", session.message_body(session.chat))
    body = session.message_body(session.chat, content="conformance " * (OVERSIZED // 12))
    session.call("oversized", "new-message", body)


@oversized.must("CON-32", rfc(9110, "15.5.14"), within=ANYTHING)
def oversized_survived(oversized: Sent, control: Accepted) -> None:
    """A body of more than 1 MiB is neither answered with a failure of the server nor with silence.

    It may be accepted, or refused with 413; a caller has to learn which.
    """
    _survived(oversized)


@oversized_survived.broken_by(also={"CON-01"})
def fails_at_large_bodies(answer: Answer) -> None:
    answer.refuse(500)


@oversized_survived.broken_by(also={"CON-02"})
def never_answers_large_bodies(answer: Answer) -> None:
    answer.unanswered = f"{TIMED_OUT} 10 seconds"


@oversized_survived.broken_by
def has_a_buffer_of_one_mebibyte(call: Call) -> Iterator[None]:
    yield
    if len(call.original) > 2**20:
        call.answer.become(500)


@flow.scenario()
def open_json(session: Session) -> None:
    """Messages in JSON whose meaning the standard leaves to each implementation."""
    body = session.message_body(session.chat, content="%", metadata={"open": "%"})
    session.call("control", "new-message", session.message_body(session.chat))
    nested = "[" * DEEP + "]" * DEEP
    placeholder = '"%"'
    text = json.dumps(body, default=str)
    for value in (*fixture("open-json"), nested):
        members, words = text.rsplit(placeholder, 1), text.split(placeholder, 1)
        raw = value.join(words).replace(placeholder, "0") if value.startswith('"') else None
        in_metadata = value.join(members).replace(placeholder, '"text"')
        session.call("open_json", "new-message", body, raw=(raw or in_metadata).encode())
    twice = f'{text[:-1].replace(placeholder, "0", 2)}, "content": "first", "content": "second"}}'
    session.call("open_json", "new-message", body, raw=twice.encode())


@open_json.must("CON-33", rfc(8259, "9"), within=ANYTHING)
def open_json_survived(open_json: list[Sent], control: Accepted) -> None:
    """JSON that each implementation may read in its own way leads to no failure and no silence.

    NaN, huge numbers, lone surrogates, U+0000, deep nesting and members twice all happen.
    """
    for request in open_json:
        _survived(request)


@open_json_survived.broken_by(also={"CON-01"})
def fails_at_a_null_character(answer: Answer) -> None:
    if b"\\u0000" in answer.exchange.request.body:
        answer.refuse(500)


@open_json_survived.broken_by(also={"CON-01"})
def fails_at_a_lone_surrogate(answer: Answer) -> None:
    if b"\\ud800" in answer.exchange.request.body:
        answer.refuse(500)


@open_json_survived.broken_by(also={"CON-02"})
def fails_at_deep_nesting(answer: Answer) -> None:
    if b"[[[[" in answer.exchange.request.body:
        answer.unanswered = f"{TIMED_OUT} 10 seconds"


@open_json_survived.broken_by
def goes_down_into_every_level(call: Call) -> Iterator[None]:
    yield
    if b"[" * 50 in call.original:
        call.answer.become(500)
