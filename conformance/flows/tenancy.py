"""Tenancy: one agent's chats are closed to another."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.capability import Capability
from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect, find
from conformance.flows.transcript.flow import Told
from conformance.requirement import Flow
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import READING, Call
from conformance.source import page, rfc
from conformance.target import MAIN, OTHER

CREATE = page("Create a dedicated lead chat")
FORBIDDEN = rfc(9110, "15.5.4")
AGENT_OPERATIONS = ("external/agent", "agent/v2")
READ = "{chat_id}/messages"


flow = Flow("tenancy", "Tenancy")


@flow.scenario(needs={Capability.OTHER_AGENT})
def two_agents(session: Session) -> None:
    """Another agent does with its own chat what is allowed, and the same with the main agent's."""
    features = session.stage.target.features
    client = session.unique("client")
    mine = session.open_chat("main_chat", client_id=client)
    theirs = session.open_chat("other_chat", agent=OTHER)
    session.open_chat("same_client_chat", agent=OTHER, client_id=client)
    for who, chat in (("other", theirs), ("foreign", mine)):
        body = session.message_body(chat)
        session.call(f"{who}_message", "new-message", body, agent=OTHER)
        if Capability.AGENT in features:
            for operation in AGENT_OPERATIONS:
                body = {"chat_id": chat, "content": session.unique("message")}
                session.call(f"{who}_call", operation, body, agent=OTHER)
        # Last, because a chat that was handed off may be closed.
        session.call(f"{who}_handoff", "email-handoff", session.handoff_body(chat), agent=OTHER)
    session.call("main_message", "new-message", session.message_body(mine))
    if Capability.TRANSCRIPT in features:
        session.call("main_reading", READ, path={"chat_id": mine})
        session.call("foreign_reading", READ, path={"chat_id": mine}, agent=OTHER)


@two_agents.must("TEN-01", FORBIDDEN, needs={Capability.OTHER_AGENT})
def message_refused(
    foreign_message: Answered, main_message: Accepted, other_message: Accepted
) -> None:
    """Another agent's message to a chat is refused with 403 or 404.

    Else anyone with a token of their own can put words into other companies' conversations.
    """
    expect(foreign_message).status(403, 404)


def _let_in(answer: Answer, success: str, made: str) -> None:
    """Answer like the step `success`, under an id of its own."""
    sent = answer.sent
    answer.become(answer.others[success])
    answer.json = {name: sent.get(name, value) for name, value in answer.json.items()}
    answer[made] = f"let-in-{answer.exchange.number}"


def _is_foreign(call: Call) -> bool:
    """Whether the chat is another agent's."""
    return call.agent is not None and call.owner not in {None, call.agent}


def _as_the_owner(call: Call, *operations: str) -> None:
    """Look a chat up by its id alone, whoever asks."""
    if call.operation in operations and _is_foreign(call):
        call.authorize(call.owner)


@message_refused.broken_by
def writes_to_any_chat_for_any_agent(answer: Answer) -> None:
    _let_in(answer, "other_message", "message_id")


@message_refused.broken_by(also={"TEN-05", "SEQ-15"})
def looks_up_where_to_write_by_the_chat_alone(call: Call) -> None:
    _as_the_owner(call, "new-message")


@message_refused.broken_by(also={"CON-01"})
def fails_at_a_chat_of_another_agent(answer: Answer) -> None:
    answer.refuse(500)


@two_agents.must("TEN-02", FORBIDDEN, needs={Capability.OTHER_AGENT})
def handoff_refused(
    foreign_handoff: Answered, main_message: Accepted, other_handoff: Accepted
) -> None:
    """Another agent's handoff of a chat is refused with 403 or 404.

    It would send a stranger's conversation to whatever address the caller names.
    """
    expect(foreign_handoff).status(403, 404)


@handoff_refused.broken_by
def hands_off_any_chat_for_any_agent(answer: Answer) -> None:
    _let_in(answer, "other_handoff", "handoff_id")


@handoff_refused.broken_by
def looks_up_what_to_hand_off_by_the_chat_alone(call: Call) -> None:
    _as_the_owner(call, "email-handoff")


@two_agents.must("TEN-03", FORBIDDEN, needs={Capability.OTHER_AGENT, Capability.TRANSCRIPT})
def reading_refused(foreign_reading: Answered, main_reading: Told) -> None:
    """Another agent's request for a chat's transcript is refused with 403 or 404.

    A transcript holds names, addresses and phone numbers of customers.
    """
    expect(foreign_reading).status(403, 404)


@reading_refused.broken_by
def shows_any_transcript_to_any_agent(answer: Answer) -> None:
    answer.become(answer.others["main_reading"])


