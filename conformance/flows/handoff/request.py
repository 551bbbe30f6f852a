"""One handoff: that it is accepted, and what its receipt says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect
from conformance.flows.handoff.flow import PAGE, REFERENCE, flow
from conformance.resources import variations
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import ours

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


@handoff.must("HAND-01", PAGE)
def accepted(handoff: Answered) -> None:
    """A handoff of an open chat with reason, context and metadata is accepted.

    A customer who was promised a person gets none if it isn't.
    """
    expect(handoff).succeeds()


@accepted.broken_by(also={"HAND-02", "HAND-03", "HAND-04", "HAND-05"})
def refuses_handoffs(answer: Answer) -> None:
    answer.refuse(422)


@accepted.broken_by
def hands_off_only_what_was_talked_in(call: Call) -> None:
    if call.operation == "email-handoff" and call.chat is not None and not call.chat.messages:
        call.deny(409)


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


@chat_id.broken_by
def hands_off_the_oldest_chat_of_an_agent(call: Call) -> None:
    if call.operation == "email-handoff" and call.owner is not None and call.owner == call.agent:
        call.replace(chat_id=call.earlier_chats[0])


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


@unusual_accepted.broken_by
def has_a_short_column_for_the_context(call: Call) -> None:
    if call.operation == "email-handoff" and len(call.text("context")) > 255:
        call.deny(422)


@unusual_handoff.should("HAND-08", PAGE, within={"CON-04"})
def queued_whatever_metadata(unusual_handoff: Accepted) -> None:
    """The receipt's status stays `queued` whatever the handoff's metadata says.

    A `status` or a `priority` in there is the caller's own and is no order to the queue.
    """
    expect(unusual_handoff).at("/status").equals("queued")


@queued_whatever_metadata.broken_by(also={"CON-04"})
def takes_the_status_from_the_metadata(answer: Answer) -> None:
    answer["status"] = answer.sent["metadata"]["status"]


@queued_whatever_metadata.broken_by
def lets_callers_put_their_handoffs_elsewhere(call: Call) -> Iterator[None]:
    yield
    status, asked = call.metadata.get("status"), call.operation == "email-handoff"
    if asked and status is not None and call.answer.status == 200:
        call.answer.json = {**call.answer.json, "status": status}


@empty_handoff.should("HAND-09", ours("nothing says that a text may not be empty"))
def empty_accepted(empty_handoff: Answered) -> None:
    """A handoff is accepted with an empty reason, an empty context and empty metadata.

    Forms send what was left blank as empty text, not as nothing.
    """
    expect(empty_handoff).succeeds()


@empty_accepted.broken_by
def refuses_empty_text(answer: Answer) -> None:
    answer.refuse(422)


@empty_accepted.broken_by
def takes_what_is_blank_for_a_mistake(call: Call) -> None:
    blank = "" in (call.members.get("reason"), call.members.get("context"))
    if call.operation == "email-handoff" and blank:
        call.deny(422)
