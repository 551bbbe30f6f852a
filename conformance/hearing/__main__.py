"""The process that judges a run's transcript while it is written: see `apart.py`.

It is told pickled tuples on standard input, by the run that started it and nobody else, and answers
on standard output. It ends with the run, whichever way that ends: then its input does. It may be
started before there is anything to tell.
"""

from __future__ import annotations

import os
import pickle
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from conformance import catalogue
from conformance.exchange import Exchange
from conformance.hearing.ear import Ear
from conformance.loading import contract_of
from conformance.transcript import following

OFTEN = 0.3
"""Seconds after which it says anew what has failed so far, where somebody may look at it."""


def main() -> None:
    """Judge as told. Whatever goes wrong ends the process, and so its answers."""
    told, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a check prints must not get between the answers.
    os.dup2(2, 1)
    _prepare()
    with suppress(EOFError):
        header, raw, file, path = pickle.load(told)  # noqa: S301 - from the run itself
        chosen = catalogue.selected(header.profile, header.only)
        ear = Ear(header, contract_of(raw, file), chosen)
        _judge(told, answers, ear, _written(Path(path)))


def _prepare() -> None:
    """Import what would be imported in the middle of a run."""
    catalogue.flows()
    with suppress(ImportError):
        import_module("httplint")


def _written(path: Path) -> Iterator[Exchange]:
    """The exchanges of a transcript's file, which is there when the first of them is asked for."""
    with path.open("rb") as file:
        yield from following(file, path)


def _judge(told: IO[bytes], answers: IO[bytes], ear: Ear, exchanges: Iterator[Exchange]) -> None:
    said = time.monotonic()
    while True:
        kind, number, *more = pickle.load(told)  # noqa: S301 - from the run itself
        while ear.heard < number:
            ear.hear(next(exchanges))
        if kind == "shown" or time.monotonic() - said > OFTEN:
            said = time.monotonic()
            _say(answers, "failing", ear.failing())
        match kind:
            case "ended":
                ear.ends(number, *more)
            case "shown":
                _say(answers, kind, ear.shown())
            case "finish":
                _say(answers, kind, ear.result(*more))


def _say(answers: IO[bytes], kind: str, value: Any) -> None:
    pickle.dump((kind, value), answers)
    answers.flush()


if __name__ == "__main__":
    main()
