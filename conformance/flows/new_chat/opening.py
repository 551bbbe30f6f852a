"""A chat is opened with everything said, and written to at once."""

from __future__ import annotations

import html
import unicodedata
from typing import Any

from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect
from conformance.flows.new_chat.flow import METADATA, PAGE, REFERENCE, flow
from conformance.resources import variations
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call


@flow.scenario(smoke=True, vary=variations("chats"))
def new_chat(session: Session, members: dict[str, Any]) -> None:
    """A chat is opened with everything said, and written to at once."""
    named = {**members, "client_id": session.unique(members["client_id"])}
    opened = session.call("chat", "new-chat", session.chat_body(**named))
    session.call("first_message", "new-message", session.message_body(opened.value("chat_id")))


@new_chat.must("CHAT-01", PAGE)
def accepted(chat: Answered) -> None:
    """A request for a new chat with a client, both flags and metadata is accepted.

    A form's submission that gets no chat is lost, whatever is typed into it.
    """
    expect(chat).succeeds()


@accepted.broken_by(
    also={"CHAT-03", "CHAT-04", "CHAT-05", "CHAT-06", "CHAT-07", "CHAT-08", "CHAT-10"},
)
def refuses_text_beyond_ascii(answer: Answer) -> None:
    if not answer.sent["client_id"].isascii():
        answer.refuse(400)


@accepted.broken_by(
    also={"CHAT-03", "CHAT-04", "CHAT-05", "CHAT-06", "CHAT-07", "CHAT-08", "CHAT-10", "CON-01"}
)
def fails_over_metadata_that_is_not_flat(answer: Answer) -> None:
    if any(isinstance(value, dict) for value in answer.sent["metadata"].values()):
        answer.refuse(500)


@accepted.broken_by
def takes_flat_metadata_only(call: Call) -> None:
    nested = any(isinstance(value, dict | list) for value in call.metadata.values())
    if call.operation == "new-chat" and nested:
        call.deny(422)


@new_chat.must("CHAT-03", PAGE)
def client_id(chat: Accepted) -> None:
    """The new chat's client_id is the one that was sent, character by character.

    It is the caller's own name for who is talking, by which a chat is matched to a submission.
    """
    expect(chat).at("/client_id").same_as_sent()


@client_id.broken_by
def escapes_the_client_id_for_html(answer: Answer) -> None:
    answer["client_id"] = html.escape(answer["client_id"])


@client_id.broken_by
def normalises_the_client_id(answer: Answer) -> None:
    answer["client_id"] = unicodedata.normalize("NFC", answer["client_id"])


@client_id.broken_by
def joins_the_client_id_into_one_line(answer: Answer) -> None:
    answer["client_id"] = " ".join(answer["client_id"].split())


@new_chat.must("CHAT-04", PAGE)
def ai_enabled(chat: Accepted) -> None:
    """The new chat's ai_enabled is the one that was sent.

    It decides whether the agent talks to the visitor or keeps silent.
    """
    expect(chat).at("/ai_enabled").same_as_sent()


@ai_enabled.broken_by
def enables_the_ai_whatever_was_asked(answer: Answer) -> None:
    answer["ai_enabled"] = True


@ai_enabled.broken_by(also={"CON-04"})
def does_not_say_whether_the_ai_is_enabled(answer: Answer) -> None:
    del answer["ai_enabled"]


@new_chat.must("CHAT-05", METADATA)
def lead_collected(chat: Accepted) -> None:
    """The new chat's lead_collected is the one that was sent.

    Reporting and downstream workflows inherit it without looking into the payload again.
    """
    expect(chat).at("/lead_collected").same_as_sent()


@lead_collected.broken_by
def forgets_that_the_lead_is_collected(answer: Answer) -> None:
    answer["lead_collected"] = False


@lead_collected.broken_by
def takes_any_submission_for_a_lead(answer: Answer) -> None:
    answer["lead_collected"] = True


@new_chat.must("CHAT-06", PAGE)
def metadata_values(chat: Accepted) -> None:
    """Every metadata value that a new chat gives back is the value that was sent, at any depth.

    Attribution that changes on its way is worse than none.
    """
    expect(chat).at("/metadata").keeps_what_was_sent()


@metadata_values.broken_by
def keeps_metadata_as_text(answer: Answer) -> None:
    answer["metadata"] = {
        key: value if isinstance(value, str) else str(value)
        for key, value in answer["metadata"].items()
    }


@metadata_values.broken_by
def cuts_metadata_to_a_column(answer: Answer) -> None:
    answer["metadata"] = {
        key: value[:255] if isinstance(value, str) else value
        for key, value in answer["metadata"].items()
    }


@metadata_values.broken_by
def trims_metadata(answer: Answer) -> None:
    answer["metadata"] = {
        key: value.strip() if isinstance(value, str) else value
        for key, value in answer["metadata"].items()
    }


@new_chat.should("CHAT-07", PAGE)
def metadata_keys(chat: Accepted) -> None:
    """A new chat gives back all the metadata that was sent.

    What the caller can't see kept, it has to keep for itself.
    """
    expect(chat).at("/metadata").returns_all_that_was_sent()


@metadata_keys.broken_by
def returns_no_metadata(answer: Answer) -> None:
    del answer["metadata"]


@metadata_keys.broken_by
def lowers_the_case_of_keys(answer: Answer) -> None:
    answer["metadata"] = {key.lower(): value for key, value in answer["metadata"].items()}


@new_chat.should("CHAT-08", REFERENCE)
def status(chat: Accepted) -> None:
    """A new chat is answered with the status 200.

    Clients that were written from the reference may check for this one.
    """
    expect(chat).status(200)


@status.broken_by
def answers_201(answer: Answer) -> None:
    answer.status = 201


@new_chat.must("CHAT-09", PAGE)
def written_to_at_once(first_message: Answered) -> None:
    """A new chat can be written to as soon as its answer is there.

    Callers seed the transcript with the submission's details right after opening the chat.
    """
    expect(first_message).succeeds()


@written_to_at_once.broken_by(also={"CHAT-10"})
def does_not_know_the_chat_yet(answer: Answer) -> None:
    answer.refuse(404)


@written_to_at_once.broken_by
def knows_a_chat_when_the_next_one_is_opened(call: Call) -> None:
    last = [*call.memory.chats][-1:]
    if call.operation == "new-message" and call.chat_id in last and call.earlier_chats[1:]:
        call.deny(404)


@new_chat.must("CHAT-10", PAGE)
def message_in_the_chat(first_message: Accepted, chat: Accepted) -> None:
    """The first message of a new chat has the chat_id that opening the chat answered.

    Otherwise the submission's details stand in somebody else's conversation.
    """
    expect(first_message).at("/chat_id").equals(chat.json.get("chat_id"))


@message_in_the_chat.broken_by
def puts_the_message_into_another_chat(answer: Answer) -> None:
    answer["chat_id"] = "chat_of_somebody_else"


@message_in_the_chat.broken_by(also={"TRAN-03", "TRAN-10", "SEQ-10", "SEQ-12"})
def goes_on_with_the_chat_before(call: Call) -> None:
    *_, before, last = ["", "", *call.earlier_chats]
    if call.operation == "new-message" and call.chat_id == last and before:
        call.replace(chat_id=before)
