"""Refusals in other words, or with another of the statuses that fit."""

from __future__ import annotations

import uuid
from typing import Any

from starlette.types import ASGIApp, Scope

from conformance.calibration.rewriting import Answer, Rewriting
from conformance.calibration.variants.changes import answers, refusals, status
from conformance.calibration.variants.variant import Variant, Wrap
from conformance.reference import SANDBOX_TOKENS

ERRORS_IN_WORDS = "CONTRACT, Answers to bad input: detail, title, message or error"
BAD_INPUT = "CONTRACT, Answers to bad input: the table"


def _says(value: Any, kind: str = "application/json") -> Wrap:
    def changed(answer: Answer) -> None:
        answer.set("Content-Type", kind)
        answer.json = value

    return refusals(changed)


def _with_a_number(answer: Answer) -> None:
    """Each refusal has an id of its own, which is in its text too."""
    number = uuid.uuid4()
    answer.set("Content-Type", "application/json")
    answer.json = {
        "error": {"code": answer.status, "message": f"Refused (request {number})", "trace": {}},
        "instance": f"urn:uuid:{number}",
    }


def _a_page(answer: Answer) -> None:
    answer.set("Content-Type", "text/html")
    answer.body = b"<!doctype html><title>Error</title><p>The request was refused."
    answer.set("Content-Length", str(len(answer.body)))


def _nothing(answer: Answer) -> None:
    answer.set("Content-Type", None)
    answer.body = b""
    answer.set("Content-Length", "0")


def _allows_nothing(answer: Answer) -> None:
    answer.set("Allow", "")


def _empty_is_415(app: ASGIApp) -> ASGIApp:
    """An empty body has no type that is supported."""

    def asked(scope: Scope, body: bytes) -> bytes:
        scope["empty"] = not body
        return body

    def changed(answer: Answer) -> None:
        if answer.scope["empty"] and answer.status == 400:
            answer.status = 415

    return Rewriting(app, asked, changed)


def _foreign_is_403(answer: Answer) -> None:
    """Another agent's chat is forbidden, where ours just isn't found."""
    _, other = SANDBOX_TOKENS
    given = dict(answer.scope["headers"]).get(b"authorization", b"")
    answer.status = 403 if other.encode() in given and answer.status == 404 else answer.status


def _refused_extremes(answer: Answer) -> None:
    """A server that turns away what the contract lets it turn away."""
    if answer.status == 200 and answer.has_json and isinstance(answer.json, dict):
        value = answer.json
        if value.get("content") == "" or "\0" in value.get("content", ""):
            answer.status = 422
            answer.json = {"detail": "It was refused."}


ERRORS = (
    Variant(
        "errors that say error", _says({"error": "It was refused."}), ERRORS_IN_WORDS, limited=True
    ),
    Variant(
        "errors that say message",
        _says({"message": "It was refused.", "code": 17}, "application/json; charset=utf-8"),
        ERRORS_IN_WORDS,
    ),
    Variant("400 for 422", status(422, 400), BAD_INPUT),
    Variant("400 for 415", status(415, 400), BAD_INPUT),
    Variant("403 for 404 of a chat", answers(_foreign_is_403), BAD_INPUT),
    Variant(
        "errors with a title alone",
        _says({"title": "Refused"}, "application/problem+json"),
        "RFC 9457 section 3.1: every member is optional",
        limited=True,
    ),
    Variant(
        "errors in a list",
        _says({"detail": [{"loc": ["body", "content"], "msg": "required"}]}),
        f"{ERRORS_IN_WORDS}; not of which type it is",
    ),
    Variant(
        "errors that have a number each",
        refusals(_with_a_number),
        f"{ERRORS_IN_WORDS}; RFC 9457 section 3.1.5: instance",
    ),
    Variant(
        "errors as pages",
        refusals(_a_page),
        "CONTRACT, Answers to bad input: the suite asks for JSON as a SHOULD",
        frozenset({"CON-07", "CON-08"}),
    ),
    Variant(
        "errors without a body",
        refusals(_nothing),
        "RFC 9110 section 15.5: a representation of the error is a SHOULD",
        frozenset({"CON-07", "CON-08", "RATE-12"}),
        limited=True,
    ),
    Variant("413 is 422", status(413, 422), f"{BAD_INPUT}: 413 or 4xx or success"),
    Variant("404 for other methods", status(405, 404), BAD_INPUT, frozenset({"CON-30"})),
    Variant(
        "405 that allows nothing",
        refusals(_allows_nothing, 405),
        "RFC 9110 section 10.2.1: an empty Allow means that no method is allowed",
    ),
    Variant("415 for an empty body", _empty_is_415, BAD_INPUT),
    Variant(
        "no empty text",
        answers(_refused_extremes),
        "CONTRACT, What is outside of judgment: U+0000; nothing promises empty text",
        frozenset({"GEN-06", "LEAD-18"}),
    ),
)
