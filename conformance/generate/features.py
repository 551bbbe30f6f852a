"""What is telling about a case, so that those which show most come first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from conformance.corpus import Case

BYTES_A_FEATURE = 150
"""So many bytes more are worth one feature: what is small comes first, other things equal."""


def features(case: Case) -> frozenset[str]:
    """Names of what the case has: members, lengths, characters, types at their depths."""
    found = {f"header {name}" for name in case.headers}
    found |= {f"spelled {min(len(case.escaped), 2)}"} if case.escaped else set()
    if isinstance(case.body, dict):
        found.add("members " + " ".join(sorted(case.body)))
        for name, value in case.body.items():
            found |= set(_of_value(value, name, 0))
    return frozenset(found)


def _of_value(value: Any, name: str, depth: int) -> Iterator[str]:
    place = name if depth == 0 else f"level {depth}"
    yield f"{place}: {type(value).__name__}"
    if isinstance(value, str):
        yield f"{place}: length {len(value).bit_length()}"
        for character in value:
            yield f"{place}: {unicodedata.category(character)} plane {ord(character) >> 16}"
    elif isinstance(value, bool):
        yield f"{place}: {value}"
    elif isinstance(value, int | float):
        yield f"{place}: size {int(abs(value)).bit_length() // 16}"
    elif isinstance(value, dict):
        for key, item in value.items():
            yield f"key {key[:20]}"
            yield from _of_value(item, name, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield f"level {depth}: an array with {type(item).__name__}"
            yield from _of_value(item, name, depth + 1)


def most_telling_first(cases: Iterable[Case]) -> list[Case]:
    """The cases in such an order that each shows the most of what none before it showed."""
    left = [(case, features(case), len(repr(case.body))) for case in cases]
    seen: set[str] = set()
    ordered: list[Case] = []
    while left:
        best = max(range(len(left)), key=lambda place: _worth(left[place], seen))
        case, shown, _ = left.pop(best)
        seen |= shown
        ordered.append(case)
    return ordered


def marked_first(cases: Sequence[Case]) -> list[Case]:
    """The cases with the first that has both of the page's markers, as the page has them, ahead."""
    marked = [case for case in cases if _is_marked(case)][:1]
    return [*marked, *(case for case in cases if case not in marked)]


def _is_marked(case: Case) -> bool:
    metadata = (case.body or {}).get("metadata") or {}
    form, collected = (metadata.get(name) for name in ("form_type", "lead_collected"))
    return bool(form) and isinstance(form, str) and isinstance(collected, bool)


def _worth(one: tuple[Case, frozenset[str], int], seen: set[str]) -> float:
    _, shown, size = one
    return len(shown - seen) - size / BYTES_A_FEATURE


def merged(*lists: Sequence[Any]) -> list[Any]:
    """Lists in one, each spread evenly over all of it."""
    placed = [
        ((index + 0.5) / len(each), number, item)
        for number, each in enumerate(lists)
        for index, item in enumerate(each)
    ]
    return [item for _, _, item in sorted(placed, key=lambda one: one[:2])]
