"""The flow, and what a transcript shows of messages that were sent."""

from __future__ import annotations

from typing import Annotated, Any

from conformance.evidence import Demand, Evidence
from conformance.expectation import expect, written
from conformance.requirement import Flow, page, public

REFERENCE = public("API reference of a chat's messages")
RETAINED = page("Escalate to email")
QUERYABLE = page("Append lead data to an active chat")
READ = "{chat_id}/messages"

flow = Flow("transcript", "Transcript")


def _need_messages(evidence: Evidence) -> str | None:
    told = evidence.accepted and isinstance(evidence.json, list) and evidence.json
    return None if told else "it shows no message"


Told = Annotated[Evidence, Demand("told", _need_messages)]
"""A transcript with at least one message in it."""


def places(reading: Evidence, messages: list[Evidence]) -> list[int]:
    """Where in a transcript each message stands, by its id. Unmet where one isn't there once.

    A transcript may hold more: a server's own messages, and an agent's.
    """
    ids = [one.get("message_id") for one in reading.json]
    found = []
    for message in messages:
        wanted = message.json.get("message_id")
        count = ids.count(wanted)
        expected = f"the message {written(wanted)} of exchange {message.exchange.number} once"
        expect(reading).that(count == 1, "", expected, f"{count} times")
        found.append(ids.index(wanted))
    return found


def expect_member(reading: Evidence, place: int, name: str, value: Any) -> None:
    expect(reading).at(f"/{place}/{name}").equals(value)
