"""What is required of the answers of a series, whatever was sent to other chats in between."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.evidence import Accepted, Answered, Case
from conformance.expectation import expect, expect_all_different, one_finding
from conformance.flows.generated.sequences.driving import FOREIGN, sequence
from conformance.flows.generated.sequences.model import SAID
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.sabotage.renaming import rename_message
from conformance.source import page, public

CREATE = page("Create a dedicated lead chat")
APPEND = page("Append lead data to an active chat")
ESCALATE = page("Escalate to email")
REFERENCE = public("API reference of the external message API")


@sequence.must("SEQ-01", CREATE, within={"CON-11"})
def chats_differ(opened: list[Accepted]) -> None:
    """Chats that are opened in the course of a series all have different chat_ids.

    Two conversations under one id can't be told apart again.
    """
    with one_finding("a chat_id twice"):
        expect_all_different(opened, "/chat_id")


@chats_differ.broken_by(also={"CON-11"})
def opens_the_chat_before_once_more(answer: Answer) -> None:
    if answer.previous is not None:
        answer["chat_id"] = answer.previous["chat_id"]


@chats_differ.broken_by
def keeps_one_open_chat_for_each_agent(call: Call) -> Iterator[None]:
    yield
    chats = call.memory.chats
    still_open = [one for one in call.earlier_chats if not chats[one].handoffs]
    if call.operation == "new-chat" and call.answer.status == 200 and still_open:
        call.answer.json = {**call.answer.json, "chat_id": still_open[-1]}


@sequence.must("SEQ-02", CREATE)
def accepted(said: list[Answered], opened: list[Accepted]) -> None:
    """A message to an open chat is accepted at any time before a handoff.

    What happens in other chats, or was said before, must not close it.
    """
    for message in said:
        expect(message).succeeds()


@accepted.broken_by(
    also={"SEQ-05", "SEQ-07", "SEQ-08", "SEQ-10", "SEQ-11", "SEQ-12", "SEQ-13", "SEQ-14", "SEQ-15"}
)
def closes_a_chat_when_another_is_opened(answer: Answer) -> None:
    if answer.previous is not None:
        answer.refuse(409)


@accepted.broken_by
def closes_every_chat_but_the_one_opened_last(call: Call) -> None:
    open_chats = call.earlier_chats[-1:]
    if call.operation == "new-message" and call.chat and call.chat_id not in open_chats:
        call.deny(409)


@sequence.must("SEQ-03", CREATE)
def handed_off_once(handed_off: list[Answered], opened: list[Accepted]) -> None:
    """The first handoff of an open chat is accepted at any time.

    A customer needs a person in the middle of a conversation, not only at its beginning.
    """
    for handoff in handed_off:
        expect(handoff).succeeds()


@handed_off_once.broken_by(also={"SEQ-04", "SEQ-06"})
def hands_off_only_one_chat_of_an_agent(answer: Answer) -> None:
    if answer.previous is not None:
        answer.refuse(409)


@handed_off_once.broken_by
def has_one_person_for_each_agent(call: Call) -> None:
    chats = call.memory.chats
    if call.operation == "email-handoff" and any(chats[one].handoffs for one in call.earlier_chats):
        call.deny(409)


@sequence.must("SEQ-04", ESCALATE)
def second_handoff(handed_off_again: list[Answered], handed_off: list[Accepted]) -> None:
    """A second handoff of a chat is refused, or has a handoff_id that no handoff before had.

    A repeat that is answered with an old receipt hides that a person was asked for once more.
    """
    for handoff in handed_off_again:
        decided = handoff.succeeded or handoff.refused
        expect(handoff).that(decided, "status", "a success (2xx) or a refusal (4xx)")
    again = [handoff for handoff in handed_off_again if handoff.succeeded]
    with one_finding("a handoff_id once more"):
        # That two first handoffs share an id is another requirement's business.
        for number, handoff in enumerate(again):
            for before in (*handed_off, *again[:number]):
                expect_all_different([before, handoff], "/handoff_id")


@second_handoff.broken_by(also={"CON-13"})
def answers_with_the_receipt_of_the_first(answer: Answer) -> None:
    answer["handoff_id"] = answer.others["handed_off"]["handoff_id"]


@second_handoff.broken_by
def sends_a_repeat_to_the_handoff_that_there_is(answer: Answer) -> None:
    answer.status, answer.body = 303, b""
    answer.set_header("Location", "/external/message/email-handoff/1")


@second_handoff.broken_by(also={"CON-01"})
def fails_at_a_chat_that_is_handed_off(answer: Answer) -> None:
    answer.refuse(500)


@second_handoff.broken_by
def stores_one_handoff_of_a_chat(call: Call) -> Iterator[None]:
    again = call.chat is not None and bool(call.chat.handoffs)
    yield
    if call.operation == "email-handoff" and again and call.answer.status == 200:
        call.answer.become(500)


@sequence.must("SEQ-05", APPEND, within={"CON-12"})
def messages_differ(said: list[Accepted], case: Case) -> None:
    """Messages of a series all have different message_ids, in one chat and in different ones.

    A number that is counted for each chat, or anew after a handoff, is given twice.
    """
    with one_finding("a message_id twice"):
        messages = [one for one in case if one.exchange.step in SAID and one.accepted]
        expect_all_different(messages, "/message_id")


@messages_differ.broken_by(also={"CON-12"})
def counts_messages_anew_in_each_chat(answer: Answer) -> None:
    before = answer.previous
    if before is not None and before["chat_id"] != answer["chat_id"]:
        answer["message_id"] = before["message_id"]


@messages_differ.broken_by(also={"CON-12", "SEQ-11", "SEQ-12"})
def gives_the_id_of_the_message_before(answer: Answer) -> None:
    if answer.previous is not None:
        answer["message_id"] = answer.previous["message_id"]


@messages_differ.broken_by
def begins_to_count_anew_with_each_handoff(call: Call) -> Iterator[None]:
    chat = call.chat
    before = chat.handoffs[-1][1] if chat is not None and chat.handoffs else 0
    number = len(chat.messages) - before if chat is not None else 0
    yield
    rename_message(call, f"{call.chat_id}-{number}")


@sequence.must("SEQ-06", ESCALATE, within={"CON-13"})
def handoffs_differ(handed_off: list[Accepted]) -> None:
    """Handoffs of different chats all have different handoff_ids.

    By it a caller asks what became of one; two under one id hide each other.
    """
    with one_finding("a handoff_id twice"):
        expect_all_different(handed_off, "/handoff_id")


@handoffs_differ.broken_by(also={"CON-13"})
def numbers_handoffs_by_their_chats(answer: Answer) -> None:
    if answer.previous is not None:
        answer["handoff_id"] = answer.previous["handoff_id"]


@handoffs_differ.broken_by
def names_a_handoff_by_the_queue_it_is_in(call: Call) -> Iterator[None]:
    yield
    if call.operation == "email-handoff" and call.answer.status == 200:
        call.answer.json = {**call.answer.json, "handoff_id": f"queue-of-{call.agent}"}


@sequence.must("SEQ-07", APPEND)
def own_chat(said: list[Accepted], case: Case) -> None:
    """Every answer names the chat that its request named, whichever chat was used before.

    An answer for another chat shows one visitor what belongs to another.
    """
    for one in case:
        asked = isinstance(one.sent, dict) and "chat_id" in one.sent
        if asked and one.accepted and one.exchange.step != FOREIGN:
            with one_finding("another chat_id"):
                expect(one).at("/chat_id").same_as_sent()


@own_chat.broken_by
def answers_for_the_chat_used_before(answer: Answer) -> None:
    if answer.previous is not None:
        answer["chat_id"] = answer.previous["chat_id"]


@own_chat.broken_by(step="said_afterwards")
def goes_on_in_a_chat_of_its_own_after_a_handoff(answer: Answer) -> None:
    answer["chat_id"] = "chat_after_the_handoff"


@own_chat.broken_by(also={"SEQ-10"})
def goes_on_in_the_newest_chat_after_a_handoff(call: Call) -> None:
    if call.operation == "new-message" and call.chat is not None and call.chat.handoffs:
        call.replace(chat_id=call.memory.opened_by(call.chat.owner)[-1])


@sequence.must("SEQ-08", APPEND)
def own_words(said: list[Accepted], case: Case) -> None:
    """Every message comes back with its own text, sender and metadata, after whatever was said.

    State that is left over from the message before shows only in the next one.
    """
    for one in case:
        if one.exchange.step in SAID and one.accepted:
            for name in ("content", "sender"):
                with one_finding(f"another {name}"):
                    expect(one).at(f"/{name}").same_as_sent()
            with one_finding("other metadata"):
                expect(one).at("/metadata").keeps_what_was_sent()


@own_words.broken_by
def answers_with_the_text_before(answer: Answer) -> None:
    if answer.previous is not None:
        answer["content"] = answer.previous["content"]


@own_words.broken_by
def takes_everyone_for_who_spoke_first(answer: Answer) -> None:
    if answer.previous is not None:
        answer["sender"] = answer.previous["sender"]


@own_words.broken_by
def answers_with_the_metadata_before(answer: Answer) -> None:
    if answer.previous is not None:
        answer["metadata"] = answer.previous["metadata"]


@own_words.broken_by(step="said_afterwards")
def rewrites_what_is_said_after_a_handoff(answer: Answer) -> None:
    answer["content"] = "Forwarded: " + answer["content"]


@own_words.broken_by(also={"SEQ-11"})
def keeps_members_of_the_metadata_before(call: Call) -> Iterator[None]:
    kept = call.memory.notes.get(call.chat_id, {})
    if call.operation != "new-message" or call.chat is None or not call.metadata:
        return
    call.memory.notes[call.chat_id] = call.metadata
    if kept:
        call.replace(metadata={**call.metadata, **kept})
    yield
