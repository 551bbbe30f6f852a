"""Email handoff: a person takes over, the transcript stays."""

from __future__ import annotations

from typing import Any

from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect, expect_all_different
from conformance.requirement import Flow
from conformance.resources import variations
from conformance.sabotage.answer import Answer
from conformance.source import ours, page, public

PAGE = page("Escalate to email")
REFERENCE = public("API reference of email-handoff")

flow = Flow("handoff", "Email handoff")

# A server may refuse to hand a chat off twice, so each handoff that must succeed has its own chat.


@flow.scenario(smoke=True, vary=variations("handoffs"))
def handoff(session: Session, members: dict[str, Any]) -> None:
    """A chat is handed off as on the page."""
    chat = session.open_chat()
    session.call("handoff", "email-handoff", session.handoff_body(chat, **members))


@flow.scenario(vary=variations("handoff-unusual"))
def unusual_handoff(session: Session, members: dict[str, Any]) -> None:
    """A chat is handed off with text, an address and metadata that are rare but legal."""
    chat = session.open_chat()
    session.call("unusual_handoff", "email-handoff", session.handoff_body(chat, **members))


@flow.scenario()
def empty_handoff(session: Session) -> None:
    """A chat is handed off with all that is optional sent, but empty."""
    body = session.handoff_body(session.open_chat(), reason="", context="", metadata={})
    session.call("empty_handoff", "email-handoff", body)


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


@handoff.must("HAND-01", PAGE)
def accepted(handoff: Answered) -> None:
    """A handoff of an open chat with reason, context and metadata is accepted.

    A customer who was promised a person gets none if it isn't.
    """
    expect(handoff).succeeds()


@accepted.broken_by(also={"HAND-02", "HAND-03", "HAND-04", "HAND-05"})
def refuses_handoffs(answer: Answer) -> None:
    answer.refuse(422)


@handoff.must("HAND-02", PAGE, within={"CON-04"})
def queued(handoff: Accepted) -> None:
    """The receipt's status is `queued`.

    The person answers later; callers tell the customer so by this word.
    """
    expect(handoff).at("/status").equals("queued")


@queued.broken_by(also={"CON-04"})
def says_that_the_email_is_sent_already(answer: Answer) -> None:
    answer["status"] = "sent"


@handoff.must("HAND-03", PAGE)
def chat_id(handoff: Accepted) -> None:
    """The receipt's chat_id is the one that was sent.

    By it the email thread is matched to the conversation.
    """
    expect(handoff).at("/chat_id").same_as_sent()


@chat_id.broken_by
def moves_the_handoff_to_a_new_chat(answer: Answer) -> None:
    answer["chat_id"] = "chat_made_for_the_handoff"


@chat_id.broken_by(also={"CON-04"})
def does_not_say_which_chat(answer: Answer) -> None:
    del answer["chat_id"]


@handoff.must("HAND-04", PAGE, within={"CON-04"})
def handoff_id(handoff: Accepted) -> None:
    """The receipt's handoff_id is a text that isn't empty.

    It is all by which a caller can ask later what became of the handoff.
    """
    place = expect(handoff).at("/handoff_id")
    place.satisfies(lambda value: isinstance(value, str) and value != "", "a text, not empty")


@handoff_id.broken_by(also={"CON-04"})
def numbers_its_handoffs(answer: Answer) -> None:
    answer["handoff_id"] = 789


@handoff_id.broken_by(also={"CON-04"})
def answers_before_there_is_an_id(answer: Answer) -> None:
    answer["handoff_id"] = ""


@handoff.should("HAND-05", REFERENCE)
def status(handoff: Accepted) -> None:
    """A handoff is answered with the status 200.

    Clients that were written from the reference may check for this one.
    """
    expect(handoff).status(200)


@status.broken_by
def answers_202(answer: Answer) -> None:
    answer.status = 202


@handoffs_at_once.must("HAND-06", PAGE)
def nothing_else_needed(minimal_handoff: Answered) -> None:
    """A handoff needs nothing but chat_id and customer_email: all else is optional.

    A chat that is in trouble must reach a person also when nobody wrote down why.
    """
    expect(minimal_handoff).succeeds()


@nothing_else_needed.broken_by(also={"HAND-10"})
def demands_a_reason(answer: Answer) -> None:
    answer.refuse(422)


@unusual_handoff.must("HAND-07", PAGE)
def unusual_accepted(unusual_handoff: Answered) -> None:
    """A handoff is accepted with text in any script, long context and a tagged address.

    Context is written by visitors and models, and addresses by customers; no caller chooses them.
    """
    expect(unusual_handoff).succeeds()


@unusual_accepted.broken_by(also={"CON-01", "HAND-08"})
def fails_to_mail_a_reason_beyond_ascii(answer: Answer) -> None:
    if not answer.sent["reason"].isascii():
        answer.refuse(500)


@unusual_accepted.broken_by(also={"HAND-08"})
def takes_no_plus_in_an_address(answer: Answer) -> None:
    if "+" in answer.sent["customer_email"]:
        answer.refuse(422)


@unusual_handoff.should("HAND-08", PAGE, within={"CON-04"})
def queued_whatever_metadata(unusual_handoff: Accepted) -> None:
    """The receipt's status stays `queued` whatever the handoff's metadata says.

    A `status` or a `priority` in there is the caller's own and is no order to the queue.
    """
    expect(unusual_handoff).at("/status").equals("queued")


@queued_whatever_metadata.broken_by(also={"CON-04"})
def takes_the_status_from_the_metadata(answer: Answer) -> None:
    answer["status"] = answer.sent["metadata"]["status"]


@empty_handoff.should("HAND-09", ours("nothing says that a text may not be empty"))
def empty_accepted(empty_handoff: Answered) -> None:
    """A handoff is accepted with an empty reason, an empty context and empty metadata.

    Forms send what was left blank as empty text, not as nothing.
    """
    expect(empty_handoff).succeeds()


@empty_accepted.broken_by
def refuses_empty_text(answer: Answer) -> None:
    answer.refuse(422)


@handoffs_at_once.must("HAND-10", PAGE)
def own_receipt(full_handoff: Answered, minimal_handoff: Accepted) -> None:
    """Two chats can be handed off at the same moment, and each receipt names its own chat.

    Handoffs come in bursts; a receipt that names another chat sends a person into it.
    """
    expect(full_handoff).succeeds()
    for receipt in (full_handoff, minimal_handoff):
        expect(receipt).at("/chat_id").same_as_sent()


@own_receipt.broken_by(also={"HAND-11", "HAND-12"})
def takes_one_handoff_at_a_time(answer: Answer) -> None:
    answer.refuse(409)


@own_receipt.broken_by
def confuses_handoffs_of_the_same_moment(answer: Answer) -> None:
    answer["chat_id"] = answer.others["minimal_handoff"]["chat_id"]


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


@handoffs_at_once.should("HAND-12", PAGE)
def written_to_afterwards(message_afterwards: Answered, full_handoff: Accepted) -> None:
    """A chat that was handed off can still be written to.

    The customer may go on in the chat while the email is on its way, and history retains it.
    """
    expect(message_afterwards).succeeds()


@written_to_afterwards.broken_by
def closes_the_chat_on_handoff(answer: Answer) -> None:
    answer.refuse(409)
