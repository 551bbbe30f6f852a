"""Spoils the answers of a running server to the steps that a saboteur is meant for.

A request of this suite says in `X-Conformance-Step` which step of which case it is.
"""

from __future__ import annotations

import asyncio
import copy
import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from email.utils import formatdate

from conformance.contract import Contract
from conformance.evidence import Observations
from conformance.exchange import Exchange, Request, Response
from conformance.redaction import label
from conformance.requirement import Requirement, Saboteur
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Answer as Outgoing
from conformance.sabotage.call import Call
from conformance.target import Credentials

CONTROLS = ("control", "valid")
"""The steps of requests without a flaw; most come after those with one."""

PATIENCE = 100
"""So many times, a hundredth of a second apart, it is looked for the answer to another step."""


@dataclass
class _Case:
    """The answers of one case of one run so far, by their steps, and the last that was spoilt."""

    answers: dict[str, Answer] = field(default_factory=dict)
    previous: Answer | None = None


class Spoiling:
    """Spoils what a saboteur would spoil of a transcript, as far as a server can know it.

    Of an invariant it takes the first answers in each run to the saboteur's step, or where it has
    none the first that belong to the requirement's flow.
    """

    def __init__(
        self,
        requirement: Requirement,
        saboteur: Saboteur,
        contract: Contract,
        credentials: Credentials,
    ) -> None:
        assert saboteur.spoil is not None
        self._requirement = requirement
        self._saboteur = saboteur
        self._spoil = saboteur.spoil
        self._contract = contract
        self._observations = Observations(contract)
        self._redactor = credentials.redactor()
        self._secrets = {**credentials.secrets, **credentials.derived()}
        self._cases: dict[tuple[str, str], _Case] = defaultdict(_Case)
        self._spoilt: dict[str, int] = defaultdict(int)
        self._successes: dict[tuple[str, str | None], Answer] = {}
        self._numbers = itertools.count(1)

    async def spoilt(self, call: Call) -> Outgoing | None:
        """The answer as it is to be sent; None where there is to be none."""
        place = call.header(b"x-conformance-step")
        flow, _, rest = place.partition("/")
        name, _, step = rest.rpartition("/")
        exchange = self._redactor.exchange(self._exchange(call, flow, name, step))
        run = call.header(b"x-conformance-run")
        case = self._cases[run, f"{flow}/{name}"]
        right = Answer.of(exchange)
        case.answers[step] = copy.deepcopy(right)
        operation = run, exchange.operation
        if right.status == 200:
            self._successes[operation] = copy.deepcopy(right)
        if not self._is_meant(exchange, run):
            return call.answer
        memory = self._cases[run, ""] if self._requirement.over else case
        wrong = await self._wrong(right, case, memory, self._successes.get(operation))
        memory.previous = right
        if wrong is None or wrong.says_the_same_as(right):
            return call.answer
        return None if wrong.unanswered is not None else self._outgoing(wrong, call)

    async def _wrong(
        self, right: Answer, case: _Case, memory: _Case, success: Answer | None
    ) -> Answer | None:
        """The spoilt answer; None where the answer to another step that it needs never comes.

        Until a control comes, the last `success` of the operation stands in for it.
        """
        instead = {} if success is None else dict.fromkeys(CONTROLS, success)
        for _ in range(PATIENCE):
            wrong = copy.deepcopy(right)
            wrong.others, wrong.previous = {**instead, **case.answers}, memory.previous
            try:
                self._spoil(wrong)
            except (LookupError, StopIteration):
                await asyncio.sleep(0.01)
            else:
                return wrong
        return None

    def _is_meant(self, exchange: Exchange, run: str) -> bool:
        """Whether the saboteur spoils the answer; one of an invariant is counted."""
        requirement = self._requirement
        if requirement.over is None:
            place = (exchange.flow, exchange.scenario, exchange.step)
            return place in requirement.places(self._saboteur)
        first = requirement.evidence[0]
        evidence = self._observations.of(exchange)
        if first.demand.unmet(evidence) is not None or not requirement.over(evidence):
            return False
        count = self._spoilt[run]
        own = exchange.flow == requirement.flow.name and exchange.case != "first-call"
        if self._saboteur.steps:
            own = exchange.step in self._saboteur.steps
        meant = count < (2 if requirement.memory else 1) and (own or count > 0)
        self._spoilt[run] += meant
        return meant

    def _exchange(self, call: Call, flow: str, case: str, step: str) -> Exchange:
        """What the client will write down of this call."""
        scope = call.scope
        target = call.target
        host = call.header(b"host")
        headers = tuple(_texts(pair) for pair in scope["headers"])
        request = Request(scope["method"], f"http://{host}{target}", headers, call.original)
        known = [
            one.key
            for one in self._contract.operations
            if one.method == scope["method"] and one.matches(target.partition("?")[0])
        ]
        answer = call.answer
        response = Response(
            answer.status, _dated(tuple(_texts(pair) for pair in answer.headers)), answer.body
        )
        return Exchange(
            next(self._numbers),
            flow,
            case,
            step,
            next(iter(known), None),
            call.agent,
            call.carrier,
            request,
            response,
        )

    def _outgoing(self, wrong: Answer, call: Call) -> Outgoing:
        headers = [
            (self._filled(name.lower().encode("latin-1")), self._filled(value.encode("latin-1")))
            for name, value in wrong.headers
            if name.lower() not in {"content-length", "date"}
        ]
        body = self._filled(wrong.body)
        if wrong.status != 204:
            headers.append((b"content-length", b"%d" % len(body)))
        return Outgoing(wrong.status, headers, body)

    def _filled(self, text: bytes) -> bytes:
        """The text with the secrets in the place of their labels."""
        for name, secret in self._secrets.items():
            text = text.replace(label(name).encode("ascii"), secret.encode("ascii"))
        return text


def _texts(pair: tuple[bytes, bytes]) -> tuple[str, str]:
    return pair[0].decode("latin-1"), pair[1].decode("latin-1")


def _dated(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The headers with the date that the server will put there."""
    return (*headers, ("date", formatdate(usegmt=True)))
