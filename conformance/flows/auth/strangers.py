"""Who shows no credential gets nothing and learns nothing."""

from __future__ import annotations

import re
from typing import Any

from conformance.answer import Answer
from conformance.contract import CORE_OPERATIONS, FEATURES
from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered, Evidence, Refused
from conformance.expectation import expect, written
from conformance.flows.auth.calls import (
    TRANSCRIPT,
    UNAUTHORIZED,
    all_unauthorized,
    call,
    flow,
    let_in,
)
from conformance.requirement import ours, rfc

OPERATIONS = {
    "new-message": "new-message",
    "new-chat": "new-chat",
    "email-handoff": "email-handoff",
    "chat-messages": TRANSCRIPT,
    "agent": "external/agent",
    "agent-v2": "agent/v2",
}
CHALLENGE = re.compile(r"[\s,]*[!#$%&'*+.^_`|~0-9A-Za-z-]+(?=[\s,]|$)")
ERROR_TEXTS = ("title", "detail", "message", "error")


@flow.scenario(smoke=True, vary=tuple(OPERATIONS.items()))
def no_credential(session: Session, operation: str) -> None:
    """The same call with and without a credential, then faulty ones without."""
    needed = {feature for feature, names in FEATURES.items() if operation in names}
    if not needed <= set(session.stage.target.features):
        return
    call(session, "with_credential", operation, session.chat)
    call(session, "without_credential", operation, session.chat, agent=None)
    if operation in CORE_OPERATIONS:
        session.call("invalid", operation, raw=b'{"chat_id": ', agent=None)
        session.call("invalid", operation, {}, agent=None)
    if operation != "new-chat":
        call(session, "unknown_chat", operation, session.unique("chat"), agent=None)


@no_credential.must("AUTH-11", UNAUTHORIZED)
def nobody(without_credential: Answered, with_credential: Accepted) -> None:
    """A request without a credential is answered 401, on each operation.

    Whoever knows the address could otherwise read and write customers' chats.
    """
    expect(without_credential).status(401)


@nobody.broken_by(also={"AUTH-13"})
def lets_anyone_hand_off_chats(answer: Answer) -> None:
    if str(answer.exchange.operation).endswith("email-handoff"):
        let_in(answer)


@nobody.broken_by(also={"AUTH-13"})
def answers_403_without_a_credential(answer: Answer) -> None:
    answer.refuse(403)


@no_credential.should("AUTH-12", ours("nothing is to be learned without a credential"))
def credential_comes_first(invalid: list[Answered], with_credential: Accepted) -> None:
    """A body that is invalid is answered 401 when there is no credential either.

    A server that reads bodies of strangers first shows them its schema and its parser.
    """
    all_unauthorized(invalid)


@credential_comes_first.broken_by
def validates_before_it_authenticates(answer: Answer) -> None:
    answer.refuse(422)


@no_credential.should("AUTH-13", ours("whether a chat exists is nobody's business"))
def no_oracle(
    unknown_chat: Answered, without_credential: Refused, with_credential: Accepted
) -> None:
    """Without a credential, an existing chat and an unknown one get the same answer.

    Else a stranger can find out by trying which chats there are.
    """
    expect(unknown_chat).status(without_credential.status)
    known, said = _texts(without_credential), _texts(unknown_chat)
    expect(unknown_chat).that(said == known, "", written(known), written(said))


def _texts(evidence: Evidence) -> dict[str, Any]:
    """What an error says in words; the rest of it may be new each time."""
    body = evidence.json if isinstance(evidence.json, dict) else {}
    return {name: body[name] for name in ERROR_TEXTS if name in body}


@no_oracle.broken_by
def looks_for_the_chat_before_the_credential(answer: Answer) -> None:
    answer.refuse(404)


@no_oracle.broken_by
def tells_strangers_that_there_is_no_such_chat(answer: Answer) -> None:
    answer["detail"] = "There is no such chat."


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
