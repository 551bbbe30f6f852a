"""Generated requests with one thing wrong: refused, while their like without it are accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.evidence import Answered, Evidence, NoEvidence, Sent, shown
from conformance.expectation import Unmet, expect
from conformance.flows.generated.requests import requests
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import ours, public
from conformance.violation import violation

REFERENCE = public("API reference of the message endpoints")


def _expect_refusals(answers: Iterable[Evidence], control: Evidence, *statuses: int) -> None:
    """Each answer has one of the statuses, or with none given is any refusal (4xx).

    What must be refused may not succeed, whatever the control came to; that it was refused for the
    right reason shows only beside an accepted control.
    """
    for answer in answers:
        _beside(control, answer, not answer.succeeded, _words(statuses))
    if not control.accepted:
        raise NoEvidence(
            "The same request without the flaw "
            f"(exchange {control.exchange.number}) is no control: {shown(control)}."
        )
    for answer in answers:
        fits = answer.status in statuses if statuses else answer.refused
        _beside(control, answer, fits, _words(statuses))


def _words(statuses: tuple[int, ...]) -> str:
    return " or ".join(map(str, statuses)) or "a refusal (4xx)"


def _beside(control: Evidence, answer: Evidence, holds: bool, expected: str) -> None:
    operation = answer.operation
    found = violation(answer.exchange.request, operation) if operation and not holds else None
    what = (found.place, found.kind) if found else ("", "")
    because = f", because of {found.kind} at {found.place or 'the body'}" if found else ""
    try:
        expect(answer).that(holds, "status", expected + because)
    except Unmet as unmet:
        unmet.cause = (answer.exchange.operation or "", *what)
        unmet.control = control
        raise


@requests.must("GEN-11", REFERENCE)
def flawed_refused(flawed: list[Answered], valid: Sent) -> None:
    """A request that violates the schema in one place is refused with 400 or 422.

    Its like without the flaw is accepted, so that it is the flaw which is refused.
    """
    _expect_refusals(flawed, valid, 400, 422)


@flawed_refused.broken_by
def overlooks_flaws(answer: Answer) -> None:
    answer.succeed_like(answer.others["valid"])


@flawed_refused.broken_by(also={"CON-01"})
def fails_at_flaws(answer: Answer) -> None:
    answer.refuse(500)


@flawed_refused.broken_by
def calls_flaws_a_conflict(answer: Answer) -> None:
    answer.refuse(409)


@flawed_refused.broken_by
def leaves_metadata_out_that_it_can_not_read(call: Call) -> None:
    if not isinstance(call.members.get("metadata", {}), dict | None):
        call.replace(metadata={})


@requests.should("GEN-12", ours("many servers convert what looks alike"))
def doubtful_refused(doubtful: list[Answered], valid: Sent) -> None:
    """A request whose flaw a lax server would mend is refused with 400, 415 or 422.

    What is converted silently, such as a boolean sent as text, comes back as something else.
    """
    _expect_refusals(doubtful, valid, 400, 415, 422)


@doubtful_refused.broken_by
def converts_what_looks_alike(answer: Answer) -> None:
    answer.succeed_like(answer.others["valid"])


@doubtful_refused.broken_by
def takes_numbers_for_texts_and_texts_for_flags(call: Call) -> None:
    flags = {"true": True, "false": False, 1: True, 0: False}
    for name, value in call.members.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if name in {"content", "client_id", "reason", "context"} and number:
            call.replace(**{name: str(value)})
        if name in {"ai_enabled", "lead_collected"} and isinstance(value, str | int):
            call.replace(**{name: flags.get(value, value)})


@requests.must("GEN-13", REFERENCE)
def unknown_chat_missing(unknown_chat: list[Answered], valid: Sent) -> None:
    """A request to a chat that there isn't is answered 404.

    The id is of the form that a server could have given, so that only looking it up helps.
    """
    _expect_refusals(unknown_chat, valid, 404)


@unknown_chat_missing.broken_by
def opens_chats_on_demand(answer: Answer) -> None:
    answer.succeed_like(answer.others["valid"])


@unknown_chat_missing.broken_by
def calls_unknown_chats_invalid(answer: Answer) -> None:
    answer.refuse(422)


@unknown_chat_missing.broken_by
def compares_ids_by_their_beginning(call: Call) -> Iterator[None]:
    beginning = call.chat_id[:20]
    alike = [one for one in call.earlier_chats if len(beginning) == 20 and one[:20] == beginning]
    if call.operation != "new-message" or call.chat is not None or not alike:
        return
    call.replace(chat_id=alike[0])
    yield
    if call.answer.status == 200:
        call.answer.json = {**call.answer.json, "chat_id": call.chat_id}


@requests.must("GEN-14", REFERENCE)
def impossible_chat_refused(impossible_chat: list[Answered], valid: Sent) -> None:
    """A request to a chat whose id no server gives is refused, by whichever 4xx fits.

    Empty ids, quotes and paths reach the code that looks chats up, and what is behind it.
    """
    _expect_refusals(impossible_chat, valid)


@impossible_chat_refused.broken_by
def finds_a_chat_for_any_id(answer: Answer) -> None:
    answer.succeed_like(answer.others["valid"])


@impossible_chat_refused.broken_by(also={"CON-01"})
def fails_at_its_own_query(answer: Answer) -> None:
    answer.refuse(500)


@impossible_chat_refused.broken_by
def looks_chats_up_by_how_their_letters_begin(call: Call) -> None:
    named = call.members.get("chat_id")
    if call.operation == "new-message" and isinstance(named, str) and call.chat is None:
        letters = "".join(filter(str.isalnum, named))
        for chat_id in call.earlier_chats:
            if chat_id.startswith(letters):
                call.replace(chat_id=chat_id)
