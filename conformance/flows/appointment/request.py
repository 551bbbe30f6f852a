"""One appointment request: that it is accepted, and what comes back of it."""

from __future__ import annotations

from typing import Any

from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect
from conformance.flows.appointment.flow import PAGE, REFERENCE, flow, is_appointment
from conformance.resources import variations
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call

SCHEDULING = frozenset({"form_type", "duration_minutes", "timezone", "email", "preferred_channel"})
"""What the page names; each has a requirement of its own."""


def set_metadata(answer: Answer, name: str, value: Any) -> None:
    """Put another value into the answer's metadata where there is one of that name."""
    if name in answer["metadata"]:
        answer["metadata"] = {**answer["metadata"], name: value}


@flow.scenario(smoke=True, vary=variations("appointment-requests"))
def appointment(session: Session, message: dict[str, Any]) -> None:
    """An appointment is asked for in a chat that is open already."""
    session.call("request", "new-message", {"chat_id": session.chat, **message})


@appointment.must("APPT-01", PAGE)
def accepted(request: Answered) -> None:
    """An appointment request to an open chat is accepted.

    A visitor who asked for a time waits for an answer to it.
    """
    expect(request).succeeds()


@accepted.broken_by(also={f"APPT-{number:02}" for number in range(2, 12)})
def takes_an_hour_at_most(answer: Answer) -> None:
    if answer.sent["metadata"]["duration_minutes"] > 60:
        answer.refuse(422)


@accepted.broken_by(also={f"APPT-{number:02}" for number in range(2, 12)})
def knows_zones_of_two_parts_only(answer: Answer) -> None:
    if answer.sent["metadata"]["timezone"].count("/") > 1:
        answer.refuse(422)


@accepted.broken_by
def takes_one_request_of_a_visitor(call: Call) -> None:
    visitor = str(call.metadata.get("email"))
    if is_appointment(call) and call.memory.notes.setdefault(visitor, call) is not call:
        call.deny(409)


@appointment.must("APPT-02", PAGE)
def form_type(request: Accepted) -> None:
    """The answer's metadata carries `form_type` exactly as it was sent.

    By it scheduling finds its requests among all messages.
    """
    expect(request).at("/metadata/form_type").same_as_sent()


@form_type.broken_by
def forgets_the_form_type(answer: Answer) -> None:
    kept = {key: value for key, value in answer["metadata"].items() if key != "form_type"}
    answer["metadata"] = kept


@form_type.broken_by
def takes_every_form_for_a_lead(answer: Answer) -> None:
    set_metadata(answer, "form_type", "lead_capture")


@appointment.must("APPT-03", PAGE)
def duration(request: Accepted) -> None:
    """A `duration_minutes` that comes back is the number that was sent, and is a number.

    A calendar that gets another length, or text for it, books the wrong slot or none.
    """
    expect(request).at("/metadata/duration_minutes").same_as_sent_if_there()


@duration.broken_by
def writes_the_duration_as_text(answer: Answer) -> None:
    set_metadata(answer, "duration_minutes", str(answer.sent["metadata"]["duration_minutes"]))


@duration.broken_by
def offers_an_hour_at_most(answer: Answer) -> None:
    minutes = min(60, answer.sent["metadata"]["duration_minutes"])
    set_metadata(answer, "duration_minutes", minutes)


@appointment.must("APPT-04", PAGE)
def timezone(request: Accepted) -> None:
    """A `timezone` that comes back is the zone's name as it was sent.

    An offset is no zone: after a change of the clocks the visitor would be there at another hour.
    """
    expect(request).at("/metadata/timezone").same_as_sent_if_there()


@timezone.broken_by
def writes_the_zone_as_an_offset(answer: Answer) -> None:
    set_metadata(answer, "timezone", "+00:00")


@timezone.broken_by
def cuts_zones_to_two_parts(answer: Answer) -> None:
    zone = answer.sent["metadata"]["timezone"]
    set_metadata(answer, "timezone", "/".join(zone.split("/")[:2]))


