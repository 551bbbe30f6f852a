"""The results as a table for people: a column for each contender."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def table(results: Sequence[dict[str, Any]], faults: Sequence[str]) -> str:
    """Figures first, then each fault with what noticed it."""
    rows = [["", *(result["contender"] for result in results)]]
    for figure in results[0]["figures"]:
        rows.append([figure, *(f"{result['figures'][figure]:,}" for result in results)])
    noticed = [sum(map(bool, result["noticed"].values())) for result in results]
    rows.append(["faults noticed", *(f"{number} of {len(faults)}" for number in noticed)])
    for fault in faults:
        marks = ("yes" if result["noticed"][fault] else "no" for result in results)
        rows.append([f"  {fault}", *marks])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(row, widths, strict=True)
    return first[0].ljust(first[1]) + "".join(f"  {cell.rjust(width)}" for cell, width in others)
