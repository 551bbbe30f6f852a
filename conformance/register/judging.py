"""One bundle verified for the register: its state, why, and what of it can be shown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from securesystemslib.signer import SSlibKey

from conformance.certificate.archive import ArchiveError, unpack
from conformance.certificate.bundle import KNOWN
from conformance.certificate.policy import Policy
from conformance.certificate.verify import Kind, Objection, Verification, verify
from conformance.outcome import Level, Outcome
from conformance.register.entry import FlowResult, Held, Result, State
from conformance.report import Report, RequirementResult
from conformance.requirement_set import requirement_set


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of verifying; `result` is there where only age may speak against it."""

    state: State
    reasons: tuple[str, ...]
    result: Result | None = None


def judged(data: bytes, key: SSlibKey, policy: Policy, now: datetime) -> Judged:
    """Verify a bundle by the register's key and policy. Nothing in a bundle makes it raise."""
    try:
        done = verify(data, key, policy, now)
    except Exception as error:
        # Who signs a bundle may put anything into it: that must not keep the others out.
        said = f"Judging it made the suite itself go wrong ({type(error).__name__})."
        done = Verification((Objection(Kind.EVIDENCE, said),))
    state = _state(done, data, policy, now)
    reasons = tuple(objection.sentence for objection in done.objections)
    if done.report is None or state not in {State.CERTIFIED, State.EXPIRED}:
        return Judged(state, reasons)
    return Judged(state, reasons, _result(done, done.report, policy))


def _state(done: Verification, data: bytes, policy: Policy, now: datetime) -> State:
    kinds = {objection.kind for objection in done.objections}
    if not kinds:
        return State.CERTIFIED
    if kinds == {Kind.SUITE} and _made_by_another(data):
        return State.OTHER_SUITE
    if kinds == {Kind.POLICY} and policy.only_age_speaks_against(done.claim or {}, now):
        return State.EXPIRED
    return State.REFUSED


def _made_by_another(data: bytes) -> bool:
    """Whether it names another version of the suite; its form and its signature were right."""
    try:
        predicate = json.loads(unpack(data, KNOWN)["conformance.predicate.json"])
        made_by = predicate["suite"]["version"]
    except (ArchiveError, ValueError, KeyError, TypeError):
        return False
    return isinstance(made_by, str) and made_by != version("optimly-conformance")


def _result(done: Verification, report: Report, policy: Policy) -> Result:
    who = (done.claim or {})["implementation"]
    return Result(
        name=who["name"],
        version=who["version"],
        digest=who["digest"],
        verdict=report.verdict,
        features=report.target.features,
        started_at=report.started_at,
        expires=policy.last_day(report.started_at),
        suite=report.suite.version,
        fixed=requirement_set(),
        flows=tuple(_flows(report)),
        requirements=report.requirements,
        provisional=report.provisional,
    )


def _flows(report: Report) -> Iterator[FlowResult]:
    for name, title in report.flows.items():
        ours = [one for one in report.requirements if one.flow == name]
        found = {level: _held(ours, level) for level in Level}
        yield FlowResult(name, title, {level: one for level, one in found.items() if one.every})


def _held(results: Iterable[RequirementResult], level: Level) -> Held:
    outcomes = Counter(one.outcome for one in results if one.level is level)
    return Held(outcomes[Outcome.PASS], outcomes.total(), outcomes[Outcome.NOT_APPLICABLE])
