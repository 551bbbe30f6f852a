"""Derives which requirements a place of the contract concerns, by spoiling it.

In the transcript of a run against the reference server, every answer is changed as that of a server
would be which does otherwise at one place. The requirements that don't pass any more are concerned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from conformance.contract import Carrier, Contract
from conformance.drift.matching import NAMES
from conformance.drift.reach import DEFAULT, TAKEN, WITHOUT, Reach
from conformance.evidence import Evidence, Observations
from conformance.exchange import Exchange, Transcript
from conformance.judge import judge
from conformance.openapi import flatten, resolve
from conformance.operation import Operation
from conformance.outcome import Outcome
from conformance.requirement import Requirement
from conformance.sabotage.answer import Answer

Spoil = Callable[[Answer], None]
Meant = Callable[[Evidence], bool]

UNKNOWN_STATUS = 418
"""An error that no operation documents."""


@dataclass(frozen=True)
class Fault:
    """What is done to the answers of one operation, and to which of them."""

    place: str
    meant: Meant
    spoil: Spoil


@dataclass(frozen=True)
class Derivation:
    """A correct transcript, and the requirements that it is judged by."""

    contract: Contract
    transcript: Transcript
    requirements: tuple[Requirement, ...]
    catalogue_digest: str

    @cached_property
    def _observations(self) -> Observations:
        return Observations(self.contract, keep=True)

    def reach(self) -> Reach:
        """Every place of every operation that the flows know, with whom it concerns."""
        places = {name: self.places(self.contract.operation(name)) for name in NAMES}
        return Reach(self.catalogue_digest, places)

    def places(self, operation: Operation) -> dict[str, tuple[str, ...]]:
        """The places of one operation, in an order that doesn't change."""
        found: dict[str, set[str]] = {}
        for fault in self.faults(operation):
            found.setdefault(fault.place, set()).update(self.noticed(operation, fault))
        order = [one.id for one in self.requirements]
        return {place: tuple(sorted(ids, key=order.index)) for place, ids in found.items()}

    def noticed(self, operation: Operation, fault: Fault) -> set[str]:
        """The requirements that don't pass any more with a fault; none where nothing changes."""
        exchanges = [self._spoilt(exchange, operation, fault) for exchange in self._exchanges]
        if all(one is other for one, other in zip(exchanges, self._exchanges, strict=True)):
            return set()
        judged = judge(
            self.transcript.with_exchanges(exchanges), self.requirements, self._observations
        )
        return {one.requirement for one in judged if one.outcome is not Outcome.PASS}

    @property
    def _exchanges(self) -> tuple[Exchange, ...]:
        return tuple(self.transcript.exchanges)

    def _spoilt(self, exchange: Exchange, operation: Operation, fault: Fault) -> Exchange:
        if exchange.operation != operation.key or exchange.response is None:
            return exchange
        if not fault.meant(self._observations.of(exchange)):
            return exchange
        answer = Answer.of(exchange)
        fault.spoil(answer)
        return answer.result()

    def faults(self, operation: Operation) -> Iterator[Fault]:
        """Every fault that stands for a difference which a document may have here."""
        yield Fault("operation", _any, lambda answer: answer.refuse(404))
        yield from self._requests(operation)
        yield from self._credentials(operation)
        yield Fault("limit", _succeeded, _halve_the_limit)
        yield Fault("answer", _succeeded, _say_nothing)
        for name in self._members(operation):
            for value in (_GONE, None, 7, "other", {}):
                yield Fault(f"answer/{name}", _succeeded, _member_becomes(name, value))
        for status, response in operation.value["responses"].items():
            yield from self._status(int(status), resolve(self.contract.document, response))

    def _members(self, operation: Operation) -> list[str]:
        """The members of a successful answer, or of the items of one that is a list."""
        document = self.contract.document
        success = next(one for one in operation.statuses if one.startswith("2"))
        response = resolve(document, operation.value["responses"][success])
        form = flatten(document, response["content"]["application/json"]["schema"])
        form = flatten(document, form["items"]) if "items" in form else form
        return list(form["properties"])

    def _requests(self, operation: Operation) -> Iterator[Fault]:
        def refuse(answer: Answer) -> None:
            answer.refuse(422)

        yield Fault("request", _succeeded, refuse)
        accept = self._accept(operation)
        for name in operation.request_form.get("properties", {}):
            yield Fault(f"request/{name}", _sends(name), refuse)
            yield Fault(f"request/{name}/{TAKEN}", _violates(operation, name), accept)
            yield Fault(f"request/{name}/{WITHOUT}", _leaves_out(name), refuse)
            yield Fault(f"request/{name}/{DEFAULT}", _leaves_out(name), _another_value(name))

    def _accept(self, operation: Operation) -> Spoil:
        """Answers like the first request to the operation that was accepted."""
        known = next(
            one
            for one in self._exchanges
            if one.operation == operation.key and self._observations.of(one).accepted
        )
        return lambda answer: answer.succeed_like(Answer.of(known))

    def _credentials(self, operation: Operation) -> Iterator[Fault]:
        for kind, carrier in self.contract.carriers.items():
            yield Fault(
                f"carrier/{_words(carrier)}",
                lambda one, kind=kind: _succeeded(one) and one.exchange.carrier == kind,  # type: ignore[misc]
                lambda answer: answer.refuse(401),
            )
        accept = self._accept(operation)
        yield Fault(f"carrier/none/{TAKEN}", lambda one: one.status == 401, accept)

    def _status(self, status: int, response: Mapping[str, Any]) -> Iterator[Fault]:
        def meant(evidence: Evidence) -> bool:
            return evidence.status == status

        reach = f"status/{status}"
        if status < 300:
            reach = "answer"
        else:
            yield Fault(reach, meant, _answer_an_unknown_status)
            yield Fault(f"{reach}/body", meant, _empty_the_body)
        for name in response.get("headers", {}):
            yield Fault(f"{reach}/header/{name.lower()}", meant, _without_header(name))


