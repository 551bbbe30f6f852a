"""The flow, and what a transcript shows of messages that were sent."""

from __future__ import annotations

from typing import Annotated, Any

from conformance.evidence import Demand, Evidence, NoEvidence
from conformance.expectation import expect, written
from conformance.moment import same_moment
from conformance.requirement import Flow
from conformance.same import same
from conformance.source import page, public

REFERENCE = public("API reference of a chat's messages")
RETAINED = page("Escalate to email")
QUERYABLE = page("Append lead data to an active chat")
READ = "{chat_id}/messages"

flow = Flow("transcript", "Transcript")


def _need_messages(evidence: Evidence) -> str | None:
    told = evidence.accepted and isinstance(evidence.json, list) and evidence.json
    return None if told else "it shows no message"


Told = Annotated[Evidence, Demand(_need_messages)]
"""A transcript with at least one message in it."""


def _need_array(evidence: Evidence) -> str | None:
    listed = evidence.json if isinstance(evidence.json, list) else [None]
    shown = evidence.succeeded and all(isinstance(one, dict) for one in listed)
    return None if shown else "it shows no transcript"


Shown = Annotated[Evidence, Demand(_need_array)]
"""A transcript, be it empty: where something was said, that is wrong."""

READINGS = ("reading", "same_reading", "later_reading")
"""The steps of the story that show what was said in it."""


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


def placed(reading: Evidence, messages: list[Evidence]) -> list[tuple[int, Evidence]]:
    """Those of the messages that are in a transcript once, by their ids, each with its place.

    Whether all of them are there is TRAN-03's business. Raises NoEvidence where none is.
    """
    ids = [one.get("message_id") for one in reading.json]
    wanted = [(message.json.get("message_id"), message) for message in messages]
    found = [(ids.index(id_), message) for id_, message in wanted if ids.count(id_) == 1]
    if not found:
        raise NoEvidence("No message that could be looked at is in the transcript once.")
    return found


def expect_member(reading: Evidence, place: int, name: str, value: Any) -> None:
    expect(reading).at(f"/{place}/{name}").equals(value)


def expect_preserved(later: Evidence, earlier: Evidence) -> None:
    """All that one reading shows is in a later one too, unchanged and in the same order."""
    left = list(later.json)
    for number, one in enumerate(earlier.json):
        wanted = one.get("message_id")
        while left and left[0].get("message_id") != wanted:
            left.pop(0)
        expected = f"the message {written(wanted)} after those before it"
        expect(later).that(bool(left), f"/{number}", expected, "no such message")
        for name in ("content", "sender", "created_at", "metadata"):
            before, after = one.get(name), left[0].get(name)
            unchanged = _unchanged(before, after)
            if name == "created_at":
                # Of two servers of one service, one may write it finer than the other.
                unchanged = unchanged or same_moment(before, after)
            expect(later).that(unchanged, f"/{number}/{name}", written(before), written(after))


def _unchanged(before: Any, after: Any) -> bool:
    """Whether a value is the same; an object may have got further members from the server."""
    if isinstance(before, dict) and isinstance(after, dict):
        return all(key in after and same(value, after[key]) for key, value in before.items())
    return same(before, after)
