"""Whole runs against hostile targets, each a process of its own whose peak memory is measured.

PYTHONPATH=tests python -m scale.hostile --only "a bomb in gzip"
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hostile.behaviours import BEHAVIOURS, JSON, Act, answering, says
from hostile.bodies import BODIES, VALUES
from hostile.server import hostile

from conformance.drive.capacity import LARGEST_ANSWER, SMALL
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings
from conformance.run import TRANSCRIPT

from .figures import keep

MOST_MEMORY = 300.0
"""MiB that a run may take at most."""

TIMEOUT = 1.0
TO = "/new-message"
TOLD = (
    '{{"chat_id":{0},"message_id":{0},"content":{0},"sender":{0},"created_at":{0},"metadata":{0}}}'
)
MEMBERS = 6


@dataclass(frozen=True)
class Trial:
    """A behaviour, and the calls that meet it: those whose path ends so, which may be all."""

    name: str
    act: Act
    to: str

    def __str__(self) -> str:
        return f"{self.name} ({self.to or 'every call'})"


@dataclass(frozen=True)
class Result:
    """What came of a run: seconds, peak MiB, bytes of its transcript."""

    trial: str
    seconds: float
    memory: float
    exit_code: int
    verdict: str
    passed: int
    failed: int
    errors: int
    transcript: int
    said: str

    def problem(self) -> str | None:
        """Why this run isn't as it has to be, or None."""
        if self.exit_code not in {1, 3} or self.errors:
            return f"it ended with {self.exit_code} and {self.errors} errors"
        if self.memory > MOST_MEMORY:
            return f"it took {self.memory:.0f} MiB"
        if self.trial.endswith(f"({TO})") and not self.passed:
            return "the rest of the run was not judged"
        return None


def trials() -> Iterator[Trial]:
    """Every behaviour, once for one operation and once for all."""
    for to in (TO, ""):
        for behaviour in BEHAVIOURS:
            yield Trial(behaviour.name, behaviour.act, to)
        for name, body in BODIES.items():
            yield Trial(f"body: {name}", answering(body), to)
        for name, value in VALUES.items():
            told = value if len(value) * MEMBERS > LARGEST_ANSWER else TOLD.format(value)
            yield Trial(f"value: {name}", answering(told.encode()), to)
        large = b" " * (LARGEST_ANSWER - 2)
        yield Trial("the largest each time", answering(b"{}" + large), to)
        yield Trial("the largest of nulls each time", answering(bytes(LARGEST_ANSWER)), to)
        yield Trial("32 KiB each time", answering(b"{}" + large[: SMALL - 2]), to)
        numbers = b"[" + b"1.5," * (SMALL // 4 - 2) + b"1]"
        yield Trial("32 KiB of numbers each time", answering(numbers), to)
        dense = b"[" + b"[],{}," * 4_900 + b"1" + b" " * (LARGEST_ANSWER - 29_500) + b"]"
        yield Trial("the largest with 9,800 values each time", answering(dense), to)
        head = JSON + b"X: " + b"y" * 90_000 + b"\r\nContent-Length: 2\r\n\r\n{}"
        yield Trial("headers of 90 KB each time", says(head), to)


def run(trial: Trial, behind: str, profile: str) -> Result:
    """A run against the correct server, with the hostile one before it."""
    with hostile(trial.act, trial.to, behind) as server, tempfile.TemporaryDirectory() as place:
        program = str(Path(sys.executable).with_name("optimly-conformance"))
        words = ["run", server.url, "--profile", profile, "--timeout", str(TIMEOUT)]
        began = time.monotonic()
        with Path(place, "said").open("wb") as said:
            subprocess.run(
                [
                    *(sys.executable, "-m", "scale.peak", "peak.json"),
                    *(program, *words, "--report-dir", "report"),
                ],
                check=True,
                cwd=place,
                env={
                    **os.environ,
                    "PYTHONPATH": str(Path(__file__).parents[1]),
                    **dict(zip(VARIABLES, SANDBOX_TOKENS, strict=True)),
                },
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        return _result(trial, Path(place), time.monotonic() - began)


VARIABLES = ("CONFORMANCE_TOKEN", "CONFORMANCE_OTHER_TOKEN")


def _result(trial: Trial, place: Path, seconds: float) -> Result:
    peak = json.loads((place / "peak.json").read_text(encoding="ascii"))
    said = (place / "said").read_text(encoding="utf-8", errors="replace").strip()
    try:
        report = json.loads((place / "report/report.json").read_text(encoding="ascii"))
    except OSError:
        report = {"verdict": "no report", "counts": {}, "summary": said[-2000:], "faults": [said]}
    counts = report["counts"]
    errors = counts.get("error", 0) + len(report["faults"]) + ("Traceback" in said)
    transcript = place / "report" / TRANSCRIPT
    return Result(
        str(trial),
        round(seconds, 1),
        round(peak["memory"], 1),
        peak["exit_code"],
        report["verdict"],
        counts.get("pass", 0),
        counts.get("fail", 0),
        errors,
        transcript.stat().st_size if transcript.exists() else 0,
        report["summary"],
    )


def main() -> None:
    """Run as the command line says, print a line for each, and keep the figures."""
    parser = argparse.ArgumentParser(prog="scale.hostile", description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="only behaviours with these words in the name")
    parser.add_argument("--profile", default="core", help="the profile of the runs (core)")
    arguments = parser.parse_args()
    results = []
    with RunningServer(Settings(limits="none")) as server:
        for trial in trials():
            if arguments.only in str(trial):
                results.append(run(trial, server.url, arguments.profile))
                print(_line(results[-1]), flush=True)
    problems = [f"{one.trial}: {one.problem()}" for one in results if one.problem()]
    if not arguments.only:
        keep("hostile", _figures(results, arguments.profile, problems))
    if problems:
        raise SystemExit("\n".join(problems))


def _figures(results: list[Result], profile: str, problems: list[str]) -> dict[str, object]:
    slowest = max(results, key=lambda one: one.seconds)
    largest = max(results, key=lambda one: one.memory)
    longest = max(results, key=lambda one: one.transcript)
    return {
        "profile": profile,
        "timeout in seconds": TIMEOUT,
        "runs": len(results),
        "problems": problems,
        "peak MiB": [largest.memory, largest.trial],
        "seconds of the longest": [slowest.seconds, slowest.trial],
        "bytes of the largest transcript": [longest.transcript, longest.trial],
    }


def _line(one: Result) -> str:
    return (
        f"{one.trial:55} {one.seconds:6.1f} s {one.memory:6.1f} MiB  exit {one.exit_code}  "
        f"{one.verdict:16} {one.passed:3} passed {one.failed:3} failed {one.errors} errors  "
        f"{one.transcript / 2**20:6.1f} MiB of transcript  {one.said[:110]}"
    )


if __name__ == "__main__":
    main()
