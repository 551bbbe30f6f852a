"""A small model of the contract: what each reading of a chat in a series has to be like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import quote

from conformance.evidence import Demand, Evidence
from conformance.flows.generated.sequences.driving import AFTER_HANDOFF, FOREIGN, STEPS
from conformance.sequence import What

TELLING = 8
"""So many characters are said by nobody by chance; a shorter text tells nothing of its origin."""

SAID = (STEPS[What.SAY], AFTER_HANDOFF[What.SAY])


def is_transcript(value: Any) -> bool:
    """Whether a JSON value is an array of messages; of none too."""
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _need_transcript(evidence: Evidence) -> str | None:
    told = evidence.succeeded and is_transcript(evidence.json)
    return None if told else "it shows no transcript"


Shown = Annotated[Evidence, Demand(_need_transcript)]
"""A transcript, be it one without messages."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of a chat, and what came before it in the series.

    `messages` are those that its chat has accepted, oldest first, and `elsewhere` those that other
    chats have. `foreign` are those that another agent tried to write into it. `texts` are all that
    were sent to the chat by its own agent. `earlier` is the reading of the same chat before.
    """

    transcript: Evidence
    chat: str
    messages: tuple[Evidence, ...]
    elsewhere: tuple[Evidence, ...]
    foreign: tuple[Evidence, ...]
    texts: tuple[str, ...]
    earlier: Evidence | None

    def only_in(self, others: Iterable[Evidence]) -> list[str]:
        """The telling texts of messages that this chat's own agent never sent to it."""
        texts = [one.sent["content"] for one in others]
        return [text for text in texts if len(text) >= TELLING and text not in self.texts]

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The messages that it shows."""
        return list(self.transcript.json)


@dataclass
class _Chat:
    messages: list[Evidence] = field(default_factory=list)
    foreign: list[Evidence] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    read: Evidence | None = None


def readings(case: Iterable[Evidence]) -> Iterator[Reading]:
    """The readings among the exchanges of a series, which are in the order of sending."""
    chats: dict[str, _Chat] = {}
    for one in case:
        step = one.exchange.step
        if step == STEPS[What.OPEN]:
            id_ = one.json.get("chat_id") if one.accepted else None
            if isinstance(id_, str):
                chats.setdefault(id_, _Chat())
        elif step == STEPS[What.READ]:
            for id_, chat in chats.items():
                if _need_transcript(one) is None and _reads(one, id_):
                    yield _reading(one, id_, chats)
                    chat.read = one
        elif isinstance(one.sent, dict) and one.sent.get("chat_id") in chats:
            _take(one, chats[one.sent["chat_id"]])


def _reads(reading: Evidence, chat: str) -> bool:
    assert reading.operation is not None
    path = reading.operation.path.replace("{chat_id}", quote(chat, safe="", errors="replace"))
    return reading.exchange.request.url.partition("?")[0].endswith(path)


def _reading(transcript: Evidence, id_: str, chats: dict[str, _Chat]) -> Reading:
    chat = chats[id_]
    others = [one for other, there in chats.items() if other != id_ for one in there.messages]
    return Reading(
        transcript,
        id_,
        tuple(chat.messages),
        tuple(others),
        tuple(chat.foreign),
        tuple(chat.texts),
        chat.read,
    )


def _take(one: Evidence, chat: _Chat) -> None:
    """What is sent to a chat becomes part of the model, as far as it was accepted."""
    if one.exchange.step == FOREIGN:
        if "content" in one.sent:
            chat.foreign.append(one)
        return
    chat.texts += [one.sent[name] for name in ("content", "reason") if name in one.sent]
    if one.exchange.step in SAID and one.accepted:
        chat.messages.append(one)
