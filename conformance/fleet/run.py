"""One fleet from what is asked for to its pages. What is finished is written as it comes."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType

from conformance.drive.recorder import utc_now
from conformance.fleet import asked as ask
from conformance.fleet.against import Against, against
from conformance.fleet.as_html import render_html
from conformance.fleet.as_json import render_json
from conformance.fleet.cluster import workers
from conformance.fleet.earlier import read_earlier
from conformance.fleet.keeping import DATA, PAGE, check_new, keep
from conformance.fleet.progress import Progress
from conformance.fleet.result import Fleet, Result
from conformance.fleet.scheduling import Scheduling, left_out
from conformance.fleet.working import SUITE
from conformance.reports import write_whole

UNFINISHED = "The fleet has not come to its end."
INTERRUPTED = "The fleet was interrupted."


@dataclass(frozen=True, slots=True)
class Manner:
    """How a fleet is run: `workers` of our own, or the cluster at `scheduler`.

    A target may lose `retries` workers, and take so many `seconds`. `against` is the directory of
    an earlier fleet to compare with, and `key` the file of the key that signs certificates.
    """

    workers: int
    scheduler: str | None = None
    retries: int = 2
    seconds: float = 3600.0
    against: Path | None = None
    key: Path | None = None


def run_fleet(
    fleet: ask.Fleet,
    manner: Manner,
    directory: Path,
    progress: Progress,
    kept: Mapping[str, Result] | None = None,
) -> tuple[Fleet, Against | None]:
    """Run all targets, and write into the directory, which is new; or all but those `kept` in it.

    Whatever happens, `fleet.json` says so: until all is done it says that it isn't. Raises
    FleetError, and OSError where something can't be written.
    """
    # Before anything is run, so that nothing is found wrong after hours.
    certify = _to_certify(fleet, manner.key)
    earlier = read_earlier(manner.against) if manner.against is not None else None
    if kept is None:
        check_new(directory)
    found = dict(kept or {})
    waiting = [one for one in fleet.targets if one.name not in found]
    began, moment = time.monotonic(), utc_now()

    def so_far(stopped: str | None, widest: int) -> Fleet:
        results = tuple(
            found.get(one.name) or left_out([one], stopped or UNFINISHED)[0]
            for one in fleet.targets
        )
        return Fleet(SUITE, moment, time.monotonic() - began, widest, stopped, results)

    def write(state: Fleet) -> None:
        write_whole(directory / DATA, render_json(state).encode("ascii"))

    stopped, widest = None, 0
    try:
        with interruptible(), workers(manner.scheduler, manner.workers, manner.retries) as client:
            # Not before: what can't be begun leaves nothing behind.
            directory.mkdir(parents=True, exist_ok=True)
            write(so_far(UNFINISHED, 0))
            scheduling = Scheduling(client, manner.seconds, manner.retries, progress, certify)
            for result, done in scheduling.results(waiting):
                keep(directory, result.name, done.files)
                found[result.name] = result
                widest = scheduling.widest
                write(so_far(UNFINISHED, widest))
    except KeyboardInterrupt:
        stopped = INTERRUPTED
    done_with = so_far(stopped, widest)
    if manner.key is not None:
        done_with = _certified(fleet, done_with, directory, manner.key, progress)
    compared = None
    if earlier is not None:
        compared = against(done_with, directory, earlier)
    write_fleet(done_with, compared, directory)
    return done_with, compared


def _to_certify(fleet: ask.Fleet, key: Path | None) -> tuple[str, ...]:
    """The names of the targets to certify: none without a key, which is looked at."""
    if key is None:
        return ()
    from conformance.certificate.keys import read_signer  # noqa: PLC0415 - loads cryptography
    from conformance.fleet.certifying import check  # noqa: PLC0415

    read_signer(key)
    return check(fleet)


def _certified(
    fleet: ask.Fleet, done: Fleet, directory: Path, key: Path, progress: Progress
) -> Fleet:
    from conformance.fleet.certifying import certified  # noqa: PLC0415 - loads cryptography

    return replace(done, results=certified(fleet, done.results, directory, key, progress.certifies))


def write_fleet(fleet: Fleet, compared: Against | None, directory: Path) -> None:
    """Write the fleet's own files. Raises OSError."""
    directory.mkdir(parents=True, exist_ok=True)
    files = {
        PAGE: render_html(fleet, compared).encode("utf-8"),
        DATA: render_json(fleet, compared).encode("ascii"),
    }
    for name, content in files.items():
        write_whole(directory / name, content)


def kept_from(directory: Path, fleet: ask.Fleet) -> dict[str, Result]:
    """The results of an unfinished fleet that needn't be made again. Raises FleetError.

    They are those of targets that were judged, and of which the same is asked now.
    """
    asked = {one.name: one.digest for one in fleet.targets}
    return {
        one.name: replace(one, certificate=None, uncertified=None)
        for one in read_earlier(directory).results
        if one.verdict is not None and asked.get(one.name) == one.asked
    }


@contextmanager
def interruptible() -> Iterator[None]:
    """Makes SIGTERM an interruption too; after the first one, others don't disturb the closing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        for each in former:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    former = {each: signal.signal(each, interrupt) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in former.items():
            signal.signal(each, handler)
