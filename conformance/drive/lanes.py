"""Drives scenarios: several lanes in parallel, each a thread with a connection of its own."""

from __future__ import annotations

import itertools
import queue
import threading
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.drive.preflight import CASE, FLOW, preflight
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


def units(scenarios: Iterable[Scenario], plan: Plan) -> list[Unit]:
    """The cases of scenarios; in the smallest profile, one variation of each."""
    found = []
    for scenario in scenarios:
        if not scenario.vary:
            found.append(Unit(scenario, scenario.name))
        most = 1 if plan.profile == "smoke" else None
        for name, value in itertools.islice(scenario.variations(plan), most):
            found.append(Unit(scenario, f"{scenario.name}/{name}", (value,)))
    return found


def drive(stage: Stage, planned: Sequence[Unit], concurrency: int) -> None:
    """Make the first call, then all cases, then one by one those that must come last.

    When the run is stopped, the rest of the cases is written down as not sent. An interruption
    from the keyboard stops it.
    """
    try:
        with stage.client() as client:
            preflight(Session(stage, client, FLOW, CASE), stage.contract)
        _in_lanes(stage, [unit for unit in planned if not unit.scenario.last], concurrency)
        _in_lanes(stage, [unit for unit in planned if unit.scenario.last], 1)
    except KeyboardInterrupt:
        stage.recorder.stop("The run was interrupted from the keyboard.")


def _in_lanes(stage: Stage, planned: Sequence[Unit], concurrency: int) -> None:
    waiting: queue.SimpleQueue[Unit] = queue.SimpleQueue()
    for unit in planned:
        waiting.put(unit)
    count = max(1, min(concurrency, len(planned)))
    lanes = [threading.Thread(target=_lane, args=(stage, waiting)) for _ in range(count)]
    for lane in lanes:
        lane.start()
    try:
        _join(lanes)
    except KeyboardInterrupt:
        stage.recorder.stop("The run was interrupted from the keyboard.")
        _join(lanes)


def _join(lanes: Iterable[threading.Thread]) -> None:
    for lane in lanes:
        lane.join()


def _lane(stage: Stage, waiting: queue.SimpleQueue[Unit]) -> None:
    with stage.client() as client:
        while True:
            try:
                unit = waiting.get_nowait()
            except queue.Empty:
                return
            _run(Session(stage, client, unit.scenario.flow.name, unit.case), unit)


def _run(session: Session, unit: Unit) -> None:
    try:
        unit.scenario.drive(session, *unit.arguments)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        session.stage.recorder.fault(
            f"The scenario {session.flow}/{session.case} broke: {type(error).__name__} at {where}."
        )
