"""How a fleet goes on: who wants to know is told by these names."""

from __future__ import annotations

from conformance.fleet.result import Result


class Progress:
    """Is told what happens in a fleet; this one does nothing about it."""

    def begins(self, name: str, start: int) -> None:
        """A worker has begun a target; `start` is 1, or more where a worker was lost."""

    def goes_on(self, name: str, done: int, cases: int, requests: int) -> None:
        """A target's run is so far."""

    def ends(self, result: Result) -> None:
        """A target is done with, whatever came of it."""

    def certifies(self, name: str) -> None:
        """A target's certificate is going to be made and verified, which takes seconds."""
