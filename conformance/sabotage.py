"""Turns a transcript of a correct server into that of a faulty one."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.evidence import Observations
from conformance.exchange import Exchange, Response, Transcript
from conformance.judge import scenario_name
from conformance.requirement import Requirement, Saboteur


@dataclass
class Answer:
    """A correct answer that a saboteur may spoil: status, headers and body.

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

    def result(self) -> Exchange:
        """The exchange as the faulty server would have made it."""
        if self.unanswered is not None:
            return replace(self.exchange, response=None, unanswered=self.unanswered)
        return replace(
            self.exchange, response=Response(self.status, tuple(self.headers), self.body)
        )


def _answer(exchange: Exchange) -> Answer:
    assert exchange.response is not None
    response = exchange.response
    return Answer(response.status, list(response.headers), response.body, exchange)


def sabotage(
    transcript: Transcript,
    requirement: Requirement,
    saboteur: Saboteur,
    observations: Observations,
) -> Transcript:
    """The transcript with the saboteur's fault in it."""
    chosen = set(map(id, _chosen(transcript, requirement, saboteur, observations)))
    exchanges: list[Exchange] = []
    previous: dict[tuple[str, str], Answer] = {}
    for exchange in transcript.exchanges:
        if id(exchange) in chosen:
            answer = _answer(exchange)
            answer.others = {
                other.step: _answer(other)
                for other in transcript.exchanges
                if (other.flow, other.case) == (exchange.flow, exchange.case) and other.response
            }
            case = ("", "") if requirement.over else (exchange.flow, exchange.case)
            answer.previous = previous.get(case)
            before = copy.deepcopy(answer)
            saboteur.spoil(answer)
            previous[case] = before
            exchanges.append(answer.result())
        else:
            exchanges.append(exchange)
    return transcript.with_exchanges(exchanges)


def _chosen(
    transcript: Transcript,
    requirement: Requirement,
    saboteur: Saboteur,
    observations: Observations,
) -> list[Exchange]:
    """The exchanges that the saboteur spoils."""
    answered = [exchange for exchange in transcript.exchanges if exchange.response is not None]
    first = requirement.evidence[0]
    if requirement.over is None:
        assert requirement.scenario is not None
        step = saboteur.step or first.step
        place = (requirement.flow.name, requirement.scenario.name, step)
        return [
            exchange
            for exchange in answered
            if (exchange.flow, scenario_name(exchange), exchange.step) == place
        ]
    over = requirement.over
    found = [
        exchange
        for exchange in answered
        if first.demand.unmet(observations.of(exchange)) is None and over(observations.of(exchange))
    ]
    # One of the flow's own if there is one: others' requirements have no business with it.
    found.sort(key=lambda exchange: exchange.flow != requirement.flow.name)
    return found[: 2 if first.many else 1]
