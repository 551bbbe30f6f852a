"""Who shows no credential gets nothing and learns nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from conformance.contract import CORE_OPERATIONS, FEATURES
from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered, Evidence, Refused
from conformance.expectation import expect
from conformance.flows.auth.calls import (
    TRANSCRIPT,
    UNAUTHORIZED,
    all_unauthorized,
    call,
    flow,
    let_in,
)
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import ours, rfc

# A chat that was handed off may be closed, so the one that is shared never is.
OPERATIONS = {
    "new-message": ("new-message",),
    "chat-and-handoff": ("new-chat", "email-handoff"),
    "chat-messages": (TRANSCRIPT,),
    "agent": ("external/agent",),
    "agent-v2": ("agent/v2",),
}
CHALLENGE = re.compile(r"[\s,]*[!#$%&'*+.^_`|~0-9A-Za-z-]+(?=[\s,]|$)")
ERROR_TEXTS = ("title", "detail", "message", "error")
WITH_DIGITS = re.compile(r"(?<![\w:.+-])[\w:.+-]*\d[\w:.+-]*")


@flow.scenario(smoke=True, vary=tuple(OPERATIONS.items()))
def no_credential(session: Session, operations: tuple[str, ...]) -> None:
    """The same calls with and without a credential, then faulty ones without."""
    needed = {feature for feature, names in FEATURES.items() if set(operations) & set(names)}
    if not needed <= set(session.stage.target.features):
        return
    chat = session.chat
    for operation in operations:
        reply = call(session, "with_credential", operation, chat)
        call(session, "without_credential", operation, chat, agent=None)
        if operation in CORE_OPERATIONS:
            session.call("invalid", operation, raw=b'{"chat_id": ', agent=None)
            session.call("invalid", operation, {}, agent=None)
        if operation == "new-chat":
            chat = reply.value("chat_id")
        else:
            call(session, "unknown_chat", operation, session.unknown_chat(), agent=None)


@no_credential.must("AUTH-11", UNAUTHORIZED)
def nobody(without_credential: list[Answered], with_credential: list[Accepted]) -> None:
    """A request without a credential is answered 401, on each operation.

    Whoever knows the address could otherwise read and write customers' chats.
    """
    all_unauthorized(without_credential)


@nobody.broken_by(also={"AUTH-13"})
def lets_anyone_hand_off_chats(answer: Answer) -> None:
    if str(answer.exchange.operation).endswith("email-handoff"):
        let_in(answer)


@nobody.broken_by
def opens_chats_for_anyone(call: Call) -> None:
    if call.operation == "new-chat" and call.carrier is None:
        call.authorize()


@nobody.broken_by(also={"AUTH-13"})
def answers_403_without_a_credential(answer: Answer) -> None:
    answer.refuse(403)


@no_credential.should("AUTH-12", ours("nothing is to be learned without a credential"))
def credential_comes_first(invalid: list[Answered], with_credential: list[Accepted]) -> None:
    """A body that is invalid is answered 401 when there is no credential either.

    A server that reads bodies of strangers first shows them its schema and its parser.
    """
    all_unauthorized(invalid)


@credential_comes_first.broken_by
def validates_before_it_authenticates(answer: Answer) -> None:
    answer.refuse(422)


@credential_comes_first.broken_by
def parses_before_it_authenticates(call: Call) -> Iterator[None]:
    yield
    if call.scope["method"] == "POST" and call.sent is None and call.answer.status == 401:
        call.answer.become(400)


@no_credential.should("AUTH-13", ours("whether a chat exists is nobody's business"))
def no_oracle(
    unknown_chat: list[Answered],
    without_credential: list[Refused],
    with_credential: list[Accepted],
) -> None:
    """Without a credential, an existing chat and an unknown one get the same answer.

    Else a stranger can find out by trying which chats there are.
    """
    existing = {answer.exchange.operation: answer for answer in without_credential}
    for answer in unknown_chat:
        other = existing[answer.exchange.operation]
        expect(answer).status(other.status)
        known, said = _texts(other), _texts(answer)
        expect(answer).that(said == known, "", known, said)


def _texts(evidence: Evidence) -> str:
    """What an error says in words; the rest of it may be new each time, such as a request's id."""
    body = evidence.json if isinstance(evidence.json, dict) else {}
    said = {name: body[name] for name in ERROR_TEXTS if name in body}
    return WITH_DIGITS.sub("…", json.dumps(said, ensure_ascii=False, default=str))


@no_oracle.broken_by
def looks_for_the_chat_before_the_credential(answer: Answer) -> None:
    answer.refuse(404)


@no_oracle.broken_by
def tells_strangers_that_there_is_no_such_chat(answer: Answer) -> None:
    answer["detail"] = "There is no such chat."


@no_oracle.broken_by
def finds_the_agent_by_the_chat(call: Call) -> Iterator[None]:
    yield
    if call.chat_id and call.chat is None and call.answer.status == 401:
        call.answer.become(404)


@flow.always_must("AUTH-14", rfc(9110, "11.6.1"), over=lambda evidence: evidence.status == 401)
def challenges(refusal: Answered) -> None:
    """Every 401 carries a `WWW-Authenticate` header with a challenge.

    It tells a client by which scheme to try again.
    """
    expect(refusal).header("WWW-Authenticate").satisfies(
        lambda value: CHALLENGE.match(value) is not None, "a challenge: a scheme's name first"
    )


@challenges.broken_by
def challenges_nobody(answer: Answer) -> None:
    answer.set_header("WWW-Authenticate", None)


@challenges.broken_by
def challenges_without_a_scheme(answer: Answer) -> None:
    answer.set_header("WWW-Authenticate", 'realm="optimly"')