@reading_refused.broken_by
def shows_an_empty_transcript_to_other_agents(answer: Answer) -> None:
    answer.become(answer.others["main_reading"])
    answer.json = []


@reading_refused.broken_by
def looks_up_what_to_read_by_the_chat_alone(call: Call) -> None:
    _as_the_owner(call, READING)


@two_agents.must("TEN-04", FORBIDDEN, needs={Capability.OTHER_AGENT, Capability.AGENT})
def call_refused(
    foreign_call: list[Answered], other_call: list[Accepted], main_message: Accepted
) -> None:
    """Another agent's call for a reply in a chat is refused with 403 or 404.

    The reply would rest on a conversation that is not the caller's, and could quote it.
    """
    for call in foreign_call:
        expect(call).status(403, 404)


@call_refused.broken_by
def replies_in_any_chat_to_any_agent(answer: Answer) -> None:
    _let_in(answer, "other_call", "message_id")


@call_refused.broken_by
def looks_up_where_to_reply_by_the_chat_alone(call: Call) -> None:
    _as_the_owner(call, *AGENT_OPERATIONS)


@two_agents.must("TEN-05", FORBIDDEN, needs={Capability.OTHER_AGENT, Capability.TRANSCRIPT})
def not_written(main_reading: Told, foreign_message: Answered, main_message: Accepted) -> None:
    """A message that another agent sent to a chat is not in its transcript.

    A refusal that comes after the writing refuses nothing.
    """
    content = find(foreign_message.sent, "/content")
    contents = [message.get("content") for message in main_reading.json]
    expect(main_reading).that(
        content not in contents, "", "a transcript without the other agent's message", content
    )


@not_written.broken_by
def writes_before_it_refuses(answer: Answer) -> None:
    foreign = answer.others["foreign_message"].sent["content"]
    answer.json = [{**answer.json[0], "message_id": "let-in", "content": foreign}, *answer.json]


@not_written.broken_by(also={"SEQ-15"})
def looks_after_writing_whose_chat_it_is(call: Call) -> Iterator[None]:
    if call.operation == "new-message" and _is_foreign(call):
        call.authorize(call.owner)
        yield
        if call.answer.status == 200:
            call.answer.become(404)


@two_agents.must("TEN-06", CREATE, needs={Capability.OTHER_AGENT})
def agents_differ(other_chat: Accepted, main_chat: Accepted) -> None:
    """Chats that were opened with two agents' credentials have different `agent_id`s.

    The agent follows from the credential; if they are the same, look first whether
    CONFORMANCE_OTHER_TOKEN really is another agent's.
    """
    main_agent = find(main_chat.json, "/agent_id")
    expect(other_chat).at("/agent_id").satisfies(
        lambda agent: agent != main_agent, "another agent_id than the main agent's"
    )


@agents_differ.broken_by(step=("other_chat", "same_client_chat"))
def tells_the_main_agent_to_everyone(answer: Answer) -> None:
    answer["agent_id"] = answer.others["main_chat"]["agent_id"]


@agents_differ.broken_by(also={"TEN-05", "SEQ-15"})
def takes_everyone_for_the_main_agent(call: Call) -> None:
    if call.agent == OTHER:
        call.authorize(MAIN)


@two_agents.must("TEN-07", CREATE, needs={Capability.OTHER_AGENT})
def same_client(same_client_chat: Answered, main_chat: Accepted, other_chat: Accepted) -> None:
    """Two agents may use one `client_id` and get separate chats.

    A form's name such as `contact` is nobody's alone; sharing a chat by it would mix companies.
    """
    expect(same_client_chat).succeeds()
    main_id = find(main_chat.json, "/chat_id")
    expect(same_client_chat).at("/chat_id").satisfies(
        lambda chat: chat != main_id, "another chat_id than the main agent's"
    )


@same_client.broken_by(also={"CON-11"})
def finds_the_chat_by_the_client_alone(answer: Answer) -> None:
    answer["chat_id"] = answer.others["main_chat"]["chat_id"]


@same_client.broken_by
def keeps_a_client_for_the_first_agent(answer: Answer) -> None:
    answer.refuse(409)


@same_client.broken_by
def finds_the_chat_by_whatever_client_has_it(call: Call) -> Iterator[None]:
    chats = call.memory.notes
    yield
    if call.operation == "new-chat" and call.answer.status == 200:
        first = chats.setdefault(call.text("client_id"), (call.agent, call.answer.json["chat_id"]))
        if first[0] != call.agent:
            call.answer.json = {**call.answer.json, "chat_id": first[1]}
