"""Messages with nothing where a lead has something: no metadata, no text."""

from __future__ import annotations

from conformance.drive.session import Session
from conformance.evidence import Answered
from conformance.expectation import expect
from conformance.flows.lead.flow import PAGE, flow
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import ours


@flow.scenario()
def bare_messages(session: Session) -> None:
    """A message without metadata, with empty and with null metadata, and one without text."""
    bare = session.message_body(session.chat)
    session.call("without_metadata", "new-message", bare)
    session.call("empty_metadata", "new-message", {**bare, "metadata": {}})
    session.call("null_metadata", "new-message", {**bare, "metadata": None})
    marked = {"form_type": "lead_capture", "lead_collected": True}
    body = session.message_body(session.chat, content="", metadata=marked)
    session.call("empty_content", "new-message", body)


@bare_messages.must("LEAD-15", PAGE)
def metadata_is_optional(without_metadata: Answered) -> None:
    """A message needs no metadata.

    Most of a transcript is talk between the leads, and has none.
    """
    expect(without_metadata).succeeds()


@metadata_is_optional.broken_by
def demands_metadata(answer: Answer) -> None:
    answer.refuse(422)


@metadata_is_optional.broken_by
def demands_metadata_of_every_message(call: Call) -> None:
    if call.operation == "new-message" and "metadata" not in call.members:
        call.deny(422)


@bare_messages.must("LEAD-16", PAGE)
def metadata_may_be_empty(empty_metadata: Answered) -> None:
    """A message's metadata may be an empty object.

    A form whose optional fields are all blank sends just that.
    """
    expect(empty_metadata).succeeds()


@metadata_may_be_empty.broken_by
def takes_an_empty_object_for_nothing(answer: Answer) -> None:
    answer.refuse(422)


@metadata_may_be_empty.broken_by
def demands_something_in_metadata(call: Call) -> None:
    if call.operation == "new-message" and call.members.get("metadata") == {}:
        call.deny(422)


@bare_messages.should("LEAD-17", ours("many clients write null for what they don't have"))
def metadata_may_be_null(null_metadata: Answered) -> None:
    """A message's metadata may be null.

    Clients whose language has no missing members send null for what isn't there.
    """
    expect(null_metadata).succeeds()


@metadata_may_be_null.broken_by
def refuses_null(answer: Answer) -> None:
    answer.refuse(422)


@metadata_may_be_null.broken_by(also={"CON-01"})
def fails_at_null(answer: Answer) -> None:
    answer.refuse(500)


@metadata_may_be_null.broken_by
def demands_an_object_where_metadata_is_sent(call: Call) -> None:
    if call.operation == "new-message" and call.members.get("metadata", {}) is None:
        call.deny(422)


@bare_messages.should("LEAD-18", ours("nothing says that a text may not be empty"))
def content_may_be_empty(empty_content: Answered) -> None:
    """A lead without text is accepted, and its content comes back as empty text.

    A form may carry all it has to say in its metadata.
    """
    expect(empty_content).succeeds()
    expect(empty_content).at("/content").same_as_sent()


@content_may_be_empty.broken_by
def refuses_empty_text(answer: Answer) -> None:
    answer.refuse(422)


@content_may_be_empty.broken_by(also={"CON-04"})
def answers_null_for_empty_text(answer: Answer) -> None:
    answer["content"] = None


@content_may_be_empty.broken_by
def demands_words(call: Call) -> None:
    if call.operation == "new-message" and not call.text("content").strip():
        call.deny(422)
