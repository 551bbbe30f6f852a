"""Credentials: three carriers, each enough alone, and nothing without one."""

from __future__ import annotations

import re
from typing import Any

from conformance.capability import CARRIERS, Capability
from conformance.contract import CORE_OPERATIONS, FEATURES
from conformance.drive.session import Reply, Session
from conformance.evidence import Accepted, Answered, Evidence, Refused
from conformance.exchange import header
from conformance.expectation import expect, written
from conformance.redaction import label
from conformance.requirement import Flow, ours, page, rfc
from conformance.sabotage import Answer
from conformance.target import MAIN

PAGE = page("Supported flows")
UNAUTHORIZED = rfc(9110, "15.5.2")

TRANSCRIPT = "{chat_id}/messages"
OPERATIONS = {
    "new-message": "new-message",
    "new-chat": "new-chat",
    "email-handoff": "email-handoff",
    "chat-messages": TRANSCRIPT,
    "agent": "external/agent",
    "agent-v2": "agent/v2",
}
FLAWS = {
    "unknown": CORE_OPERATIONS,
    "empty": CORE_OPERATIONS,
    "truncated": ("new-message", "email-handoff"),
    "case_changed": ("new-message",),
}
MALFORMED = ("Basic {}", "{}", "Bearer{}", "Bearer {} {}", "Bearer")
CHALLENGE = re.compile(r"[\s,]*[!#$%&'*+.^_`|~0-9A-Za-z-]+(?=[\s,]|$)")
ERROR_TEXTS = ("title", "detail", "message", "error")

flow = Flow("auth", "Credentials")


def _body(session: Session, operation: str, chat: Any) -> Any:
    """A valid body for any operation; None for one that takes none."""
    match operation:
        case "new-chat":
            return session.chat_body()
        case "new-message":
            return session.message_body(chat)
        case "email-handoff":
            return session.handoff_body(chat)
    return None if operation == TRANSCRIPT else {"chat_id": chat, "content": session.unique()}


def _call(session: Session, step: str, operation: str, chat: Any, **how: Any) -> Reply:
    body = _body(session, operation, chat)
    return session.call(step, operation, body, path={"chat_id": chat}, **how)


def _let_in(answer: Answer) -> None:
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


def _turn_away(answer: Answer) -> None:
    answer.refuse(401)
    answer.set_header("WWW-Authenticate", "Bearer")


def _authorization(answer: Answer) -> str:
    return header(answer.exchange.request.headers, "Authorization") or ""


def _all_succeed(*answers: Evidence) -> None:
    for answer in answers:
        expect(answer).succeeds()


def _all_unauthorized(answers: list[Evidence]) -> None:
    for answer in answers:
        expect(answer).status(401)


@flow.scenario(vary=tuple((kind.value, kind.value) for kind in CARRIERS))
def each_carrier(session: Session, kind: str) -> None:
    """One carrier does everything alone; then it brings flawed credentials."""
    stage = session.stage
    if kind not in stage.contract.carriers:
        return
    opened = _call(session, "chat", "new-chat", "", carrier=kind).value("chat_id")
    # The other operations show something even where a chat can't be opened by this carrier.
    chat = opened if isinstance(opened, str) else session.chat
    for step in (f"message_by_{kind.replace('-', '_')}", "message"):
        _call(session, step, "new-message", chat, carrier=kind)
    _call(session, "handoff", "email-handoff", chat, carrier=kind)
    if Capability.TRANSCRIPT in stage.target.features:
        _call(session, "reading", TRANSCRIPT, chat, carrier=kind)
    name = stage.target.credentials.name_for(MAIN, kind)
    flawed = {
        "unknown": session.unique("token"),
        "empty": "",
        "truncated": label(f"{name}-truncated"),
    }
    if f"{name}-case-changed" in stage.target.credentials.derived():
        flawed["case_changed"] = label(f"{name}-case-changed")
    for flaw, credential in flawed.items():
        # An empty bearer token leaves the scheme alone: no header's value may end in a space.
        how: dict[str, Any] = {"carrier": kind, "credential": credential}
        if kind == Capability.BEARER and not credential:
            how = {"agent": None, "headers": (("Authorization", "Bearer"),)}
        for operation in FLAWS[flaw]:
            _call(session, flaw, operation, chat, **how)
    if kind == Capability.QUERY:
        beyond_ascii = session.unique("tökén")
        _call(session, "unknown", "new-message", chat, carrier=kind, credential=beyond_ascii)


