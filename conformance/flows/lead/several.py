"""Several leads in one chat: the same twice, and different ones at the same moment."""

from __future__ import annotations

from collections.abc import Callable

from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect, expect_all_different
from conformance.flows.lead.flow import PAGE, flow
from conformance.sabotage.answer import Answer

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


@repeated_lead.must("LEAD-11", PAGE, within={"CON-12"})
def id_of_its_own(second_time: Accepted, first_time: Accepted) -> None:
    """Two leads with the same content have different message_ids.

    A message is never edited, so a second one is another one, whatever it says.
    """
    expect_all_different([first_time, second_time], "/message_id")


@id_of_its_own.broken_by(also={"CON-12"})
def makes_ids_from_what_was_said(answer: Answer) -> None:
    answer["message_id"] = answer.others["first_time"]["message_id"]


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
