"""Several appointment requests in one chat at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect, expect_all_different
from conformance.flows.appointment.flow import PAGE, flow, is_appointment
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import LONG, Call

AT_ONCE = 4


@flow.scenario()
def appointments_at_once(session: Session) -> None:
    """Different appointments are asked for in one chat at the same moment."""

    def wish(number: int) -> Callable[[Session], None]:
        def ask(one: Session) -> None:
            scheduling = {
                "form_type": "appointment_request",
                "duration_minutes": 15 * (number + 1),
                "email": f"visitor{number}@example.com",
                "timezone": "UTC",
                "preferred_channel": f"room {number}",
            }
            body = one.message_body(one.chat, metadata=scheduling)
            one.call("request_at_once", "new-message", body)

        return ask

    session.together([wish(number) for number in range(AT_ONCE)])


@appointments_at_once.must("APPT-12", PAGE)
def own_wish(request_at_once: list[Answered]) -> None:
    """Requests of the same moment are all accepted, each with its own text and scheduling data.

    Two visitors who are given each other's appointment both come at the wrong time.
    """
    for request in request_at_once:
        expect(request).succeeds()
        expect(request).at("/content").same_as_sent()
        expect(request).at("/metadata/form_type").same_as_sent()
        expect(request).at("/metadata").keeps_what_was_sent()


@own_wish.broken_by
def confuses_wishes_of_the_same_moment(answer: Answer) -> None:
    if answer.previous is not None:
        answer["metadata"] = answer.previous["metadata"]


@own_wish.broken_by
def loses_scheduling_data_of_the_same_moment(answer: Answer) -> None:
    if answer.previous is not None:
        del answer["metadata"]


@own_wish.broken_by(also={"APPT-13", "CON-01"})
def is_busy_with_another_wish(answer: Answer) -> None:
    if answer.previous is not None:
        answer.refuse(503)


@own_wish.broken_by
def keeps_a_wish_where_all_requests_see_it(call: Call) -> Iterator[None]:
    if not is_appointment(call):
        return
    call.memory.notes["wish"] = call.metadata
    call.hold = LONG
    yield
    wish = call.memory.notes["wish"]
    if call.answer.status == 200 and wish is not call.metadata:
        call.answer.json = {**call.answer.json, "metadata": wish}


@appointments_at_once.must("APPT-13", PAGE, within={"CON-12"})
def ids_at_once(request_at_once: list[Accepted]) -> None:
    """Requests of the same moment all have different message_ids.

    Scheduling answers a request by its id; of two with one id, one is never answered.
    """
    expect_all_different(request_at_once, "/message_id")


@ids_at_once.broken_by(also={"CON-12"})
def gives_requests_of_the_same_moment_one_id(answer: Answer) -> None:
    if answer.previous is not None:
        answer["message_id"] = answer.previous["message_id"]


@ids_at_once.broken_by
def counts_requests_before_it_writes_them(call: Call) -> Iterator[None]:
    if not is_appointment(call) or call.chat is None:
        return
    place = call.chat_id, len(call.chat.messages)
    call.hold = LONG
    yield
    if call.answer.status == 200:
        own = call.answer.json["message_id"]
        first = call.memory.notes.setdefault(place, own)
        if first != own:
            call.answer.json = {**call.answer.json, "message_id": first}
