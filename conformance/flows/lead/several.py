"""Several leads in one chat: the same twice, and different ones at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect, expect_all_different
from conformance.flows.lead.flow import PAGE, flow, is_lead
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import LONG, Call

AT_ONCE = 4


@flow.scenario()
def repeated_lead(session: Session) -> None:
    """The same lead is sent twice, one after the other."""
    body = session.message_body(
        session.chat,
        sender="assistant",
        content="Lead captured for Jane Doe <jane@example.com>",
        metadata={"form_type": "lead_capture", "lead_collected": True},
    )
    session.call("first_time", "new-message", body)
    session.call("second_time", "new-message", body)


@repeated_lead.must("LEAD-10", PAGE)
def accepted_again(second_time: Answered, first_time: Accepted) -> None:
    """A lead with the same content as one before it is accepted too.

    A visitor may submit a form twice, and each submission is part of the transcript.
    """
    expect(second_time).succeeds()


@accepted_again.broken_by(also={"LEAD-11"})
def takes_a_repetition_for_a_mistake(answer: Answer) -> None:
    answer.refuse(409)


@accepted_again.broken_by
def hears_nothing_twice(call: Call) -> None:
    said = call.chat.messages if call.chat is not None else []
    if call.operation == "new-message" and call.text("content") in {one.content for one in said}:
        call.deny(409)


@repeated_lead.must("LEAD-11", PAGE, within={"CON-12"})
def id_of_its_own(second_time: Accepted, first_time: Accepted) -> None:
    """Two leads with the same content have different message_ids.

    A message is never edited, so a second one is another one, whatever it says.
    """
    expect_all_different([first_time, second_time], "/message_id")


@id_of_its_own.broken_by(also={"CON-12"})
def makes_ids_from_what_was_said(answer: Answer) -> None:
    answer["message_id"] = answer.others["first_time"]["message_id"]


@id_of_its_own.broken_by(also={"SEQ-10"})
def takes_a_repetition_for_a_retry(call: Call) -> Iterator[None]:
    answers, key = call.memory.notes, (call.chat_id, call.text("content"))
    if not is_lead(call):
        return
    if key in answers:
        call.deny(409)
    yield
    if key in answers and call.answer.status == 409:
        call.answer.become(200)
        call.answer.json = answers[key]
    elif call.answer.status == 200:
        answers[key] = call.answer.json


@flow.scenario()
def leads_at_once(session: Session) -> None:
    """Different leads are appended to one chat at the same moment."""

    def submission(number: int) -> Callable[[Session], None]:
        def submit(one: Session) -> None:
            body = one.message_body(
                one.chat,
                sender="assistant",
                metadata={
                    "form_type": "lead_capture",
                    "lead_collected": number % 2 == 0,
                    "interest": f"{number} seats",
                },
            )
            one.call("lead_at_once", "new-message", body)

        return submit

    session.together([submission(number) for number in range(AT_ONCE)])


@leads_at_once.must("LEAD-12", PAGE)
def accepted_at_once(lead_at_once: list[Answered]) -> None:
    """Leads that reach one chat at the same moment are all accepted.

    Two forms on one page are enough for it; a lock that gives up loses a lead.
    """
    for lead in lead_at_once:
        expect(lead).succeeds()


@accepted_at_once.broken_by(also={"LEAD-13", "LEAD-14"})
def takes_one_message_of_a_chat_at_a_time(answer: Answer) -> None:
    if answer.previous is not None:
        answer.refuse(409)


@accepted_at_once.broken_by
def gives_up_where_a_lead_holds_the_lock(call: Call) -> Iterator[None]:
    if not is_lead(call):
        return
    if call.chat_id in call.memory.notes:
        call.deny(409)
        return
    call.memory.notes[call.chat_id] = call
    call.hold = LONG
    yield
    del call.memory.notes[call.chat_id]


@leads_at_once.must("LEAD-13", PAGE, within={"CON-12"})
def ids_at_once(lead_at_once: list[Accepted]) -> None:
    """Leads that reach one chat at the same moment all have different message_ids.

    A number that is read and counted up without a lock is given twice.
    """
    expect_all_different(lead_at_once, "/message_id")


@ids_at_once.broken_by(also={"CON-12"})
def counts_messages_without_a_lock(answer: Answer) -> None:
    if answer.previous is not None:
        answer["message_id"] = answer.previous["message_id"]


@ids_at_once.broken_by
def counts_leads_before_it_writes_them(call: Call) -> Iterator[None]:
    if not is_lead(call) or call.chat is None:
        return
    place = call.chat_id, len(call.chat.messages)
    call.hold = LONG
    yield
    if call.answer.status == 200:
        own = call.answer.json["message_id"]
        first = call.memory.notes.setdefault(place, own)
        if first != own:
            call.answer.json = {**call.answer.json, "message_id": first}


@leads_at_once.must("LEAD-14", PAGE)
def own_answer(lead_at_once: list[Accepted]) -> None:
    """Each of several leads of the same moment is answered with its own text and metadata.

    State that requests share shows only under load, and then gives one lead another's data.
    """
    for lead in lead_at_once:
        expect(lead).at("/content").same_as_sent()
        expect(lead).at("/metadata/form_type").same_as_sent()
        expect(lead).at("/metadata/lead_collected").same_as_sent()
        expect(lead).at("/metadata").keeps_what_was_sent()


@own_answer.broken_by
def confuses_text_of_the_same_moment(answer: Answer) -> None:
    if answer.previous is not None:
        answer["content"] = answer.previous["content"]


@own_answer.broken_by
def confuses_metadata_of_the_same_moment(answer: Answer) -> None:
    if answer.previous is not None:
        answer["metadata"] = answer.previous["metadata"]


@own_answer.broken_by
def keeps_a_lead_where_all_requests_see_it(call: Call) -> Iterator[None]:
    if not is_lead(call):
        return
    call.memory.notes["lead"] = call.members
    call.hold = LONG
    yield
    lead = call.memory.notes["lead"]
    if call.answer.status == 200 and lead is not call.members:
        kept = {name: lead[name] for name in ("content", "metadata") if name in lead}
        call.answer.json = {**call.answer.json, **kept}