@each_carrier.must("AUTH-01", PAGE, needs={Capability.BEARER})
def bearer_is_enough(message_by_bearer: Answered, chat: Answered, handoff: Answered) -> None:
    """A bearer token alone is enough to open a chat, to write to it and to hand it off.

    The header `Authorization` is the first of the carriers that every endpoint has to accept.
    """
    _all_succeed(chat, message_by_bearer, handoff)


@bearer_is_enough.broken_by
def takes_no_bearer_token_for_messages(answer: Answer) -> None:
    _turn_away(answer)


@each_carrier.must("AUTH-02", PAGE, needs={Capability.API_KEY})
def api_key_is_enough(message_by_api_key: Answered, chat: Answered, handoff: Answered) -> None:
    """A token in the API key's header alone is enough to open, write to and hand off a chat.

    Integrations that can't set `Authorization` depend on it.
    """
    _all_succeed(chat, message_by_api_key, handoff)


@api_key_is_enough.broken_by
def takes_no_api_key_for_messages(answer: Answer) -> None:
    _turn_away(answer)


@each_carrier.must("AUTH-03", PAGE, needs={Capability.QUERY})
def query_is_enough(message_by_query: Answered, chat: Answered, handoff: Answered) -> None:
    """A token in the query string alone is enough to open, write to and hand off a chat.

    Form services and webhooks that can't set any header depend on it.
    """
    _all_succeed(chat, message_by_query, handoff)


@query_is_enough.broken_by
def takes_no_token_from_the_query_for_messages(answer: Answer) -> None:
    _turn_away(answer)


@each_carrier.must("AUTH-04", PAGE, needs={Capability.TRANSCRIPT})
def every_carrier_reads(reading: Answered) -> None:
    """Each carrier alone is enough to read a chat's transcript.

    What one carrier wrote, a caller must be able to read back by the same one.
    """
    expect(reading).succeeds()


@every_carrier_reads.broken_by
def reads_by_the_authorization_header_only(answer: Answer) -> None:
    if answer.exchange.carrier != Capability.BEARER:
        _turn_away(answer)


@each_carrier.must("AUTH-05", UNAUTHORIZED)
def unknown(unknown: list[Answered], chat: Accepted, message: Accepted, handoff: Accepted) -> None:
    """An unknown credential is answered 401, by each carrier and on each operation.

    One operation that forgets to look makes every chat open to everyone.
    """
    _all_unauthorized(unknown)


@unknown.broken_by
def takes_any_credential_for_handoffs(answer: Answer) -> None:
    if str(answer.exchange.operation).endswith("email-handoff"):
        _let_in(answer)


@unknown.broken_by
def fails_at_a_token_beyond_ascii(answer: Answer) -> None:
    if "%C3%B6" in answer.exchange.request.url:
        answer.refuse(500)


@each_carrier.must("AUTH-06", UNAUTHORIZED)
def empty(empty: list[Answered], chat: Accepted, message: Accepted, handoff: Accepted) -> None:
    """An empty credential is answered 401, by each carrier and on each operation.

    A variable that nobody set must not become a key that fits.
    """
    _all_unauthorized(empty)


@empty.broken_by
def takes_an_empty_api_key_for_none_needed(answer: Answer) -> None:
    message = str(answer.exchange.operation).endswith("new-message")
    if message and answer.exchange.carrier == Capability.API_KEY:
        _let_in(answer)


@empty.broken_by
def calls_an_empty_credential_a_bad_request(answer: Answer) -> None:
    answer.refuse(400)


@each_carrier.must("AUTH-07", UNAUTHORIZED)
def truncated(truncated: list[Answered], message: Accepted, handoff: Accepted) -> None:
    """A token without its last character is answered 401, by each carrier.

    A server that compares beginnings lets a token be guessed piece by piece.
    """
    _all_unauthorized(truncated)


@truncated.broken_by
def compares_the_beginning_of_a_token(answer: Answer) -> None:
    _let_in(answer)


@each_carrier.must("AUTH-08", UNAUTHORIZED, needs={Capability.CASED_TOKEN})
def case_changed(case_changed: list[Answered], message: Accepted) -> None:
    """A token with upper and lower case exchanged is answered 401, by each carrier.

    A look-up that ignores case, the default of some databases, makes tokens far easier to guess.
    """
    _all_unauthorized(case_changed)


@case_changed.broken_by
def compares_tokens_without_their_case(answer: Answer) -> None:
    _let_in(answer)


