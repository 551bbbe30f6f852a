"""Whether Hypothesis still does what is only half documented; look here after an update."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.minimise.draws import Draws
from conformance.minimise.shrinker import Unshrinkable, shrink

Value = tuple[bool, int, float, str]

ORIGINAL: Value = (True, 1200, -7.25, "x<\u2116>y z")


def never(value: Any) -> bool:
    raise AssertionError(value)


def build(draws: Draws) -> Value:
    with draws.part() as stays:
        number = draws.up_to(ORIGINAL[1])
    return stays, number, draws.number(ORIGINAL[2]), draws.text(ORIGINAL[3], "a")


def tried(fails: Callable[[Value], bool]) -> list[Value]:
    """Every value that was tried, in order."""
    values: list[Value] = []

    def noted(value: Value) -> bool:
        values.append(value)
        return fails(value)

    shrink(build, noted)
    return values


def test_it_starts_from_the_failing_value() -> None:
    assert tried(lambda value: True)[0] == ORIGINAL


@pytest.mark.parametrize(
    ("fails", "smallest"),
    [
        (lambda value: True, (False, 0, 0.0, "a")),
        (lambda value: value[0], (True, 0, 0.0, "a")),
        (lambda value: value[1] > 700, (False, 701, 0.0, "a")),
        (lambda value: value[2] % 1 != 0, (False, 0, -1.5, "a")),
        (lambda value: len(value[3]) >= 4, (False, 0, 0.0, "aaaa")),
        (lambda value: "\u2116" in value[3], (False, 0, 0.0, "\u2116")),
        (lambda value: value[0] and " " in value[3], (True, 0, 0.0, " ")),
    ],
)
def test_it_only_shrinks(fails: Callable[[Value], bool], smallest: Value) -> None:
    values = tried(fails)
    assert [value for value in values if fails(value)][-1] == smallest
    for stays, number, fraction, text in values:
        assert stays in (True, False)
        assert 0 <= number <= ORIGINAL[1]
        assert ORIGINAL[2] <= fraction <= 0
        assert 1 <= len(text) <= len(ORIGINAL[3])
        assert set(text) <= set(ORIGINAL[3]) | {"a"}


def test_zero_has_no_sign() -> None:
    assert not {"-0.0"} & {str(value[2]) for value in tried(lambda value: True)}


def test_what_doesnt_fail_at_first_cant_be_shrunk() -> None:
    with pytest.raises(Unshrinkable):
        shrink(build, lambda value: False)


def test_a_long_text_stays_as_it_is() -> None:
    long = "x" * 3000
    values: list[tuple[str, str]] = []

    def build(draws: Draws) -> tuple[str, str]:
        return draws.text(long, "a"), draws.text("yz", "a")

    def fails(value: tuple[str, str]) -> bool:
        values.append(value)
        return True

    shrink(build, fails)
    assert values[-1] == (long, "a")
    assert {text for text, _ in values} == {long}


def test_a_text_of_too_many_different_characters_stays_as_it_is() -> None:
    various = "".join(map(chr, range(0x4E00, 0x4E00 + 300)))
    shrink(lambda draws: draws.text(various, "a"), never)


def test_what_is_too_large_cant_be_shrunk() -> None:
    # Hypothesis takes 8 KiB, or 64 KiB once Schemathesis is imported.
    with pytest.raises(Unshrinkable):
        shrink(lambda draws: [draws.text("x" * 900, "a") for _ in range(80)], lambda value: True)


def test_without_anything_to_draw_nothing_is_tried() -> None:
    shrink(lambda draws: "fixed", never)


def test_what_the_condition_raises_comes_out() -> None:
    def fails(value: Value) -> bool:
        if value != ORIGINAL:
            raise OSError("gone")
        return True

    with pytest.raises(OSError, match="gone"):
        shrink(build, fails)
