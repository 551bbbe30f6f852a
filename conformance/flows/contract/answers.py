"""Every answer: it comes, it is no failure of the server, and a success has its documented form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.evidence import Answered, Evidence, Sent
from conformance.exchange import TIMED_OUT
from conformance.expectation import expect, written
from conformance.flows.contract.flow import REFERENCE, SCHEMAS, documented_success, flow
from conformance.moment import is_moment
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import rfc


def _has_to_answer(evidence: Evidence) -> bool:
    # Whether the target is there at all is no question of the contract, and a model takes its time.
    by_model = evidence.operation is not None and evidence.operation.feature == "agent"
    return evidence.exchange.case != "first-call" and not by_model


@flow.always_must("CON-01", rfc(9110, "15.6"), over=lambda evidence: True)
def no_failure(answer: Answered) -> None:
    """Nothing that is sent is answered with a failure of the server (5xx).

    Whatever a caller does wrong, it has to learn that it is its own mistake.
    """
    expect(answer).that(answer.status < 500, "status", "no failure of the server (below 500)")


@no_failure.broken_by
def fails_now_and_then(answer: Answer) -> None:
    answer.refuse(503)


@no_failure.broken_by
def writes_texts_into_its_queries(call: Call) -> Iterator[None]:
    yield
    if "'" in call.text("content") and call.answer.status == 200:
        call.answer.become(500)


@flow.always_must("CON-02", rfc(9110, "3.4"), over=_has_to_answer)
def no_silence(request: Sent) -> None:
    """No request is left without an answer until the caller gives up.

    A caller that waits in vain can't tell whether its lead arrived.
    """
    silence = request.exchange.unanswered or ""
    expect(request).that(not silence.startswith(TIMED_OUT), "", "an answer", silence)


@no_silence.broken_by(step="said_afterwards")
def falls_silent(answer: Answer) -> None:
    answer.unanswered = f"{TIMED_OUT} 10 seconds"


@flow.always_must("CON-03", SCHEMAS, over=documented_success)
def json_body(answer: Answered) -> None:
    """A success of a documented operation has a body that is JSON.

    Callers parse it; anything else is an error to them, whatever the status says.
    """
    expect(answer).at("").is_there()


@json_body.broken_by
def answers_a_page(answer: Answer) -> None:
    answer.body = b"<!doctype html><p>OK</p>"


@json_body.broken_by
def answers_nothing(answer: Answer) -> None:
    answer.body = b""


def _json_success(evidence: Evidence) -> bool:
    return documented_success(evidence) and evidence.is_json


@flow.always_must("CON-04", SCHEMAS, over=_json_success)
def documented_form(answer: Answered) -> None:
    """A success of a documented operation has the form that the contract's schema gives it.

    Code generated from the contract fails on the first answer that differs.
    """
    for pointer, expected, actual in answer.schema_problems[:1]:
        expect(answer).that(False, pointer, expected, actual)


@documented_form.broken_by(step="chat")
def leaves_out_when_it_was(answer: Answer) -> None:
    del answer["created_at"]


@documented_form.broken_by(step="chat")
def writes_its_flag_as_text(answer: Answer) -> None:
    answer["ai_enabled"] = "true"


@flow.always_should("CON-05", rfc(9110, "8.3"), over=_json_success)
def json_media_type(answer: Answered) -> None:
    """A success of a documented operation says in its `Content-Type` that it is JSON.

    Many clients look there before they parse.
    """
    media_type = answer.media_type
    is_json = media_type == "application/json" or media_type.endswith("+json")
    if not is_json:
        said = written(media_type)
        expect(answer).that(False, "header:Content-Type", "application/json", said)


@json_media_type.broken_by
def calls_it_a_page(answer: Answer) -> None:
    answer.set_header("Content-Type", "text/html; charset=utf-8")


@json_media_type.broken_by
def does_not_say_what_it_is(answer: Answer) -> None:
    answer.set_header("Content-Type", None)


def _moments(value: Any) -> list[str]:
    """The JSON pointer of every `created_at` of an object, or of a list of objects."""
    if isinstance(value, list):
        objects = [(f"/{number}", one) for number, one in enumerate(value)]
    else:
        objects = [("", value)]
    return [
        f"{pointer}/created_at"
        for pointer, one in objects
        if isinstance(one, dict) and "created_at" in one
    ]


@flow.always_must(
    "CON-06", REFERENCE, over=lambda evidence: _json_success(evidence) and _moments(evidence.json)
)
def created_at(answer: Answered) -> None:
    """Every `created_at` is a moment as RFC 3339 writes it, with an offset or `Z`.

    A time without its offset is another moment for every reader.
    """
    for pointer in _moments(answer.json):
        expect(answer).at(pointer).satisfies(is_moment, "an RFC 3339 date-time with its offset")


@created_at.broken_by
def leaves_out_the_offset(answer: Answer) -> None:
    answer["created_at"] = "2025-06-16T10:30:00"


@created_at.broken_by
def writes_moments_as_numbers(answer: Answer) -> None:
    answer["created_at"] = "1750069800"
