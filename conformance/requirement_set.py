"""Which requirements a certificate is about: a fixed set, and a digest of what they ask.

`python -m conformance.requirement_set NAME` fixes a new one.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from conformance import catalogue
from conformance.resources import REQUIREMENT_SET, SPEC


class RequirementSetError(Exception):
    """A set that can't be fixed by that name: says why and what to do."""


@dataclass(frozen=True, slots=True)
class RequirementSet:
    """A named set. `digest` is that of ids, levels, statements and sources when it was fixed."""

    name: str
    digest: str
    ids: frozenset[str]

    @property
    def is_as_fixed(self) -> bool:
        """Whether the catalogue still asks the same by these ids."""
        return catalogue.digest(self.ids) == self.digest


def read_requirement_set(path: Path) -> RequirementSet:
    """The set in a file."""
    value = json.loads(path.read_text(encoding="ascii"))
    return RequirementSet(value["name"], value["digest"], frozenset(value["requirements"]))


@cache
def requirement_set() -> RequirementSet:
    """The set of this version. What isn't in it is provisional: run and shown, and not scored."""
    return read_requirement_set(REQUIREMENT_SET)


def fix(name: str, path: Path = REQUIREMENT_SET) -> RequirementSet:
    """Write the set of all requirements that there are now, by a name such as `v3-2`.

    A name means one thing for ever: raises RequirementSetError where it is taken by another set,
    or isn't later than the present one's.
    """
    ids = [one.id for one in catalogue.requirements()]
    made = RequirementSet(name, catalogue.digest(), frozenset(ids))
    number = _number(name)
    if path.exists():
        present = read_requirement_set(path)
        if made == present:
            return made
        if number <= _number(present.name):
            raise RequirementSetError(
                f"{present.name} is fixed and certificates name it, but {_differs(present, made)}. "
                f"Give the new set a later name, such as {SPEC.stem}-{_number(present.name) + 1}."
            )
    text = json.dumps({"name": name, "digest": made.digest, "requirements": ids}, indent=1) + "\n"
    path.write_text(text, encoding="ascii", newline="\n")
    return made


def _number(name: str) -> int:
    found = re.fullmatch(rf"{re.escape(SPEC.stem)}-([1-9][0-9]*)", name, re.ASCII)
    if found is None:
        raise RequirementSetError(
            f"{name!r} is no name of a set; it is {SPEC.stem}- and a number, such as {SPEC.stem}-2."
        )
    return int(found[1])


def _differs(present: RequirementSet, made: RequirementSet) -> str:
    parts = [
        f"{', '.join(sorted(ids))} {words}"
        for ids, words in (
            (made.ids - present.ids, "would be new in it"),
            (present.ids - made.ids, "would be gone from it"),
        )
        if ids
    ]
    return " and ".join(parts) or "what its requirements ask for has changed"


def main(arguments: list[str]) -> int:
    """Fix the set of that one name; returns the exit code: 2 where it can't be done as asked."""
    [name] = arguments or [""]
    try:
        made = fix(name)
    except RequirementSetError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{made.name}: {len(made.ids)} requirements, {made.digest}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
