"""The run of one target, in a process of its own: `python -m conformance.fleet.alone`.

What a target does to a run can't harm another's: not by memory, nor by time, nor by what a process
has only one of. The order is a line of JSON on standard input, and the secrets are in the
environment. Standard output has a line of JSON now and then of how it goes on, and a last one of
what came of it. When standard input ends, whoever gave the order is gone, and so is this process.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.drive.observer import Observer
from conformance.fleet.asked import Asked
from conformance.fleet.result import CODES, State
from conformance.stopping import Stopping

if TYPE_CHECKING:
    from conformance.exchange import Exchange
    from conformance.launch import Launched
    from conformance.requirement import Scenario

EVERY = 1.0
"""Seconds between two lines of how it goes on."""


@dataclass
class Counting(Observer):
    """Counts cases and requests; `driven` says that there is nothing left to break off."""

    cases: int = 0
    done: int = 0
    requests: int = 0
    driven: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plans(self, scenario: Scenario, cases: int, more: bool) -> None:
        with self._lock:
            self.cases += cases

    def records(self, exchange: Exchange) -> None:
        with self._lock:
            self.requests += exchange.sent

    def ends(self, scenario: Scenario, case: str) -> None:
        with self._lock:
            self.done += 1

    def searches(self) -> None:
        self.driven = True

    def said(self) -> dict[str, int]:
        """How far it is."""
        return {"cases": self.cases, "done": self.done, "requests": self.requests}


def main() -> None:
    """Follow the order on standard input, and exit with 0: what came of it is on standard output.

    Whatever else writes to standard output writes to standard error.
    """
    channel = os.dup(1)
    os.dup2(2, 1)
    order = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_leave_when_alone, daemon=True).start()
    counting = Counting()
    over = threading.Event()
    told = threading.Thread(target=_tell, args=(channel, counting, over), daemon=True)
    told.start()
    result = _result(order, counting, _set_the_clock(order["seconds"], counting))
    over.set()
    told.join()
    _say(channel, {"result": result})


def _leave_when_alone() -> None:
    # Not by way of `sys.stdin`, whose lock a thread must not hold when the process ends.
    while os.read(0, 4096):
        pass
    os._exit(3)


def _tell(channel: int, counting: Counting, over: threading.Event) -> None:
    while not over.wait(EVERY):
        _say(channel, {"course": counting.said()})


def _say(channel: int, value: Mapping[str, Any]) -> None:
    os.write(channel, json.dumps(value).encode("ascii") + b"\n")


def _set_the_clock(seconds: float, counting: Counting) -> Stopping:
    """What asks the run to end when it has used up its time."""
    asked = Stopping()

    def ring() -> None:
        # What follows the driving has limits of its own, and without it there is no report.
        if not counting.driven:
            asked.ask(f"The run was ended after {seconds:g} seconds, its limit in the fleet.")

    clock = threading.Timer(seconds, ring)
    clock.daemon = True
    clock.start()
    return asked


def _result(order: Mapping[str, Any], counting: Counting, asked: Stopping) -> dict[str, Any]:
    """What came of the run; its report lies in the directory."""
    from conformance.baseline.entry import BaselineError  # noqa: PLC0415 - heavy
    from conformance.catalogue import SelectionError  # noqa: PLC0415
    from conformance.configuration import ConfigurationError  # noqa: PLC0415
    from conformance.drive.recorder import UnwritableError  # noqa: PLC0415
    from conformance.openapi import ContractError  # noqa: PLC0415
    from conformance.target import TargetError  # noqa: PLC0415

    theirs = (
        BaselineError,
        SelectionError,
        ConfigurationError,
        ContractError,
        TargetError,
    )
    try:
        return _launched(order, counting, asked)
    except theirs as error:
        return without(State.NOT_RUN, _said(error, order["asked"]["secrets"]))
    except UnwritableError as error:
        return without(State.BROKE, f"The report could not be written: {error}.")
    except OSError as error:
        return without(State.BROKE, f"The report could not be written: {error.strerror}.")
    except Exception as error:
        return without(State.BROKE, broken(error))


def _said(error: Exception, names: Mapping[str, str]) -> str:
    """What an operator can mend, with the names of the fleet's variables and without a secret.

    It goes into a file, and what a module of flows raises may quote one.
    """
    secrets = {name: os.environ[name] for name in names if name in os.environ}
    said = str(error)
    for secret in secrets.values():
        said = said.replace(secret, "[secret]")
    return re.sub(r"\bCONFORMANCE_[A-Z_]+", lambda found: names.get(found[0], found[0]), said)


def _launched(order: Mapping[str, Any], counting: Counting, ended: Stopping) -> dict[str, Any]:
    from conformance.launch import launch  # noqa: PLC0415 - httpx is slow to import

    asked, directory = Asked.again(order["asked"]), Path(order["directory"])
    files = {}
    for option, content in asked.contents.items():
        files[option] = directory / f".{option}"
        files[option].write_bytes(content.encode("utf-8"))
    choices = replace(asked.choices(files), report_dir=directory)
    if order["certify"] and asked.subject is not None:
        from conformance.fleet.recording import recorded  # noqa: PLC0415 - loads cryptography

        done = recorded(choices, asked.subject, os.environ, directory, counting, ended)
        return without(State.NOT_RUN, done) if isinstance(done, str) else told(done, files)
    return told(launch(choices, os.environ, counting, ended), files)


def told(launched: Launched, files: Mapping[str, Path]) -> dict[str, Any]:
    """A finished run as far as a fleet tells of it; where its files lay is nobody's matter."""
    report, gate = launched.report, launched.gate
    said = gate.sentence
    if said is not None:
        said = said.replace(str(files["baseline"]), "its baseline")
    return {
        "state": State.JUDGED.value,
        "summary": report.summary,
        "code": gate.code,
        "verdict": report.verdict.value,
        "run": report.run,
        "started_at": report.started_at,
        "stopped": report.stopped,
        "gate": said,
        "requests": report.traffic.requests,
        "seconds": report.traffic.seconds,
        "counts": {outcome.value: number for outcome, number in report.counts.items() if number},
    }


def without(state: State, why: str) -> dict[str, Any]:
    """The result of a target that was not judged."""
    return {"state": state.value, "summary": why, "code": CODES[state]}


def broken(error: Exception) -> str:
    """Our own error: its kind and its place, without values."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    return f"The suite itself went wrong: {type(error).__name__} at {where}. Please report it."


if __name__ == "__main__":
    main()
