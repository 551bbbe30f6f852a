"""Counts, exchange by exchange, what of the contract's document a run exercises."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from conformance.capability import CARRIERS, WITHOUT, Capability
from conformance.contract import Contract
from conformance.coverage.coverage import (
    Coverage,
    MemberCoverage,
    OperationCoverage,
    StatusCoverage,
)
from conformance.coverage.members import Member, members
from conformance.evidence import Evidence
from conformance.openapi import resolve
from conformance.operation import Operation
from conformance.violation import violations

NO_CONSENT = {"429": Capability.EXHAUST}
"""The statuses that a run provokes only with its operator's consent."""


class Covering:
    """Hears every exchange of a run once. `capabilities` are what was declared of the target."""

    def __init__(self, contract: Contract, capabilities: Collection[str]) -> None:
        self._capabilities = frozenset(capabilities)
        self._operations = {one.key: _Operation(one) for one in contract.operations}
        self._carriers = Counter({str(name): 0 for name in CARRIERS if name in contract.carriers})
        self._outside = 0

    def hear(self, evidence: Evidence) -> None:
        """Count one exchange, if it was sent."""
        exchange = evidence.exchange
        if not exchange.sent:
            return
        if evidence.operation is None:
            self._outside += 1
        else:
            self._operations[evidence.operation.key].hear(evidence)
        if exchange.carrier is not None:
            self._carriers[exchange.carrier] += 1

    def coverage(self) -> Coverage:
        """What came of it so far."""
        operations = tuple(one.coverage(self._capabilities) for one in self._operations.values())
        return Coverage(operations, dict(self._carriers), self._outside)


class _Operation:
    """The counts of one operation."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._requests = 0
        self._body = members(operation.document, operation.request_schema)
        self._sent: Counter[str] = Counter()
        self._broken: Counter[tuple[str, str]] = Counter()
        answers = operation.value["responses"].items()
        document = operation.document
        self._statuses = {
            str(status): _Status(document, resolve(document, value)) for status, value in answers
        }
        self._undocumented: Counter[str] = Counter()

    def hear(self, evidence: Evidence) -> None:
        self._requests += 1
        if self._operation.request_schema is not None:
            self._hear_body(evidence.exchange.request.body)
        if evidence.exchange.response is None:
            return
        exact, group = str(evidence.status), f"{evidence.status // 100}XX"
        for status in (exact, group, "default"):
            if status in self._statuses:
                self._statuses[status].hear(evidence)
                return
        self._undocumented[exact] += 1

    def _hear_body(self, body: bytes) -> None:
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            return
        self._sent.update(self._body.found(value))
        self._broken.update((one.place, one.kind) for one in violations(self._operation, value))

    def coverage(self, capabilities: frozenset[str]) -> OperationCoverage:
        feature = self._operation.feature
        without = feature is not None and feature not in capabilities
        note = WITHOUT.get(Capability(feature)) if without else None  # type: ignore[arg-type]
        return OperationCoverage(
            self._operation.key,
            self._requests,
            note if not self._requests else None,
            tuple(map(self._member, self._body.all())) if self._requests_have_bodies else (),
            tuple(one.coverage(status, capabilities) for status, one in self._statuses.items()),
            dict(sorted(self._undocumented.items())),
        )

    @property
    def _requests_have_bodies(self) -> bool:
        return self._operation.request_schema is not None

    def _member(self, member: Member) -> MemberCoverage:
        sent = self._sent[member.pointer]
        keywords = sorted(member.keywords)
        broken = {word: self._broken[member.pointer, word] for word in keywords}
        kept = {word: sent - (broken[word] if word != "required" else 0) for word in keywords}
        return MemberCoverage(member.pointer, sent, kept, broken)


class _Status:
    """The counts of one documented status."""

    def __init__(self, document: Mapping[str, Any], response: Mapping[str, Any]) -> None:
        self._answers = 0
        self._headers = Counter(dict.fromkeys(response.get("headers") or {}, 0))
        content = response.get("content") or {}
        schema = next((each.get("schema") for each in content.values()), None)
        self._body = None if schema is None else members(document, schema)
        self._members: Counter[str] = Counter()

    def hear(self, evidence: Evidence) -> None:
        self._answers += 1
        for name in self._headers:
            self._headers[name] += evidence.header(name) is not None
        if self._body is not None and evidence.is_json:
            self._members.update(self._body.found(evidence.json))

    def coverage(self, status: str, capabilities: frozenset[str]) -> StatusCoverage:
        need = NO_CONSENT.get(status)
        missing = need is not None and need not in capabilities and not self._answers
        below = () if self._body is None else (one.pointer for one in self._body.all())
        return StatusCoverage(
            status,
            self._answers,
            dict(self._headers),
            {pointer: self._members[pointer] for pointer in below if pointer},
            WITHOUT[need] if missing and need is not None else None,
        )
