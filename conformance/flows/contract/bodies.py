"""Bodies that the contract forbids, each beside the same body without the flaw."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered, Evidence
from conformance.expectation import expect
from conformance.flows.contract.flow import REFERENCE, flow
from conformance.resources import fixture
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import ours, rfc

FLAWED = fixture("invalid-bodies")


def _text(body: dict[str, Any]) -> str:
    # What builds on a chat that is missing is never sent.
    return json.dumps(body, default=str)


def cut_off(text: str) -> list[str]:
    """Beginnings of a JSON text that are none."""
    return [text[:-1], text[: len(text) // 2]]


def almost_json(text: str) -> list[str]:
    """Texts that only an extension of JSON allows (RFC 8259 section 9), the likeliest first."""
    return [
        f"{text[:-1]},}}",
        f"{text} and more",
        text.replace('"', "'"),
        text.replace('"chat_id"', "chat_id"),
    ]


@flow.scenario(vary=tuple(FLAWED.items()))
def flawed(session: Session, flaws: dict[str, Any]) -> None:
    """An operation gets bodies with every kind of flaw, and in the end one without."""
    operation, valid = flaws["operation"], _valid(session, flaws["operation"])
    for name in flaws["missing"]:
        body = {key: value for key, value in valid.items() if key != name}
        session.call("missing_member", operation, body)
    for step in ("mistyped_member", "other_sender", "no_address"):
        for change in flaws.get(step, ()):
            session.call(step, operation, {**valid, **change})
    for step, texts in (("malformed_body", cut_off), ("almost_json", almost_json)):
        for raw in texts(_text(valid))[: flaws[step]]:
            session.call(step, operation, valid, raw=raw.encode())
    for value in flaws["no_objects"]:
        session.call("no_object", operation, valid, raw=json.dumps(value).encode())
    if flaws["empty"]:
        session.call("empty_body", operation, valid, raw=b"")
    # Last, because a server may refuse to hand a chat off twice.
    session.call("control", operation, valid)


def _valid(session: Session, operation: str) -> dict[str, Any]:
    if operation == "email-handoff":
        return session.handoff_body(session.open_chat(), reason="Pricing approval")
    return session.message_body(session.chat, metadata={"form_type": "lead_capture"})


def _refused(answers: list[Evidence], *allowed: int) -> None:
    for answer in answers:
        expect(answer).status(*allowed)


def _repeats_the_last(call: Call, nothing: bool) -> Iterator[None]:
    """Let the server behind get the last accepted body of the operation in the place of nothing."""
    bodies = call.memory.notes
    if nothing:
        call.body = bodies.get(call.operation, call.body)
    yield
    if call.answer.status == 200:
        bodies[call.operation] = call.body


@flawed.must("CON-20", REFERENCE)
def missing_member(missing_member: list[Answered], control: Accepted) -> None:
    """A body without a required member is refused with 400 or 422.

    A lead without its text, or a handoff without an address, is of no use to anyone.
    """
    _refused(missing_member, 400, 422)


@missing_member.broken_by
def makes_up_what_is_missing(answer: Answer) -> None:
    answer.succeed_like(answer.others["control"])


@missing_member.broken_by(also={"CON-01"})
def fails_at_what_is_missing(answer: Answer) -> None:
    answer.refuse(500)


@missing_member.broken_by
def takes_whoever_does_not_say_for_the_visitor(call: Call) -> None:
    if call.operation == "new-message" and call.members and "sender" not in call.members:
        call.replace(sender="user")


@flawed.must("CON-21", REFERENCE)
def mistyped_member(mistyped_member: list[Answered], control: Accepted) -> None:
    """A body with a member of the wrong JSON type is refused with 400 or 422.

    What is stored as another type comes back as another value, long after the mistake.
    """
    _refused(mistyped_member, 400, 422)


@mistyped_member.broken_by
def takes_any_type(answer: Answer) -> None:
    answer.succeed_like(answer.others["control"])


@mistyped_member.broken_by(also={"CON-01"})
def fails_at_other_types(answer: Answer) -> None:
    answer.refuse(500)


@mistyped_member.broken_by
def writes_whatever_it_gets_as_text(call: Call) -> None:
    content = call.members.get("content", "")
    if call.operation == "new-message" and not isinstance(content, str):
        call.replace(content=json.dumps(content))


@flawed.must("CON-22", REFERENCE)
def other_sender(other_sender: list[Answered], control: Accepted) -> None:
    """A sender other than `user` and `assistant` is refused with 400 or 422.

    Everything that reads a transcript tells two voices apart.
    """
    _refused(other_sender, 400, 422)


@other_sender.broken_by
def lets_anyone_speak(answer: Answer) -> None:
    answer.succeed_like(answer.others["control"])


@other_sender.broken_by
def takes_all_but_the_assistant_for_the_visitor(call: Call) -> None:
    sender = call.members.get("sender")
    if call.operation == "new-message" and isinstance(sender, str) and sender != "assistant":
        call.replace(sender="user")


@flawed.must("CON-23", ours("an address that is none can't be written to", testable=True))
def no_address(no_address: list[Answered], control: Accepted) -> None:
    """A customer_email that is no address is refused with 400 or 422.

    The customer would wait for an email that can't be sent, and nobody would know.
    """
    _refused(no_address, 400, 422)


@no_address.broken_by
def takes_anything_for_an_address(answer: Answer) -> None:
    answer.succeed_like(answer.others["control"])


@no_address.broken_by
def looks_at_no_address_before_it_writes_there(call: Call) -> None:
    address = call.members.get("customer_email")
    if call.operation == "email-handoff" and isinstance(address, str) and "@" not in address:
        call.replace(customer_email="postmaster@example.com")


@flawed.must("CON-24", rfc(8259, "2"))
def malformed_body(malformed_body: list[Answered], control: Accepted) -> None:
    """A body that breaks off before its JSON is complete is refused with 400 or 422.

    Guessing what was to come stores what nobody sent.
    """
    _refused(malformed_body, 400, 422)


@malformed_body.broken_by
def closes_what_is_open(answer: Answer) -> None:
    if answer.exchange.request.body.endswith(b'"'):
        answer.succeed_like(answer.others["control"])


@malformed_body.broken_by(also={"CON-01"})
def fails_at_its_parser(answer: Answer) -> None:
    answer.refuse(500)


@malformed_body.broken_by
def puts_the_last_brace_where_it_is_missing(call: Call) -> None:
    if call.operation is not None and call.sent is None:
        call.body += b"}"


@flawed.should("CON-34", ours("a parser may accept extensions of JSON"))
def extended_json(almost_json: list[Answered], control: Accepted) -> None:
    """A body that only an extension of JSON allows, such as a comma at the end, is refused too.

    The next server, or the next version of its parser, will refuse it.
    """
    _refused(almost_json, 400, 422)


@extended_json.broken_by
def reads_what_is_almost_json(answer: Answer) -> None:
    if answer.exchange.request.body.endswith(b",}"):
        answer.succeed_like(answer.others["control"])


@extended_json.broken_by
def forgives_a_comma_at_the_end(call: Call) -> None:
    if call.sent is None:
        call.body = call.body.replace(b",}", b"}")


@flawed.must("CON-25", REFERENCE)
def no_object(no_object: list[Answered], control: Accepted) -> None:
    """A body that is JSON but no object is refused with 400 or 422.

    Servers that look for a member before they look at the type fail here.
    """
    _refused(no_object, 400, 422)


@no_object.broken_by
def takes_any_json_for_an_object(answer: Answer) -> None:
    answer.succeed_like(answer.others["control"])


@no_object.broken_by(also={"CON-01"})
def fails_at_null(answer: Answer) -> None:
    if answer.exchange.request.body == b"null":
        answer.refuse(500)


@no_object.broken_by
def goes_on_with_the_body_before_where_it_reads_no_object(call: Call) -> Iterator[None]:
    return _repeats_the_last(call, call.original.strip() != b"" and not isinstance(call.sent, dict))


@flawed.must("CON-26", REFERENCE)
def empty_body(empty_body: list[Answered], control: Accepted) -> None:
    """An empty body is refused with 400, 422 or 415.

    It is what a caller sends whose own data was lost on the way.
    """
    _refused(empty_body, 400, 415, 422)


@empty_body.broken_by
def accepts_nothing_as_something(answer: Answer) -> None:
    answer.succeed_like(answer.others["control"])


@empty_body.broken_by
def reads_the_body_before_where_there_is_none(call: Call) -> Iterator[None]:
    return _repeats_the_last(call, call.original == b"")
