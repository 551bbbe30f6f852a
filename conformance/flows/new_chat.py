"""New lead chats: a conversation of its own for each submission."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable
from typing import Any

from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered, Evidence
from conformance.expectation import expect
from conformance.redaction import LABEL
from conformance.requirement import Flow, ours, page, public
from conformance.resources import variations
from conformance.sabotage import Answer

PAGE = page("Create a dedicated lead chat")
FLOWS = page("Supported flows")
METADATA = page("Append lead data to an active chat")
REFERENCE = public("API reference of new-chat")

flow = Flow("new-chat", "New lead chat")


@flow.scenario(smoke=True, vary=variations("chats"))
def new_chat(session: Session, members: dict[str, Any]) -> None:
    """A chat is opened with everything said, and written to at once."""
    named = {**members, "client_id": session.unique(members["client_id"])}
    opened = session.call("chat", "new-chat", session.chat_body(**named))
    session.call("first_message", "new-message", session.message_body(opened.value("chat_id")))


@flow.scenario()
def minimal_chat(session: Session) -> None:
    """A chat is opened with nothing but the member that is required."""
    session.call("minimal_chat", "new-chat", {"client_id": session.unique("client")})


@flow.scenario()
def chats_at_once(session: Session) -> None:
    """One client submits three forms at the same moment; one chat is handed off at once."""
    client = session.unique("client")
    opened: list[Any] = []

    def submission(number: int) -> Callable[[Session], None]:
        def submit(one: Session) -> None:
            body = one.chat_body(client_id=client, metadata={"submission": number})
            opened.append(one.call("chat_at_once", "new-chat", body).value("chat_id"))

        return submit

    session.together([submission(number) for number in range(3)])
    session.call("handoff_at_once", "email-handoff", session.handoff_body(opened[0]))


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
    also={"CHAT-03", "CHAT-04", "CHAT-05", "CHAT-06", "CHAT-07", "CHAT-08", "CHAT-10"},
)
def fails_over_metadata_that_is_not_flat(answer: Answer) -> None:
    if any(isinstance(value, dict) for value in answer.sent["metadata"].values()):
        answer.refuse(500)


@minimal_chat.must("CHAT-02", PAGE)
def nothing_else_needed(minimal_chat: Answered) -> None:
    """A new chat needs nothing but a client_id: flags and metadata are optional.

    An integration that has no attribution to tell still gets its chat.
    """
    expect(minimal_chat).succeeds()


@nothing_else_needed.broken_by(also={"CHAT-11", "CHAT-12"})
def demands_metadata(answer: Answer) -> None:
    answer.refuse(422)


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


@ai_enabled.broken_by
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


@metadata_values.broken_by(also={"CHAT-07"})
def keeps_metadata_as_text(answer: Answer) -> None:
    answer["metadata"] = {
        key: value if isinstance(value, str) else str(value)
        for key, value in answer["metadata"].items()
    }


@metadata_values.broken_by(also={"CHAT-07"})
def cuts_metadata_to_a_column(answer: Answer) -> None:
    answer["metadata"] = {
        key: value[:255] if isinstance(value, str) else value
        for key, value in answer["metadata"].items()
    }


@metadata_values.broken_by(also={"CHAT-07"})
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


@new_chat.must("CHAT-10", PAGE)
def message_in_the_chat(first_message: Accepted, chat: Accepted) -> None:
    """The first message of a new chat has the chat_id that opening the chat answered.

    Otherwise the submission's details stand in somebody else's conversation.
    """
    expect(first_message).at("/chat_id").equals(chat.json.get("chat_id"))


@message_in_the_chat.broken_by
def puts_the_message_into_another_chat(answer: Answer) -> None:
    answer["chat_id"] = "chat_of_somebody_else"


@minimal_chat.should("CHAT-11", ours("the page shows no default; the schema's is true"))
def ai_enabled_by_default(minimal_chat: Accepted) -> None:
    """A new chat has ai_enabled true where the request doesn't say.

    A visitor who writes into a chat that nobody switched off gets a reply.
    """
    expect(minimal_chat).at("/ai_enabled").equals(True)


@ai_enabled_by_default.broken_by
def leaves_the_ai_off_by_default(answer: Answer) -> None:
    answer["ai_enabled"] = False


@minimal_chat.should("CHAT-12", ours("the page shows no default; the schema's is false"))
def lead_collected_by_default(minimal_chat: Accepted) -> None:
    """A new chat has lead_collected false where the request doesn't say.

    A chat without a lead that counts as one spoils every report on leads.
    """
    expect(minimal_chat).at("/lead_collected").equals(False)


@lead_collected_by_default.broken_by
def counts_a_lead_by_default(answer: Answer) -> None:
    answer["lead_collected"] = True


@chats_at_once.must("CHAT-13", FLOWS)
def accepted_at_once(chat_at_once: list[Answered]) -> None:
    """New chats of one client are accepted also at the same moment.

    Forms are submitted in parallel and sent twice; none of them may be lost to a race.
    """
    for chat in chat_at_once:
        expect(chat).succeeds()


@accepted_at_once.broken_by(also={"CHAT-14", "CHAT-15"})
def takes_one_chat_of_a_client_at_a_time(answer: Answer) -> None:
    if answer.previous is not None:
        answer.refuse(409)


@chats_at_once.must("CHAT-14", FLOWS)
def chats_of_their_own(chat_at_once: list[Accepted]) -> None:
    """Chats that one client opens at the same moment all have different chat_ids.

    Each submission gets a conversation of its own; two in one can't be told apart again.
    """
    taken: list[Any] = []
    for chat in chat_at_once:
        chat_id = expect(chat).at("/chat_id")
        chat_id.satisfies(lambda value: value not in taken, "a chat_id of its own")
        taken.append(chat_id.value)


@chats_of_their_own.broken_by
def gives_a_client_the_chat_it_has(answer: Answer) -> None:
    if answer.previous is not None:
        answer["chat_id"] = answer.previous["chat_id"]


@chats_at_once.must("CHAT-15", PAGE)
def own_submission(chat_at_once: list[Accepted]) -> None:
    """Chats opened at the same moment each have the client and the metadata of their own request.

    State that requests share shows only under load, and then gives one lead another's data.
    """
    for chat in chat_at_once:
        expect(chat).at("/client_id").same_as_sent()
        expect(chat).at("/metadata").keeps_what_was_sent()


@own_submission.broken_by
def makes_client_ids_unique(answer: Answer) -> None:
    if answer.previous is not None:
        answer["client_id"] += "-2"


@own_submission.broken_by
def confuses_metadata_of_the_same_moment(answer: Answer) -> None:
    if answer.previous is not None:
        answer["metadata"] = answer.previous["metadata"]


@chats_at_once.must("CHAT-16", FLOWS)
def handed_off_at_once(handoff_at_once: Answered) -> None:
    """A new chat can be handed off as soon as its answer is there.

    A form may ask for a person at once, before anything is said.
    """
    expect(handoff_at_once).succeeds()


@handed_off_at_once.broken_by
def hands_off_no_chat_without_messages(answer: Answer) -> None:
    answer.refuse(409)


def _opens_a_chat(evidence: Evidence) -> bool:
    operation = evidence.operation
    opens = operation is not None and operation.goes_by("new-chat")
    return opens and evidence.exchange.agent is not None


@flow.always_must("CHAT-17", PAGE, over=_opens_a_chat)
def agent_of_the_credential(chats: list[Accepted]) -> None:
    """All chats that are opened with one credential have the same agent_id.

    The agent follows from the credential alone; it is never sent.
    """
    agents: dict[str, Any] = {}
    for chat in chats:
        request = chat.exchange.request
        credential = str(LABEL.findall(f"{request.url} {request.headers}"))
        agent = expect(chat).at("/agent_id")
        agent.equals(agents.setdefault(credential, agent.value))


@agent_of_the_credential.broken_by
def makes_an_agent_for_each_chat(answer: Answer) -> None:
    if answer.previous is not None:
        answer["agent_id"] += "-2"
