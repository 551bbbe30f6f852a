"""Runs killed at random moments: none leaves a report that reads as a pass, or a whole transcript.

`python -m scale.killing`, with tests/ on the path. Every tenth of those killed is gone on with.
Every tenth run is one of `full`, which has a process beside it that judges.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from conformance.directory import TRANSCRIPT
from conformance.exchange import Transcript
from conformance.reference import SANDBOX_TOKENS
from conformance.transcript import TranscriptError, open_transcript
from scale.figures import keep
from scale.serving import served

PASSES = ("conformant", "conformant-with-deviations")
PROFILES = ("core", "full")
AFTERWARDS = 5.0
"""Seconds that processes have for noticing that their run is no more."""

ENDS = {"kill": signal.SIGKILL, "term": signal.SIGTERM, "int": signal.SIGINT}


def main() -> None:
    """Exit code 1 where a killed run reads as one that came to its end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=2, help="runs at the same time")
    given = parser.parse_args()
    chosen = random.Random(given.seed)
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    with served() as url, tempfile.TemporaryDirectory() as place:
        usual = {profile: _usual(url, Path(place), profile) for profile in PROFILES}
        for number in range(0, given.runs, given.at_once):
            batch = []
            for one in range(number, min(number + given.at_once, given.runs)):
                directory = Path(place) / str(one)
                end = ENDS["kill" if one % 5 else chosen.choice(["term", "int"])]
                profile = PROFILES[one % 10 == 0]
                moment = chosen.uniform(0.0, 1.1 * usual[profile])
                batch.append((directory, end, moment, _start(url, directory, profile)))
            _kill(batch)
            for directory, _, _, program in batch:
                said = _found(directory, program, seen)
                if said is None and chosen.random() < 0.1:
                    said = _resumed(directory, seen)
                if said is not None:
                    wrong.append(f"{directory.name}: {said}")
                    print(wrong[-1], flush=True)
                shutil.rmtree(directory, ignore_errors=True)
            if number % 50 == 0:
                print(number, dict(seen), flush=True)
    told = dict(sorted(seen.items()))
    left = _left()
    wrong += [f"a process is left: {one}" for one in left]
    figures: dict[str, Any] = {"runs": given.runs, "seen": told, "wrong": wrong, "left": len(left)}
    print(json.dumps(figures, indent=2))
    print(keep("killing", figures))
    sys.exit(bool(wrong))


def _words(*words: str) -> list[str]:
    return [sys.executable, "-m", "conformance.cli", "run", *words, "--quiet"]


def _environment() -> dict[str, str]:
    main_token, other = SANDBOX_TOKENS
    tokens = {"CONFORMANCE_TOKEN": main_token, "CONFORMANCE_OTHER_TOKEN": other}
    return {**os.environ, **tokens}


def _start(url: str, directory: Path, profile: str) -> subprocess.Popen[bytes]:
    words = ("--profile", profile, "--features", "transcript,agent")
    return subprocess.Popen(
        _words(url, *words, "--report-dir", str(directory)),
        env=_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _usual(url: str, place: Path, profile: str) -> float:
    """The seconds that a run takes."""
    began = time.monotonic()
    _start(url, place / profile, profile).wait()
    return time.monotonic() - began


def _left() -> list[str]:
    """The processes that judge, and have nobody any more to judge for."""
    time.sleep(AFTERWARDS)
    found = [(one, " ".join(one.info["cmdline"] or ())) for one in psutil.process_iter(["cmdline"])]
    return [line for one, line in found if "conformance.hearing" in line and _is_orphan(one)]


def _is_orphan(process: psutil.Process) -> bool:
    """Whether the run that started it is gone; other runs of this machine have theirs."""
    with suppress(psutil.NoSuchProcess):
        parent = process.parent()
        return parent is None or "python" not in parent.name()
    return False


def _kill(batch: list[tuple[Path, signal.Signals, float, subprocess.Popen[bytes]]]) -> None:
    """End each program at its moment, if it hasn't ended by then."""
    began = time.monotonic()
    for _, end, moment, program in sorted(batch, key=lambda one: one[2]):
        time.sleep(max(0.0, began + moment - time.monotonic()))
        program.send_signal(end)
    for *_, program in batch:
        program.wait()


def _found(directory: Path, program: subprocess.Popen[bytes], seen: Counter[str]) -> str | None:
    """What is wrong with what a run has left behind; None where nothing is."""
    transcript = _transcript(directory)
    report = directory / "report.json"
    whole = transcript is not None and transcript.damage is None and transcript.stopped is None
    if program.returncode in {0, 1} or (whole and report.is_file()):
        seen["came to its end before"] += 1
        if whole and report.is_file():
            return None
        return f"it ended with {program.returncode}, and isn't whole"
    verdict = None
    if report.is_file():
        value = json.loads(report.read_text(encoding="utf-8"))
        verdict = value["verdict"]
    seen[f"exit {program.returncode}, report {verdict}, transcript {_word(transcript)}"] += 1
    if verdict in PASSES and not whole:
        return f"the report says {verdict}, and the transcript isn't whole"
    if whole:
        return "it has no report, and its transcript reads as whole"
    return None


def _transcript(directory: Path) -> Transcript | None:
    try:
        return open_transcript(directory / TRANSCRIPT)
    except (OSError, TranscriptError):
        return None


def _word(transcript: Transcript | None) -> str:
    if transcript is None:
        return "none"
    if transcript.damage is not None:
        return "cut off"
    return "whole" if transcript.stopped is None else "stopped"


def _resumed(directory: Path, seen: Counter[str]) -> str | None:
    """Go on with it; what is wrong then."""
    if not (directory / "under-way.jsonl").is_file():
        return None
    done = subprocess.run(
        _words("--resume", str(directory)), env=_environment(), capture_output=True, check=False
    )
    seen["gone on with"] += 1
    transcript = _transcript(directory)
    if done.returncode or transcript is None or transcript.damage is not None:
        return f"it could not be gone on with: {done.returncode}, {done.stderr.decode()[-300:]}"
    return None


if __name__ == "__main__":
    main()
