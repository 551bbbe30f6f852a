"""Two handoffs at the same moment, and what may follow one."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect, expect_all_different
from conformance.flows.handoff.flow import PAGE, flow
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import LONG, Call


@flow.scenario()
def handoffs_at_once(session: Session) -> None:
    """Two chats are handed off at the same moment, then one of them once more."""
    minimal = session.handoff_body(session.open_chat("chat_for_minimal"))
    chat = session.open_chat("chat_for_both")
    full = session.handoff_body(
        chat,
        reason="Pricing approval",
        context="Needs annual invoice",
        metadata={"priority": "low"},
    )
    session.together(
        [
            lambda one: one.call("minimal_handoff", "email-handoff", minimal),
            lambda one: one.call("full_handoff", "email-handoff", full),
        ]
    )
    session.call("same_handoff_again", "email-handoff", full)
    session.call("message_afterwards", "new-message", session.message_body(chat))


@handoffs_at_once.must("HAND-06", PAGE, within={"HAND-10"})
def nothing_else_needed(minimal_handoff: Answered) -> None:
    """A handoff needs nothing but chat_id and customer_email: all else is optional.

    A chat that is in trouble must reach a person also when nobody wrote down why.
    """
    expect(minimal_handoff).succeeds()


@nothing_else_needed.broken_by(also={"HAND-10"})
def demands_a_reason(answer: Answer) -> None:
    answer.refuse(422)


@nothing_else_needed.broken_by
def demands_a_reason_of_every_handoff(call: Call) -> None:
    if call.operation == "email-handoff" and not call.text("reason"):
        call.deny(422)


@handoffs_at_once.must("HAND-10", PAGE)
def own_receipt(full_handoff: Answered, minimal_handoff: Answered) -> None:
    """Two chats can be handed off at the same moment, and each receipt names its own chat.

    Handoffs come in bursts; a receipt that names another chat sends a person into it.
    """
    for receipt in (full_handoff, minimal_handoff):
        expect(receipt).succeeds()
        expect(receipt).at("/chat_id").same_as_sent()


@own_receipt.broken_by(also={"HAND-11", "HAND-12"})
def takes_one_handoff_at_a_time(answer: Answer) -> None:
    answer.refuse(409)


@own_receipt.broken_by
def confuses_handoffs_of_the_same_moment(answer: Answer) -> None:
    answer["chat_id"] = answer.others["minimal_handoff"]["chat_id"]


@own_receipt.broken_by
def gives_up_where_a_handoff_holds_the_lock(call: Call) -> Iterator[None]:
    if call.operation != "email-handoff":
        return
    if call.agent in call.memory.notes:
        call.deny(409)
        return
    call.memory.notes[call.agent] = call
    call.hold = LONG
    yield
    del call.memory.notes[call.agent]


@own_receipt.broken_by
def keeps_a_handoff_where_all_requests_see_it(call: Call) -> Iterator[None]:
    if call.operation != "email-handoff":
        return
    call.memory.notes["chat"] = call.chat_id
    call.hold = LONG
    yield
    chat = call.memory.notes["chat"]
    if call.answer.status == 200 and chat != call.chat_id:
        call.answer.json = {**call.answer.json, "chat_id": chat}


@handoffs_at_once.must("HAND-11", PAGE)
def handed_off_again(same_handoff_again: Answered, full_handoff: Accepted) -> None:
    """The same handoff once more is refused, or is another handoff with a handoff_id of its own.

    Two handoffs under one id can't be told apart; a repeat is what every retry looks like.
    """
    again = expect(same_handoff_again)
    again.that(
        same_handoff_again.succeeded or same_handoff_again.refused,
        "status",
        "a success (2xx) or a refusal (4xx)",
    )
    if same_handoff_again.succeeded:
        expect_all_different([full_handoff, same_handoff_again], "/handoff_id")


@handed_off_again.broken_by(also={"CON-13"})
def gives_one_id_twice(answer: Answer) -> None:
    answer.become(answer.others["full_handoff"])


@handed_off_again.broken_by
def sends_a_repeat_to_the_receipt_of_the_first(answer: Answer) -> None:
    answer.status, answer.body = 303, b""
    answer.set_header("Location", "/external/message/email-handoff/1")


@handed_off_again.broken_by(also={"CON-01"})
def fails_over_a_second_handoff(answer: Answer) -> None:
    answer.refuse(500)


@handed_off_again.broken_by
def answers_with_the_receipt_of_the_first(call: Call) -> Iterator[None]:
    before = call.chat.handoffs[:] if call.chat is not None else []
    yield
    if call.operation == "email-handoff" and call.answer.status == 200 and before:
        call.answer.json = {**call.answer.json, "handoff_id": before[0][0]}


@handoffs_at_once.should("HAND-12", PAGE)
def written_to_afterwards(message_afterwards: Answered, full_handoff: Accepted) -> None:
    """A chat that was handed off can still be written to.

    The customer may go on in the chat while the email is on its way, and history retains it.
    """
    expect(message_afterwards).succeeds()


@written_to_afterwards.broken_by
def closes_the_chat_on_handoff(answer: Answer) -> None:
    answer.refuse(409)


@written_to_afterwards.broken_by
def closes_every_chat_on_its_handoff(call: Call) -> None:
    if call.operation == "new-message" and call.chat is not None and call.chat.handoffs:
        call.deny(409)
