"""The flow, and the calls that all of it makes: valid ones, by any credential."""

from __future__ import annotations

from typing import Any

from conformance.drive.reply import Reply
from conformance.drive.session import Session
from conformance.evidence import Evidence
from conformance.expectation import expect
from conformance.requirement import Flow
from conformance.sabotage.answer import Answer
from conformance.source import page, rfc

PAGE = page("Supported flows")
UNAUTHORIZED = rfc(9110, "15.5.2")
TRANSCRIPT = "{chat_id}/messages"

flow = Flow("auth", "Credentials")


def body_for(session: Session, operation: str, chat: Any) -> Any:
    """A valid body for any operation; None for one that takes none."""
    match operation:
        case "new-chat":
            return session.chat_body()
        case "new-message":
            return session.message_body(chat)
        case "email-handoff":
            return session.handoff_body(chat)
    return None if operation == TRANSCRIPT else {"chat_id": chat, "content": session.unique()}


def call(session: Session, step: str, operation: str, chat: Any, **how: Any) -> Reply:
    body = body_for(session, operation, chat)
    return session.call(step, operation, body, path={"chat_id": chat}, **how)


def let_in(answer: Answer) -> None:
    """Answer as if the credential were the real one: like the same operation's success."""
    success = next(
        other
        for other in answer.others.values()
        if other.status == 200 and other.exchange.operation == answer.exchange.operation
    )
    answer.become(success)
    new = dict.fromkeys(("message_id", "handoff_id"), f"new-{answer.exchange.number}")
    known = {**new, **answer.sent}
    answer.json = {name: known.get(name, value) for name, value in success.json.items()}


def turn_away(answer: Answer) -> None:
    answer.refuse(401)
    answer.set_header("WWW-Authenticate", "Bearer")


def all_succeed(*answers: Evidence) -> None:
    for answer in answers:
        expect(answer).succeeds()


def all_unauthorized(answers: list[Evidence]) -> None:
    for answer in answers:
        expect(answer).status(401)
