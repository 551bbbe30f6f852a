"""Agent replies: the agent answers within a chat (optional feature)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.capability import Capability
from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect, written
from conformance.flows.transcript.flow import Shown
from conformance.moment import is_moment
from conformance.requirement import Flow
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import READING, Call
from conformance.source import ours, page, public, rfc

PAGE = page("Capture appointment requests")
REFERENCE = public("API reference of the agent endpoints")
OPERATIONS = {"agent": "external/agent", "agent-v2": "agent/v2"}
ASKING = frozenset(OPERATIONS.values())
UNUSUAL = "  ¿Qué tal? 𠮷 e\u0301 <b>&amp;</b>\n\tありがとう  "

flow = Flow("agent", "Agent replies")


@flow.scenario(needs={Capability.AGENT}, smoke=True, vary=tuple(OPERATIONS.items()))
def reply(session: Session, operation: str) -> None:
    """The agent is asked in a chat; then by a stranger."""
    body = {"chat_id": session.chat, "content": "Please confirm the appointment."}
    session.call("reply", operation, body)
    session.call("stranger", operation, body, agent=None)


@flow.scenario(needs={Capability.AGENT}, vary=tuple(OPERATIONS.items()))
def replies(session: Session, operation: str) -> None:
    """The agent is asked twice the same, with unusual text, in no chat, and with flawed bodies."""
    body: dict[str, Any] = {"chat_id": session.chat, "content": "Please confirm the appointment."}
    session.call("first", operation, body)
    session.call("second", operation, body)
    metadata = {"form_type": "appointment_request", "slots": [{"start": None}, 1.5]}
    session.call("unusual", operation, {**body, "content": UNUSUAL, "metadata": metadata})
    session.call("unknown_chat", operation, {**body, "chat_id": session.unknown_chat()})
    session.call("flawed", operation, {"chat_id": session.chat})
    session.call("flawed", operation, {"content": "Please confirm the appointment."})
    session.call("flawed", operation, {**body, "content": {"text": "Please confirm."}})
    if Capability.TRANSCRIPT in session.stage.target.features:
        session.call("reading", "{chat_id}/messages", path={"chat_id": session.chat})


@reply.must("AGENT-01", PAGE)
def accepted(reply: Answered) -> None:
    """The agent can be asked for a reply in an open chat.

    It confirms to the visitor that the request has arrived.
    """
    expect(reply).succeeds()


@accepted.broken_by(also={"AGENT-02", "AGENT-03", "AGENT-04", "AGENT-06"})
def has_no_agent(answer: Answer) -> None:
    answer.refuse(404)


@accepted.broken_by
def has_shut_the_first_version_down(call: Call) -> None:
    if call.operation == "external/agent":
        call.deny(404)


@reply.must("AGENT-02", REFERENCE)
def chat_id(reply: Accepted) -> None:
    """The reply's chat_id is the one that was sent.

    A reply that is shown in another chat answers somebody else.
    """
    expect(reply).at("/chat_id").same_as_sent()


@chat_id.broken_by
def replies_in_another_chat(answer: Answer) -> None:
    answer["chat_id"] = "chat_of_somebody_else"


@chat_id.broken_by(also={"AGENT-11"})
def replies_in_the_chat_that_was_opened_last(call: Call) -> None:
    if call.operation in ASKING and call.chat is not None and call.earlier_chats:
        call.replace(chat_id=call.earlier_chats[-1])


@reply.should("AGENT-03", REFERENCE)
def status(reply: Accepted) -> None:
    """A reply comes with the status 200.

    Clients that were written from the reference may check for this one.
    """
    expect(reply).status(200)


@status.broken_by
def answers_201(answer: Answer) -> None:
    answer.status = 201


@reply.should("AGENT-04", ours("all other moments of the API are written so"))
def timestamp(reply: Accepted) -> None:
    """The reply's timestamp is a moment as RFC 3339 writes it, with an offset or `Z`.

    A time without its offset is another moment for every reader.
    """
    expect(reply).at("/timestamp").satisfies(is_moment, "an RFC 3339 date-time with its offset")


@timestamp.broken_by
def writes_a_local_time(answer: Answer) -> None:
    answer["timestamp"] = "2025-06-16 10:30"


@replies.must("AGENT-05", public("API reference: 404 for an unknown chat"))
def unknown_is_404(unknown_chat: Answered, first: Accepted) -> None:
    """Asking for a reply in an unknown chat is answered 404.

    A reply without its chat's context is a guess.
    """
    expect(unknown_chat).status(404)


@unknown_is_404.broken_by
def replies_in_any_chat(answer: Answer) -> None:
    chat = answer.sent["chat_id"]
    answer.become(answer.others["first"])
    answer["chat_id"] = chat


@unknown_is_404.broken_by
def goes_on_with_the_last_chat_where_there_is_none(call: Call) -> Iterator[None]:
    if call.operation in ASKING and call.chat_id and call.chat is None and call.earlier_chats:
        call.replace(chat_id=call.earlier_chats[-1])
        yield
        if call.answer.status == 200:
            call.answer.json = {**call.answer.json, "chat_id": call.chat_id}


@reply.must("AGENT-06", rfc(9110, "15.5.2"))
def strangers_get_none(stranger: Answered, reply: Accepted) -> None:
    """Asking for a reply without a credential is answered 401.

    Replies cost money, and draw on what was said in the chat.
    """
    expect(stranger).status(401)


@strangers_get_none.broken_by
def replies_to_everyone(answer: Answer) -> None:
    answer.become(answer.others["reply"])


@strangers_get_none.broken_by
def finds_out_by_the_chat_who_pays(call: Call) -> None:
    if call.operation in ASKING and call.carrier is None and call.owner is not None:
        call.authorize(call.owner)


@replies.must("AGENT-07", REFERENCE)
def id_of_its_own(second: Accepted, first: Accepted) -> None:
    """Two replies have different message_ids, also to the same text.

    A reply from a cache under the old id is no new message.
    """
    before = first.json.get("message_id")
    expect(second).at("/message_id").satisfies(
        lambda value: value != before, f"another than {written(before)}"
    )


@id_of_its_own.broken_by
def replies_from_a_cache(answer: Answer) -> None:
    answer.become(answer.others["first"])


@id_of_its_own.broken_by
def keeps_replies_by_what_was_asked(call: Call) -> Iterator[None]:
    cache = call.memory.notes
    yield
    if call.operation in ASKING and call.answer.status == 200:
        asked = f"{call.chat_id} {call.text('content')}"
        call.answer.json = cache.setdefault(asked, call.answer.json)


@replies.must("AGENT-08", REFERENCE)
def one_agent(second: Accepted, first: Accepted) -> None:
    """All replies to one credential have the same agent_id.

    The agent follows from the credential; it is never sent.
    """
    expect(second).at("/agent_id").equals(first.json.get("agent_id"))


@one_agent.broken_by
def makes_an_agent_for_each_reply(answer: Answer) -> None:
    answer["agent_id"] = f"agent-{answer.exchange.number}"


@one_agent.broken_by
def lets_the_agents_of_a_pool_take_turns(call: Call) -> Iterator[None]:
    yield
    if call.operation in ASKING and call.answer.status == 200:
        turn = call.memory.notes["turn"] = not call.memory.notes.get("turn")
        call.answer.json = {**call.answer.json, "agent_id": f"agent-{turn:d}"}


@replies.must("AGENT-09", REFERENCE)
def unusual_accepted(unusual: Answered, first: Accepted) -> None:
    """The agent can be asked with any text, and with nested metadata.

    Visitors write in every script, and forms send along what they have.
    """
    expect(unusual).succeeds()


@unusual_accepted.broken_by
def has_a_prompt_in_ascii(answer: Answer) -> None:
    answer.refuse(400)


@unusual_accepted.broken_by
def takes_flat_metadata_only(call: Call) -> None:
    nested = any(isinstance(value, dict | list) for value in call.metadata.values())
    if call.operation in ASKING and nested:
        call.deny(422)


@replies.must("AGENT-10", REFERENCE)
def flawed_refused(flawed: list[Answered], first: Accepted) -> None:
    """A body without chat_id or content, or with content that is no text, is refused: 400 or 422.

    An agent that is asked nothing answers nonsense.
    """
    for answer in flawed:
        expect(answer).status(400, 422)


@flawed_refused.broken_by
def answers_nonsense(answer: Answer) -> None:
    answer.become(answer.others["first"])
    answer["message_id"] = f"nonsense-{answer.exchange.number}"


@flawed_refused.broken_by
def replies_also_where_nothing_is_asked(call: Call) -> None:
    if call.operation in ASKING and call.chat is not None and "content" not in call.members:
        call.replace(content="")


@flawed_refused.broken_by(also={"CON-01"})
def fails_at_what_is_missing(answer: Answer) -> None:
    answer.refuse(500)


@replies.should("AGENT-11", ours("the transcript is to be whole"), needs={Capability.TRANSCRIPT})
def in_the_transcript(reading: Shown, second: Accepted) -> None:
    """A reply is in the chat's transcript, under its message_id.

    Whoever takes over has to know what the visitor was told.
    """
    wanted = second.json.get("message_id")
    ids = [one.get("message_id") for one in reading.json]
    expect(reading).that(wanted in ids, "", f"the message {written(wanted)}", "no such message")


@in_the_transcript.broken_by
def keeps_what_visitors_say_only(answer: Answer) -> None:
    answer.json = [one for one in answer.json if one["sender"] == "user"]


@in_the_transcript.broken_by
def shows_nothing_once_it_has_replied(answer: Answer) -> None:
    answer.json = []


@in_the_transcript.broken_by
def keeps_replies_elsewhere(call: Call) -> Iterator[None]:
    replies = call.memory.notes.setdefault("replies", set())
    yield
    if call.operation in ASKING and call.answer.status == 200:
        replies.add(call.answer.json["message_id"])
    if call.operation == READING and call.answer.status == 200:
        call.answer.json = [one for one in call.answer.json if one["message_id"] not in replies]