@appointment.must("APPT-05", PAGE)
def email(request: Accepted) -> None:
    """An `email` that comes back is the address that was sent, character by character.

    The invitation goes there; a tag after a plus sign is part of it.
    """
    expect(request).at("/metadata/email").same_as_sent_if_there()


@email.broken_by
def drops_the_tag_of_an_address(answer: Answer) -> None:
    name, _, host = answer.sent["metadata"]["email"].partition("@")
    set_metadata(answer, "email", f"{name.split('+')[0]}@{host}")


@appointment.must("APPT-06", PAGE)
def channel(request: Accepted) -> None:
    """A `preferred_channel` that comes back is the text that was sent.

    It is free text; a channel that the server doesn't know is the visitor's wish all the same.
    """
    expect(request).at("/metadata/preferred_channel").same_as_sent_if_there()


@channel.broken_by
def knows_some_channels_only(answer: Answer) -> None:
    known = {"Zoom", "phone", "Google Meet"}
    if answer.sent["metadata"]["preferred_channel"] not in known:
        set_metadata(answer, "preferred_channel", "other")


@channel.broken_by
def lowers_the_case_of_channels(answer: Answer) -> None:
    wish = answer.sent["metadata"]["preferred_channel"].lower()
    set_metadata(answer, "preferred_channel", wish)


@appointment.must("APPT-07", PAGE)
def metadata_values(request: Accepted) -> None:
    """Every other metadata value that comes back is the one sent, of its type, at any depth.

    Downstream automations parse the block deterministically only if nothing in it changes. What
    the page names is judged by itself.
    """
    expect(request).at("/metadata").keeps_what_was_sent(apart_from=SCHEDULING)


@metadata_values.broken_by
def moves_offered_slots_to_utc(answer: Answer) -> None:
    moved = [{"start": "2025-06-20T18:00:00Z", "flexible": True}] * 2
    set_metadata(answer, "slots", moved)


@metadata_values.broken_by
def sorts_lists(answer: Answer) -> None:
    if "reminders" in answer["metadata"]:
        set_metadata(answer, "reminders", sorted(answer["metadata"]["reminders"]))


@appointment.must("APPT-08", PAGE)
def words(request: Accepted) -> None:
    """The answer's content and sender are those that were sent.

    The wish in the visitor's own words is what a person looks at when the rest is in doubt.
    """
    expect(request).at("/content").same_as_sent()
    expect(request).at("/sender").same_as_sent()


@words.broken_by
def puts_a_summary_in_place_of_the_words(answer: Answer) -> None:
    answer["content"] = "Appointment requested"


@words.broken_by
def takes_every_request_for_the_visitors(answer: Answer) -> None:
    answer["sender"] = "user"


@appointment.must("APPT-09", PAGE)
def chat_id(request: Accepted) -> None:
    """The answer's chat_id is the one that was sent.

    Scheduling bots respond in that chat, without losing its context.
    """
    expect(request).at("/chat_id").same_as_sent()


@chat_id.broken_by
def opens_a_chat_for_scheduling(answer: Answer) -> None:
    answer["chat_id"] = "chat_of_the_calendar"


@appointment.should("APPT-10", PAGE)
def everything_comes_back(request: Accepted) -> None:
    """All scheduling data that was sent comes back, beyond `form_type` too.

    What is not in the message is not there for the automations that read it.
    """
    expect(request).at("/metadata").returns_all_that_was_sent(apart_from={"form_type"})


@everything_comes_back.broken_by
def returns_the_marker_alone(answer: Answer) -> None:
    answer["metadata"] = {"form_type": answer.sent["metadata"]["form_type"]}


@appointment.should("APPT-11", REFERENCE)
def status(request: Accepted) -> None:
    """An appointment request is answered with the status 200.

    Clients that were written from the reference may check for this one.
    """
    expect(request).status(200)


@status.broken_by
def answers_202(answer: Answer) -> None:
    answer.status = 202