@flow.scenario(needs={Capability.BEARER})
def authorization_header(session: Session) -> None:
    """The real token in headers that aren't quite the documented one."""
    token = label(session.stage.target.credentials.name_for(MAIN, Capability.BEARER))

    def send(step: str, value: str) -> None:
        headers = (("Authorization", value),)
        _call(session, step, "new-message", session.chat, agent=None, headers=headers)

    _call(session, "message", "new-message", session.chat, carrier=Capability.BEARER)
    for pattern in MALFORMED:
        send("malformed", pattern.replace("{}", token))
    for scheme in ("bearer", "BEARER"):
        send("other_case", f"{scheme} {token}")


@authorization_header.must("AUTH-09", UNAUTHORIZED, needs={Capability.BEARER})
def malformed(malformed: list[Answered], message: Accepted) -> None:
    """A malformed `Authorization` header is answered 401, even with the real token in it.

    It tries another scheme, no scheme, no space, two tokens and no token; each is a mistake of the
    caller's that must come to light at once.
    """
    _all_unauthorized(malformed)


@malformed.broken_by
def takes_the_token_by_any_scheme(answer: Answer) -> None:
    if _authorization(answer).startswith("Basic "):
        _let_in(answer)


@malformed.broken_by
def fails_at_a_scheme_without_a_token(answer: Answer) -> None:
    if _authorization(answer) == "Bearer":
        answer.refuse(500)


@authorization_header.should("AUTH-10", rfc(9110, "11.1"), needs={Capability.BEARER})
def other_case(other_case: list[Answered], message: Accepted) -> None:
    """The scheme's name `Bearer` is taken in any case.

    Some clients write it in lower case, as HTTP allows.
    """
    _all_succeed(*other_case)


@other_case.broken_by
def insists_on_the_capital_letter(answer: Answer) -> None:
    _turn_away(answer)


@flow.scenario(smoke=True, vary=tuple(OPERATIONS.items()))
def no_credential(session: Session, operation: str) -> None:
    """The same call with and without a credential, then faulty ones without."""
    needed = {feature for feature, names in FEATURES.items() if operation in names}
    if not needed <= set(session.stage.target.features):
        return
    _call(session, "with_credential", operation, session.chat)
    _call(session, "without_credential", operation, session.chat, agent=None)
    if operation in CORE_OPERATIONS:
        session.call("invalid", operation, raw=b'{"chat_id": ', agent=None)
        session.call("invalid", operation, {}, agent=None)
    if operation != "new-chat":
        _call(session, "unknown_chat", operation, session.unique("chat"), agent=None)


@no_credential.must("AUTH-11", UNAUTHORIZED)
def nobody(without_credential: Answered, with_credential: Accepted) -> None:
    """A request without a credential is answered 401, on each operation.

    Whoever knows the address could otherwise read and write customers' chats.
    """
    expect(without_credential).status(401)


@nobody.broken_by(also={"AUTH-13"})
def lets_anyone_hand_off_chats(answer: Answer) -> None:
    if str(answer.exchange.operation).endswith("email-handoff"):
        _let_in(answer)


@nobody.broken_by(also={"AUTH-13"})
def answers_403_without_a_credential(answer: Answer) -> None:
    answer.refuse(403)


@no_credential.should("AUTH-12", ours("nothing is to be learned without a credential"))
def credential_comes_first(invalid: list[Answered], with_credential: Accepted) -> None:
    """A body that is invalid is answered 401 when there is no credential either.

    A server that reads bodies of strangers first shows them its schema and its parser.
    """
    _all_unauthorized(invalid)


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


@flow.always_must(
    "AUTH-15",
    PAGE,
    needs={Capability.ONE_TOKEN},
    # In the smoke profile this flow opens no chat.
    optional=True,
    over=lambda evidence: (
        evidence.exchange.flow == "auth"
        and evidence.exchange.agent == MAIN
        and evidence.accepted
        and "agent_id" in evidence.json
        and "client_id" in evidence.json
    ),
)
def one_agent(chats: list[Answered]) -> None:
    """A token is the same agent by every carrier: the chats that it opens have one `agent_id`.

    Else the chats of one integration end up with different agents.
    """
    for chat in chats:
        expect(chat).at("/agent_id").equals(chats[0].json["agent_id"])


@one_agent.broken_by
def takes_each_carrier_for_an_agent_of_its_own(answer: Answer) -> None:
    answer["agent_id"] = f"agent-{answer.exchange.number}"
