"""Requests that the contract forbids for another reason than their body."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode

from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect
from conformance.flows.contract.flow import flow
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import public, rfc


@flow.scenario()
def unknown_chat(session: Session) -> None:
    """A message to and a handoff of a chat that there isn't."""
    unknown = session.unknown_chat()
    session.call("control", "new-message", session.message_body(session.chat))
    session.call("unknown_chat", "new-message", session.message_body(unknown))
    session.call("unknown_chat", "email-handoff", session.handoff_body(unknown))


@unknown_chat.must("CON-27", public("API reference: 404 for an unknown chat"))
def unknown_is_404(unknown_chat: list[Answered], control: Accepted) -> None:
    """A message to an unknown chat, and its handoff, are answered 404.

    A caller that kept a wrong id learns it at once, and no chat is made of a slip.
    """
    for answer in unknown_chat:
        expect(answer).status(404)


@unknown_is_404.broken_by
def opens_whatever_chat_is_named(answer: Answer) -> None:
    if str(answer.exchange.operation).endswith("new-message"):
        chat = answer.sent["chat_id"]
        answer.become(answer.others["control"])
        answer["chat_id"], answer["message_id"] = chat, f"of-{chat}"


@unknown_is_404.broken_by(also={"CON-01"})
def fails_at_its_foreign_key(answer: Answer) -> None:
    answer.refuse(500)


@unknown_is_404.broken_by
def hands_off_the_last_chat_where_there_is_none_of_that_id(call: Call) -> Iterator[None]:
    unknown = call.operation == "email-handoff" and call.chat is None
    if not unknown or not call.chat_id or not call.earlier_chats:
        return
    call.replace(chat_id=call.earlier_chats[-1])
    yield
    if call.answer.status == 200:
        call.answer.json = {**call.answer.json, "chat_id": call.chat_id}


@flow.scenario()
def other_media_types(session: Session) -> None:
    """A message as plain text, as a form and as XML."""
    body = session.message_body(session.chat)
    session.call("control", "new-message", body)
    fields = {key: str(value) for key, value in body.items()}
    members = "".join(f"<{key}>{value}</{key}>" for key, value in fields.items())
    for media_type, raw in (
        ("text/plain", "&".join(fields.values())),
        ("application/x-www-form-urlencoded", urlencode(fields)),
        ("application/xml", f"<message>{members}</message>"),
    ):
        content = raw.encode()
        session.call("other_type", "new-message", body, raw=content, content_type=media_type)


@other_media_types.should("CON-28", rfc(9110, "15.5.16"))
def other_types_refused(other_type: list[Answered], control: Accepted) -> None:
    """A body of another media type than JSON is refused with 415, 400 or 422.

    A form that is posted directly would go astray without anyone noticing.
    """
    for answer in other_type:
        expect(answer).status(400, 415, 422)


@other_types_refused.broken_by
def accepts_forms_and_stores_nothing(answer: Answer) -> None:
    answer.become(answer.others["control"])
    answer["message_id"] = f"form-{answer.exchange.number}"


@other_types_refused.broken_by
def reads_forms_like_json(call: Call) -> None:
    headers = [pair for pair in call.scope["headers"] if pair[0] != b"content-type"]
    if "form-urlencoded" in call.header(b"content-type"):
        call.scope["headers"] = [*headers, (b"content-type", b"application/json")]
        call.send_on(dict(parse_qsl(call.original.decode("utf-8", "replace"))))


@flow.scenario()
def other_methods(session: Session) -> None:
    """Methods that the contract doesn't give the path of messages, and that of handoffs."""
    body = session.message_body(session.chat)
    session.call("control", "new-message", body)
    for method in ("PUT", "PATCH", "DELETE"):
        session.call("other_method", "new-message", body, method=method)
    session.call("other_method", "new-message", method="GET")
    session.call("other_method", "email-handoff", method="GET")


@other_methods.must("CON-29", rfc(9110, "9.1"), within={"CON-30"})
def other_methods_do_nothing(other_method: list[Answered], control: Accepted) -> None:
    """A method that the contract doesn't give a path never succeeds there.

    Transcripts are a record: nothing in them can be replaced or deleted.
    """
    for answer in other_method:
        expect(answer).does_not_succeed()


@other_methods_do_nothing.broken_by(also={"CON-30"})
def deletes_what_is_a_record(answer: Answer) -> None:
    if answer.exchange.request.method == "DELETE":
        answer.status, answer.body = 204, b""


@other_methods_do_nothing.broken_by(also={"CON-30"})
def takes_every_method_alike(answer: Answer) -> None:
    answer.become(answer.others["control"])


@other_methods_do_nothing.broken_by
def takes_put_for_post(call: Call) -> None:
    if call.scope["method"] == "PUT":
        call.scope["method"] = "POST"


@other_methods.should("CON-30", rfc(9110, "15.5.6"))
def method_not_allowed(other_method: list[Answered], control: Accepted) -> None:
    """A method that the contract doesn't give a path is answered 405.

    A 404 would say that the address is wrong, when it is the method.
    """
    for answer in other_method:
        expect(answer).status(405)


@method_not_allowed.broken_by
def knows_no_other_methods(answer: Answer) -> None:
    answer.refuse(404)


@method_not_allowed.broken_by
def finds_nothing_for_other_methods(call: Call) -> Iterator[None]:
    yield
    if call.answer.status == 405:
        call.answer.become(404)


@flow.always_must(
    "CON-31", rfc(9110, "15.5.6"), over=lambda evidence: evidence.status == 405, optional=True
)
def allow(answer: Answered) -> None:
    """Every 405 carries an `Allow` header.

    It tells which method was meant; an empty one says that there is none.
    """
    expect(answer).header("Allow").satisfies(lambda value: True, "the header")


@allow.broken_by
def does_not_say_what_is_allowed(answer: Answer) -> None:
    answer.set_header("Allow", None)
