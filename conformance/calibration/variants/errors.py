"""Refusals in other words, or with another of the statuses that fit."""

from __future__ import annotations

from conformance.calibration.rewriting import Answer
from conformance.calibration.variants.changes import answers, refusals, status
from conformance.calibration.variants.variant import Variant
from conformance.reference import SANDBOX_TOKENS

ERRORS_IN_WORDS = "CONTRACT, Answers to bad input: detail, title, message or error"
BAD_INPUT = "CONTRACT, Answers to bad input: the table"


def _says_error(answer: Answer) -> None:
    answer.set("Content-Type", "application/json")
    answer.json = {"error": "It was refused."}


def _says_message(answer: Answer) -> None:
    answer.set("Content-Type", "application/json; charset=utf-8")
    answer.json = {"message": "It was refused.", "code": 17}


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
    Variant("errors that say error", refusals(_says_error), ERRORS_IN_WORDS, limited=True),
    Variant("errors that say message", refusals(_says_message), ERRORS_IN_WORDS),
    Variant("400 for 422", status(422, 400), BAD_INPUT),
    Variant("400 for 415", status(415, 400), BAD_INPUT),
    Variant("403 for 404 of a chat", answers(_foreign_is_403), BAD_INPUT),
    Variant(
        "no empty text",
        answers(_refused_extremes),
        "CONTRACT, What is outside of judgment: U+0000; nothing promises empty text",
        frozenset({"GEN-06", "LEAD-18"}),
    ),
)
