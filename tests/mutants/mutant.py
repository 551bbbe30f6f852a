"""One small change to the code, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change in a file: `where` is the function or the class, or empty outside of both.

    `change` is the lines that go, after `- `, and the lines that come, after `+ `, each without its
    indentation. Together they are a mutant's name, whatever else changes in the file.
    """

    file: str
    where: str
    change: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.where}" if self.where else self.file
        return "\n".join([place, *(f"    {line}" for line in self.change.splitlines())])


@dataclass(frozen=True, slots=True)
class Tried:
    """A mutant that the tests were run against; `noticed` if any of them failed."""

    mutant: Mutant
    noticed: bool


def change(before: str, after: str) -> str:
    """What differs between two versions of a code, as `Mutant.change` has it."""
    lines = list(unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    return "\n".join(f"{line[0]} {line[1:].strip()}" for line in lines if line[0] in "+-")
