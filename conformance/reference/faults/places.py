"""Faults in finding a chat, and in what surrounds the request: the path and the headers."""

from __future__ import annotations

from collections.abc import Callable

from conformance.reference.faults.behaviour import fails, refuses
from conformance.reference.faults.fault import Fault, Hook
from conformance.sabotage.call import READING, Call


def _takes_for_the_last(odd: Callable[[str], bool]) -> Hook:
    """Takes an odd id of no chat for the chat that the caller opened last."""

    def before(call: Call) -> None:
        if call.chat is None and odd(call.chat_id) and (known := call.earlier_chats):
            if call.operation == READING:
                call.read_instead(known[-1])
            else:
                call.replace(chat_id=known[-1])

    return before


def _empty_for_long_ids(call: Call) -> None:
    if call.answer.status == 404 and len(call.chat_id) > 40:
        call.answer.become(200)
        call.answer.json = []


def _escaped(call: Call) -> bool:
    return b"%" in call.scope.get("raw_path", b"") and call.chat is not None


CHATS = (
    Fault(
        "quote-matches-any-chat",
        "Takes an id with an apostrophe in it for the caller's last chat.",
        "new-message",
        _takes_for_the_last(lambda chat_id: "'" in chat_id),
    ),
    Fault(
        "long-id-matches-any-chat",
        "Takes an unknown id of more than 48 characters for the caller's last chat.",
        "email-handoff",
        _takes_for_the_last(lambda chat_id: len(chat_id) > 48),
    ),
    Fault(
        "capital-id-matches-any-chat",
        "Takes an unknown id with a capital letter for the caller's last chat.",
        "external/agent",
        _takes_for_the_last(lambda chat_id: chat_id != chat_id.lower()),
    ),
    Fault(
        "spaced-id-fails",
        "Fails at an unknown id with a space in it.",
        "agent/v2",
        fails(lambda call: call.chat is None and " " in call.chat_id),
    ),
)

READINGS = (
    Fault(
        "weighted-language-fails",
        "Fails at an Accept-Language with a weight.",
        READING,
        fails(lambda call: ";q=" in call.header(b"accept-language").replace(" ", "")),
    ),
    Fault(
        "any-type-refused",
        "Answers 406 to an Accept with a wildcard.",
        READING,
        refuses(lambda call: "*" in call.header(b"accept"), 406),
    ),
    Fault(
        "traced-reading-fails",
        "Fails at a request with a traceparent.",
        READING,
        fails(lambda call: bool(call.header(b"traceparent"))),
    ),
    Fault(
        "escaped-id-unknown",
        "Doesn't find a chat whose id has percent-encoded characters in the path.",
        READING,
        refuses(_escaped, 404),
    ),
    Fault(
        "long-unknown-id-read-as-empty",
        "Answers an empty transcript for an unknown id of more than 40 characters.",
        READING,
        after=_empty_for_long_ids,
    ),
    Fault(
        "quoted-id-fails",
        "Fails at an unknown id with a quotation mark or an apostrophe in it.",
        READING,
        fails(lambda call: bool({"'", '"'} & {*call.chat_id})),
    ),
)
