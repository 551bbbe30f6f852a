"""A credential that is almost right is answered like one that is wrong."""

from __future__ import annotations

from conformance.capability import Capability
from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.exchange import header
from conformance.flows.auth.calls import (
    UNAUTHORIZED,
    all_succeed,
    all_unauthorized,
    call,
    flow,
    let_in,
    turn_away,
)
from conformance.flows.auth.carriers import each_carrier
from conformance.redaction import label
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import rfc
from conformance.target import MAIN

MALFORMED = ("Basic {}", "{}", "Bearer{}", "Bearer {} {}", "Bearer")


@each_carrier.must("AUTH-05", UNAUTHORIZED)
def unknown(unknown: list[Answered], chat: Accepted, message: Accepted, handoff: Accepted) -> None:
    """An unknown credential is answered 401, by each carrier and on each operation.

    One operation that forgets to look makes every chat open to everyone.
    """
    all_unauthorized(unknown)


@unknown.broken_by
def takes_any_credential_for_handoffs(answer: Answer) -> None:
    if str(answer.exchange.operation).endswith("email-handoff"):
        let_in(answer)


@unknown.broken_by
def looks_only_whether_a_handoff_has_a_credential(call: Call) -> None:
    if call.operation == "email-handoff" and call.agent is None and call.token:
        call.authorize()


@unknown.broken_by(also={"CON-01"})
def fails_at_a_token_beyond_ascii(answer: Answer) -> None:
    if "%C3%B6" in answer.exchange.request.url:
        answer.refuse(500)


@each_carrier.must("AUTH-06", UNAUTHORIZED)
def empty(empty: list[Answered], chat: Accepted, message: Accepted, handoff: Accepted) -> None:
    """An empty credential is answered 401, by each carrier and on each operation.

    A variable that nobody set must not become a key that fits.
    """
    all_unauthorized(empty)


@empty.broken_by
def takes_an_empty_api_key_for_none_needed(answer: Answer) -> None:
    message = str(answer.exchange.operation).endswith("new-message")
    if message and answer.exchange.carrier == Capability.API_KEY:
        let_in(answer)


@empty.broken_by
def calls_an_empty_credential_a_bad_request(answer: Answer) -> None:
    answer.refuse(400)


@empty.broken_by
def takes_an_empty_credential_for_the_first_agent(call: Call) -> None:
    if call.carrier is not None and not call.token:
        call.authorize()


@each_carrier.must("AUTH-07", UNAUTHORIZED)
def truncated(truncated: list[Answered], message: Accepted, handoff: Accepted) -> None:
    """A token without its last character is answered 401, by each carrier.

    A server that compares beginnings lets a token be guessed piece by piece.
    """
    all_unauthorized(truncated)


@truncated.broken_by
def compares_the_beginning_of_a_token(answer: Answer) -> None:
    let_in(answer)


@truncated.broken_by
def compares_as_much_of_a_token_as_was_sent(call: Call) -> None:
    for agent, token in call.tokens.items():
        if call.agent is None and call.token and token.startswith(call.token):
            call.authorize(agent)


@each_carrier.must("AUTH-08", UNAUTHORIZED, needs={Capability.CASED_TOKEN})
def case_changed(case_changed: list[Answered], message: Accepted) -> None:
    """A token with upper and lower case exchanged is answered 401, by each carrier.

    A look-up that ignores case, the default of some databases, makes tokens far easier to guess.
    """
    all_unauthorized(case_changed)


@case_changed.broken_by
def compares_tokens_without_their_case(answer: Answer) -> None:
    let_in(answer)


@case_changed.broken_by
def looks_tokens_up_in_lower_case(call: Call) -> None:
    for agent, token in call.tokens.items():
        if call.agent is None and call.token.lower() == token.lower():
            call.authorize(agent)


def _authorization(answer: Answer) -> str:
    return header(answer.exchange.request.headers, "Authorization") or ""


@flow.scenario(needs={Capability.BEARER})
def authorization_header(session: Session) -> None:
    """The real token in headers that aren't quite the documented one."""
    token = label(session.stage.target.credentials.name_for(MAIN, Capability.BEARER))

    def send(step: str, value: str) -> None:
        headers = (("Authorization", value),)
        call(session, step, "new-message", session.chat, agent=None, headers=headers)

    call(session, "message", "new-message", session.chat, carrier=Capability.BEARER)
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
    all_unauthorized(malformed)


@malformed.broken_by
def takes_the_token_by_any_scheme(answer: Answer) -> None:
    if _authorization(answer).startswith("Basic "):
        let_in(answer)


@malformed.broken_by(also={"CON-01"})
def fails_at_a_scheme_without_a_token(answer: Answer) -> None:
    if _authorization(answer) == "Bearer":
        answer.refuse(500)


@malformed.broken_by
def takes_the_last_word_of_the_header_for_the_token(call: Call) -> None:
    *_, last = call.header(b"authorization").split() or [""]
    for agent, token in call.tokens.items():
        if last == token:
            call.authorize(agent)


@authorization_header.should("AUTH-10", rfc(9110, "11.1"), needs={Capability.BEARER})
def other_case(other_case: list[Answered], message: Accepted) -> None:
    """The scheme's name `Bearer` is taken in any case.

    Some clients write it in lower case, as HTTP allows.
    """
    all_succeed(*other_case)


@other_case.broken_by
def insists_on_the_capital_letter(answer: Answer) -> None:
    turn_away(answer)


@other_case.broken_by
def cuts_the_scheme_off_as_it_is_written(call: Call) -> None:
    if call.carrier == Capability.BEARER and "Bearer " not in call.header(b"authorization"):
        call.authorize(None)
