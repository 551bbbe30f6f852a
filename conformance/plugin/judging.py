"""Judges what one test has driven, by requirements of the suite's and of the operator's own.

A requirement on a scenario's steps takes the test for a case of its scenario: what counts is that
the test has made steps of the names that the check judges.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from conformance import catalogue
from conformance.conclude import result_of
from conformance.evidence import Observations
from conformance.exchange import Exchange
from conformance.judge import judge
from conformance.outcome import Judgement, Level, Outcome
from conformance.plugin.asking import Asked
from conformance.plugin.standing import Standing
from conformance.reports.plain import details
from conformance.requirement import Flow, Requirement, Scenario


class AskedError(Exception):
    """A test asks for what can't be judged: says why."""


@dataclass(frozen=True)
class Made:
    """What came of one requirement. `named`: it was asked for by itself, not as one of a flow."""

    requirement: Requirement
    judgement: Judgement
    named: bool

    @property
    def unobserved(self) -> bool:
        """Whether it should have been judged and could not be."""
        must = self.requirement.level is Level.MUST
        return self.judgement.outcome is Outcome.NOT_OBSERVED and (self.named or must)

    def holds(self, strict: bool) -> bool:
        """Whether a test goes on; as with pytest's items, a deviation stops a strict one only."""
        failing = {Outcome.FAIL, Outcome.ERROR} | ({Outcome.DEVIATION} if strict else set())
        return self.judgement.outcome not in failing and not self.unobserved

    @property
    def text(self) -> str:
        """The statement, the reason and each finding."""
        result = result_of(self.requirement, self.judgement)
        return f"{result.id}: {result.statement}\n{details(result)}"


def chosen(asked: Sequence[Asked], own: Sequence[Flow]) -> dict[Requirement, bool]:
    """The requirements that are meant, each with whether it was named by itself.

    Without anything asked, all invariants. Raises AskedError and SelectionError.
    """
    if not asked:
        every = catalogue.selected("core", (), own)
        return dict.fromkeys((one for one in every if one.over is not None), False)
    flows = {flow.name: flow for flow in (*catalogue.flows(), *own)}
    found: dict[Requirement, bool] = {}
    for one in asked:
        match flows.get(one, one) if isinstance(one, str) else one:
            case str() as id_:
                found[catalogue.find(id_, own)] = True
            case Requirement() as requirement:
                found[requirement] = True
            case Flow() as flow:
                found = dict.fromkeys(flow.requirements, False) | found
            case Scenario() as scenario:
                those = (each for each in scenario.flow.requirements if each.scenario is scenario)
                found = dict.fromkeys(those, False) | found
            case other:
                kind = type(other).__name__
                raise AskedError(f"An id, flow, scenario or requirement is needed, not a {kind}.")
    return found


def judgements(
    run: Standing, driven: Sequence[Exchange], asked: Sequence[Asked]
) -> tuple[Made, ...]:
    """What comes of the requirements that are asked for, or of all invariants if none are.

    Of a flow, a scenario and the invariants, those are left out that the test has no steps for.
    Raises AskedError where nothing is left, and SelectionError.
    """
    if not driven:
        raise AskedError("The test has sent nothing yet that could be judged.")
    made = tuple(_judged(run, driven, chosen(asked, run.own)))
    if not made:
        steps = ", ".join(dict.fromkeys(exchange.step for exchange in driven))
        raise AskedError(f"Nothing that is asked for judges what the test has driven: {steps}.")
    return made


def _judged(
    run: Standing, driven: Sequence[Exchange], requirements: Mapping[Requirement, bool]
) -> Iterator[Made]:
    observations = Observations(run.stage.contract)
    steps = Counter(exchange.step for exchange in driven if not exchange.superseded)
    for requirement, named in requirements.items():
        _check_steps(requirement, steps)
        transcript = run.transcript(_case_of(requirement, driven))
        (judgement,) = judge(transcript, [requirement], observations)
        if requirement.scenario is None:
            concerned = judgement.judged > 0 or judgement.outcome is Outcome.ERROR
        else:
            concerned = all(steps[need.step] for need in requirement.evidence)
        if named or concerned:
            yield Made(requirement, judgement, named)


def _check_steps(requirement: Requirement, steps: Counter[str]) -> None:
    if requirement.scenario is None:
        return
    for need in requirement.evidence:
        if steps[need.step] > 1 and not need.many:
            raise AskedError(
                f"{requirement.id} judges one step {need.step!r}, and the test has made "
                f"{steps[need.step]} of that name; give each another, or judge in tests of their "
                "own."
            )


def _case_of(requirement: Requirement, driven: Sequence[Exchange]) -> list[Exchange]:
    """The test's exchanges as a case of the requirement's scenario; an invariant's as they are."""
    scenario = requirement.scenario
    if scenario is None:
        return list(driven)
    return [replace(one, flow=scenario.flow.name, case=scenario.name) for one in driven]
