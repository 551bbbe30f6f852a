"""The plan of a run that goes on has no fresh cases in it that were driven before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conformance.corpus import STEPS
from conformance.drive.observer import Observer
from conformance.drive.recorder import INTERRUPTED
from conformance.exchange import Exchange
from conformance.loading import load_contract
from conformance.planning.schedule import Schedule
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings
from conformance.resources import SPEC
from conformance.resuming import Interrupted, interrupted
from conformance.run import Options, run
from conformance.stopping import Stopping
from conformance.target import Credentials, Target

FRESH = "requests/x-"
EXPLORE = 60
ENOUGH = 25


class Watching(Observer):
    """Knows the plan and counts fresh cases; asks the run to end after so many of them."""

    def __init__(self, most: int = EXPLORE) -> None:
        self.asked = Stopping()
        self.expected: Schedule | None = None
        self.driven = 0
        self._most = most

    def expects(self, schedule: Callable[[], Schedule]) -> None:
        self.expected = schedule()

    def records(self, exchange: Exchange) -> None:
        fresh = exchange.case.startswith(FRESH) and exchange.step in STEPS.values()
        self.driven += fresh and exchange.sent
        if self.driven >= self._most:
            self.asked.ask(INTERRUPTED)


def test_fresh_cases_that_were_driven_are_not_planned_again(tmp_path: Path) -> None:
    contract = load_contract(SPEC)
    options = Options(only=("GEN-01",), concurrency=1, explore=EXPLORE)
    with RunningServer(Settings(limits="none")) as server:
        target = Target(server.url, Credentials({"main": next(iter(SANDBOX_TOKENS))}))

        def running(told: Watching, broken: Interrupted | None = None) -> None:
            run(target, contract, options, tmp_path, told, broken, told.asked)

        first, second = Watching(ENOUGH), Watching(2 * EXPLORE)
        running(first)
        broken = interrupted(tmp_path)
        # The last of its groups may have been left in the middle.
        assert ENOUGH - 10 < broken.fresh() <= first.driven == ENOUGH
        driven = broken.fresh()
        running(second, broken)
    assert first.expected is not None
    assert second.expected is not None
    assert first.expected.explore == EXPLORE
    assert second.expected.explore == EXPLORE - driven == second.driven
    assert second.expected.requests < first.expected.requests