def derive(contract: Contract, transcript: Transcript) -> Reach:
    """The reach of the whole catalogue, from the transcript of a correct server."""
    from conformance.catalogue import digest, requirements  # noqa: PLC0415 - loads every flow

    return Derivation(contract, transcript, requirements(), digest()).reach()


_GONE = object()


def _any(_evidence: Evidence) -> bool:
    return True


def _succeeded(evidence: Evidence) -> bool:
    return evidence.succeeded


def _sends(name: str) -> Meant:
    return lambda one: one.succeeded and isinstance(one.sent, dict) and name in one.sent


def _leaves_out(name: str) -> Meant:
    return lambda one: one.succeeded and isinstance(one.sent, dict) and name not in one.sent


def _another_value(name: str) -> Spoil:
    """Changes a member of the answer into what could be there as well."""

    def spoil(answer: Answer) -> None:
        if name in answer.json:
            value = answer[name]
            answer[name] = not value if isinstance(value, bool) else {"other": value}

    return spoil


def _violates(operation: Operation, name: str) -> Meant:
    """Whether a request was refused that is wrong at a member."""

    def meant(evidence: Evidence) -> bool:
        validator, sent = operation.request_validator, evidence.sent
        if evidence.status not in {400, 422} or not isinstance(sent, dict) or validator is None:
            return False
        errors = list(validator.iter_errors(sent))
        required = any(error.validator == "required" for error in errors)
        return any(list(error.absolute_path)[:1] == [name] for error in errors) or (
            required and name in operation.request_form.get("required", ()) and name not in sent
        )

    return meant


def _member_becomes(name: str, value: Any) -> Spoil:
    def spoil(answer: Answer) -> None:
        many = isinstance(answer.json, list)
        objects = answer.json if many else [answer.json]
        for one in objects:
            if value is _GONE:
                one.pop(name, None)
            elif name in one and type(one[name]) is not type(value):
                one[name] = value
        answer.json = objects if many else objects[0]

    return spoil


def _halve_the_limit(answer: Answer) -> None:
    limit = answer.header("X-RateLimit-Limit")
    if limit.isdigit():
        answer.set_header("X-RateLimit-Limit", str(int(limit) // 2))


def _say_nothing(answer: Answer) -> None:
    answer.status, answer.body = 204, b""


def _answer_an_unknown_status(answer: Answer) -> None:
    answer.status = UNKNOWN_STATUS


def _empty_the_body(answer: Answer) -> None:
    answer.json = {}


def _without_header(name: str) -> Spoil:
    return lambda answer: answer.set_header(name, None)


def _words(carrier: Carrier) -> str:
    """A carrier as the comparison calls it."""
    if carrier.kind == "bearer":
        return "Authorization: Bearer"
    if carrier.kind == "query":
        return f"query {carrier.field}"
    return f"header {carrier.field.lower()}"
