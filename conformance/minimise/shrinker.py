"""Hypothesis' shrinker, started from a failing value instead of a random one.

Only half of this is documented: an example database that holds the sequence of choices which
made the failing value is replayed, and what it makes is shrunk. `shrink` raises `Unshrinkable`
where that doesn't work, and a test fails with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hypothesis import Phase, Verbosity, find, settings
from hypothesis import strategies as st
from hypothesis.database import InMemoryExampleDatabase, choices_to_bytes
from hypothesis.errors import NoSuchExample, Unsatisfiable

from conformance.minimise.draws import Build, Candidate, Draws

KEY = b"failing"
LONGEST = 1000
"""Characters: a longer text is left as it is, for it would take minutes to shrink."""


class Unshrinkable(Exception):  # noqa: N818 - a limit, not an error
    """Hypothesis didn't start from the failing value."""


class _Through(BaseException):
    """An exception of the condition on its way out: Hypothesis would take it for a finding."""


class _Original(Draws):
    """The original's outcomes; `choices` notes them as Hypothesis would have made them."""

    def __init__(self) -> None:
        self.choices: list[bool | int | float | bytes] = []

    @contextmanager
    def part(self) -> Iterator[bool]:
        self.choices.append(True)
        yield True

    def up_to(self, most: int) -> int:
        self.choices.append(most)
        return most

    def number(self, original: float) -> float:
        self.choices.append(original)
        return original

    def text(self, original: str, plain: str) -> str:
        if palette := _palette(original, plain):
            self.choices.append(bytes(palette.index(character) for character in original))
        return original


class _Drawn(Draws):
    """Outcomes that Hypothesis draws."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    @contextmanager
    def part(self) -> Iterator[bool]:
        yield self._draw(st.booleans())

    def up_to(self, most: int) -> int:
        return self._draw(st.integers(0, most))

    def number(self, original: float) -> float:
        # Not -0.0, which isn't a number of its own in JSON.
        return self._draw(st.floats(min(0.0, original), max(0.0, original))) + 0.0

    def text(self, original: str, plain: str) -> str:
        palette = _palette(original, plain)
        if not palette:
            return original
        # Bytes, because texts make Hypothesis write its tables of Unicode to the disk.
        coded = self._draw(st.binary(min_size=1, max_size=len(original)))
        return "".join(palette[min(index, len(palette) - 1)] for index in coded)


def _palette(original: str, plain: str) -> str:
    """The characters that a text is made of, the plainest first; none if there are too many."""
    others = set(original) - {plain}
    if len(original) > LONGEST or len(others) > 255:
        return ""
    plainly = sorted(others, key=lambda one: (not (one.isascii() and one.isalnum()), one))
    return "".join([plain, *plainly])


def shrink(build: Build[Candidate], fails: Callable[[Candidate], bool]) -> None:
    """Try ever smaller candidates until none of the next smaller ones fails.

    What `fails` raises comes out. Raises Unshrinkable if the original can't be replayed, which
    has to be smaller than some 8 KiB.
    """
    original = _Original()
    build(original)
    if not original.choices:
        return
    database = InMemoryExampleDatabase()
    # A choice too many: what is replayed exactly, Hypothesis takes for shrunk already.
    database.save(KEY, choices_to_bytes([*original.choices, True]))

    @st.composite
    def candidates(draw: st.DrawFn) -> Candidate:
        return build(_Drawn(draw))

    def condition(candidate: Candidate) -> bool:
        try:
            return fails(candidate)
        except Exception as error:
            raise _Through from error

    try:
        find(
            candidates(),
            condition,
            database_key=KEY,
            settings=settings(
                database=database,
                phases=(Phase.reuse, Phase.shrink),
                deadline=None,
                derandomize=False,
                print_blob=False,
                verbosity=Verbosity.quiet,
            ),
        )
    except _Through as through:
        raise through.__cause__ or through from None
    except (NoSuchExample, Unsatisfiable):
        raise Unshrinkable("Hypothesis didn't start from the failing value.") from None
