"""Drives scenarios: several lanes in parallel, each a thread with a connection of its own."""

from __future__ import annotations

import itertools
import threading
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from conformance.drive.preflight import CASE, FLOW, PLANTING, plant, preflight
from conformance.drive.recorder import INTERRUPTED, UnwritableError
from conformance.drive.session import Session
from conformance.drive.stage import Stage
from conformance.plan import Plan
from conformance.requirement import Scenario


@dataclass(frozen=True, slots=True)
class Unit:
    """One case: a scenario, with one of its variations if it has any."""

    scenario: Scenario
    case: str
    arguments: tuple[Any, ...] = ()


def units(scenarios: Iterable[Scenario], plan: Plan) -> Iterator[Unit]:
    """The cases of scenarios that the plan has a share in; in the smallest profile, one of each."""
    return (unit for unit in _all_units(scenarios, plan) if _has_a_share(plan, unit))


def _all_units(scenarios: Iterable[Scenario], plan: Plan) -> Iterator[Unit]:
    for scenario in scenarios:
        if not scenario.vary:
            yield Unit(scenario, scenario.name)
        most = 1 if plan.profile == "smoke" else None
        for name, value in itertools.islice(scenario.variations(plan), most):
            yield Unit(scenario, f"{scenario.name}/{name}", (value,))


def _has_a_share(plan: Plan, unit: Unit) -> bool:
    scenario = unit.scenario
    beside = next((getattr(value, "beside", None) for value in unit.arguments), None)
    return plan.share.takes(
        scenario.flow.name,
        unit.case,
        scenario.name if scenario.together else beside,
        first=scenario.first,
        last=scenario.last,
    )


def drive(stage: Stage, scenarios: Sequence[Scenario], plan: Plan, concurrency: int) -> None:
    """Make the first call, then all cases: one by one those that must come first, and those last.

    Cases are taken as they are needed, so that fresh ones may still be in the making.

    When the run is stopped, the rest of the cases is written down as not sent. An interruption
    from the keyboard stops it.
    """
    try:
        _announce(stage, scenarios, plan)
        with stage.client() as client:
            preflight(Session(stage, client, FLOW, CASE), stage.contract)
            plant(Session(stage, client, FLOW, PLANTING), stage.contract)
        for chosen, lanes in _phases(scenarios, concurrency):
            _in_lanes(stage, units(chosen, plan), lanes)
    except KeyboardInterrupt:
        stage.recorder.stop(INTERRUPTED)
    except UnwritableError:
        pass


def _announce(stage: Stage, scenarios: Iterable[Scenario], plan: Plan) -> None:
    """Tell the observer how many cases there will be; fresh ones can be gone through once."""
    frozen = replace(plan, fresh=())
    for scenario in scenarios:
        # A planning that breaks is written down where it is needed.
        with suppress(Exception):
            cases = sum(1 for _ in units([scenario], frozen))
            more = plan.explore > 0 and callable(scenario.vary)
            stage.recorder.observer.plans(scenario, cases, more)


def _phases(
    scenarios: Sequence[Scenario], concurrency: int
) -> Iterator[tuple[list[Scenario], int]]:
    """What is driven before what, and in how many lanes."""
    yield [one for one in scenarios if one.first], 1
    yield [one for one in scenarios if not one.first and not one.last], concurrency
    yield [one for one in scenarios if one.last], 1


def _in_lanes(stage: Stage, planned: Iterator[Unit], concurrency: int) -> None:
    waiting = _Waiting(stage, planned)
    count = max(1, concurrency)
    # An impatient operator doesn't wait for the answers that are still to come.
    lanes = [
        threading.Thread(target=_lane, args=(stage, waiting), daemon=True) for _ in range(count)
    ]
    for lane in lanes:
        lane.start()
    try:
        _join(lanes)
    except KeyboardInterrupt:
        stage.recorder.stop(INTERRUPTED)
        _join(lanes)


class _Waiting:
    """Gives each lane its next case."""

    def __init__(self, stage: Stage, planned: Iterator[Unit]) -> None:
        self._stage = stage
        self._planned = planned
        self._lock = threading.Lock()

    def next(self) -> Unit | None:
        with self._lock:
            try:
                return next(self._planned, None)
            except Exception as error:
                self._stage.recorder.fault(f"The planning of cases broke: {_place(error)}.")
                return None


def _join(lanes: Iterable[threading.Thread]) -> None:
    for lane in lanes:
        lane.join()


def _lane(stage: Stage, waiting: _Waiting) -> None:
    with stage.client() as client:
        while (unit := waiting.next()) is not None:
            stage.recorder.observer.begins(unit.scenario, unit.case)
            run_unit(Session(stage, client, unit.scenario.flow.name, unit.case), unit)
            stage.recorder.ends(unit.scenario, unit.case)


def run_unit(session: Session, unit: Unit) -> None:
    """Drive one case; its own fault is written down."""
    try:
        unit.scenario.drive(session, *unit.arguments)
    except UnwritableError:
        return
    except Exception as error:
        session.stage.recorder.fault(
            f"The scenario {session.flow}/{session.case} broke: {_place(error)}."
        )


def _place(error: Exception) -> str:
    """What went wrong and where, without values."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
