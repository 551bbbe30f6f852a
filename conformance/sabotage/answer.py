"""A correct answer that a saboteur may spoil."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.exchange import Exchange, Response


def _sorted(pairs: list[tuple[str, Any]]) -> list[Any]:
    """An object's members in the order of their names, each as often as it is written."""
    return ["object", *sorted(([name, value] for name, value in pairs), key=lambda one: one[0])]


@dataclass
class Answer:
    """Status, headers and body of an answer, to be changed in place.

    `sent` is the JSON that was sent. `others` are the answers of the same case by their step, and
    `previous` is the answer that the same saboteur got before this one, to confuse them.
    `unanswered`, if set, makes it no answer at all.
    """

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    exchange: Exchange
    others: Mapping[str, Answer] = field(default_factory=dict)
    previous: Answer | None = None
    unanswered: str | None = None

    @property
    def sent(self) -> Any:
        return json.loads(self.exchange.request.body or b"null")

    @property
    def json(self) -> Any:
        """A copy of the body's value; assign it to change the body."""
        return json.loads(self.body)

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value).encode("ascii")

    def __getitem__(self, name: str) -> Any:
        return self.json[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self.json = {**self.json, name: value}

    def __delitem__(self, name: str) -> None:
        self.json = {key: value for key, value in self.json.items() if key != name}

    def header(self, name: str) -> str:
        """The value of a header; empty if it isn't there."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def set_header(self, name: str, value: str | None) -> None:
        """Replace a header, or with None remove it."""
        self.headers = [pair for pair in self.headers if pair[0].lower() != name.lower()]
        if value is not None:
            self.headers.append((name, value))

    def refuse(self, status: int, detail: str = "No.") -> None:
        """Become a refusal, rate-limit headers kept."""
        self.status = status
        self.set_header("Content-Type", "application/json")
        self.json = {"detail": detail}

    def become(self, other: Answer) -> None:
        """Become another answer, such as the success of a control."""
        self.status, self.headers, self.body = other.status, list(other.headers), other.body

    def succeed_like(self, control: Answer) -> None:
        """Become the success of a control, under ids of its own."""
        self.become(control)
        if not isinstance(self.json, dict):
            return
        number = str(self.exchange.number)
        kept = {"agent_id"} if "client_id" in self.json else {"agent_id", "chat_id"}
        made = {name for name in self.json if name.endswith("_id") and name not in kept}
        self.json = {**self.json, **dict.fromkeys(made - {"client_id"}, number)}

    def says_the_same_as(self, other: Answer) -> bool:
        """Whether nobody can tell the two apart; how JSON is written makes no difference."""
        if (self.status, self.unanswered) != (other.status, other.unanswered):
            return False
        return self._fields == other._fields and (
            self.body == other.body or self._value == other._value is not None
        )

    @property
    def _fields(self) -> list[tuple[str, str]]:
        fields = ((name.lower(), value) for name, value in self.headers)
        return sorted(pair for pair in fields if pair[0] not in {"content-length", "date"})

    @property
    def _value(self) -> str | None:
        """The body's JSON in one form of writing; None where it is none.

        The order of names is none of it, but that one is written twice is.
        """
        try:
            return json.dumps(json.loads(self.body, object_pairs_hook=_sorted))
        except (ValueError, RecursionError):
            return None

    def result(self) -> Exchange:
        """The exchange as the faulty server would have made it."""
        if self.unanswered is not None:
            return replace(self.exchange, response=None, unanswered=self.unanswered)
        return replace(
            self.exchange, response=Response(self.status, tuple(self.headers), self.body)
        )

    @classmethod
    def of(cls, exchange: Exchange) -> Answer:
        """The answer of an exchange that has one."""
        assert exchange.response is not None
        response = exchange.response
        return cls(response.status, list(response.headers), response.body, exchange)
