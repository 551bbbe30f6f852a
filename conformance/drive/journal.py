"""What is under way in a run, on disk: so that one that breaks off can be gone on with.

A transcript has what came to an end. A request that is on its way when a machine fails is in none,
and which cases were driven whole is for nobody to tell from it. The journal lies beside the
transcript and is removed when the run has come to its end.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.exchange import Exchange
from conformance.transcript import compact, exchange_from_json, exchange_to_json

JOURNAL = "under-way.jsonl"

ROOM = 2**20
"""Bytes by which the file may grow before what is over is left out of it."""

Case = tuple[str, str]


class Journal:
    """Writes the journal of one run. Safe for several threads; raises OSError.

    `ours`: the target was started for this run and ends with it, so that nobody can go on.
    """

    def __init__(self, path: Path, *, ours: bool, ended: frozenset[Case] = frozenset()) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._begun = _line({"ours": ours})
        self._ended = [_line({"ended": list(case)}) for case in sorted(ended)]
        self._under_way: dict[tuple[Any, ...], str] = {}
        self._write_anew()

    def sends(self, exchange: Exchange) -> None:
        """A request is about to be sent."""
        line = _line({"sends": exchange_to_json(exchange)})
        with self._lock:
            self._under_way[identity(exchange)] = line
            self._add(line)

    def records(self, exchange: Exchange) -> None:
        """What came of it is in the transcript."""
        # Without the lock, for which a lane would wait as long as another writes.
        self._under_way.pop(identity(exchange), None)

    def ends(self, flow: str, case: str) -> None:
        """A case was driven whole."""
        line = _line({"ended": [flow, case]})
        with self._lock:
            self._ended.append(line)
            self._add(line)

    def close(self, *, remove: bool) -> None:
        """The run ends; `remove`: there is nothing to go on with."""
        with self._lock:
            self._file.close()
            if remove:
                self._path.unlink(missing_ok=True)

    def _add(self, line: str) -> None:
        self._file.write(line)
        self._file.flush()
        self._size += len(line)
        if self._size > self._most:
            self._file.close()
            self._write_anew()

    def _write_anew(self) -> None:
        # Copied at once: what comes to its end meanwhile may be left in.
        text = "".join([self._begun, *self._ended, *list(self._under_way.values())])
        fresh = self._path.with_name(f"{self._path.name}.new")
        fresh.write_text(text, encoding="ascii")
        fresh.replace(self._path)
        self._file = self._path.open("a", encoding="ascii")
        self._size = len(text)
        self._most = 2 * self._size + ROOM


@dataclass(frozen=True, slots=True)
class Journaled:
    """What a journal says: the cases that were driven whole, and the requests that were sent."""

    ours: bool
    ended: frozenset[Case]
    sent: tuple[Exchange, ...]


def read_journal(path: Path) -> Journaled:
    """Read a journal as far as it was written. Raises OSError, and ValueError where it is none."""
    ours: bool | None = None
    ended: set[Case] = set()
    sent: dict[tuple[Any, ...], Exchange] = {}
    for value in _values(path):
        if "ours" in value:
            ours = bool(value["ours"])
        elif "ended" in value:
            flow, case = value["ended"]
            ended.add((str(flow), str(case)))
        else:
            exchange = exchange_from_json(value["sends"])
            sent[identity(exchange)] = exchange
    if ours is None:
        raise ValueError("it doesn't say what it is of")
    return Journaled(ours, frozenset(ended), tuple(sent.values()))


def _values(path: Path) -> Iterator[Any]:
    with path.open(encoding="ascii") as file:
        for line in file:
            # The last line may have been broken off.
            if line.endswith("\n"):
                yield json.loads(line)


def identity(exchange: Exchange) -> tuple[Any, ...]:
    """What a request and the exchange that comes of it have in common, and no other has."""
    return exchange.flow, exchange.case, exchange.step, exchange.started


def _line(value: Any) -> str:
    return compact(value) + "\n"
