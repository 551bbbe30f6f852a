"""Writes the figures that were kept into `docs/performance.md`, between its two marks.

`python -m scale.performance`, with tests/ on the path.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scale.figures import FIGURES

PAGE = FIGURES.parent / "performance.md"
BEGIN, END = (
    "<!-- figures: made by `python -m scale.performance` -->",
    "<!-- end of the figures -->",
)


def main() -> None:
    """Put the figures of today into the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """The page with the figures that there are."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{chr(10).join(_sections())}\n{END}{after}"


def _sections() -> Iterator[str]:
    for path in sorted(FIGURES.glob("*.json")):
        value = json.loads(path.read_text(encoding="utf-8"))
        machine = value["machine"]
        yield f"### {path.stem}"
        yield ""
        yield f"{_first_line(path.stem)} Measured on {value['date']}: "
        yield (
            f"Python {machine['python']}, {machine['system']} {machine['machine']}, "
            f"{machine['processors']} processors."
        )
        yield ""
        yield "| | |"
        yield "|---|---|"
        for name, said in _rows(value["figures"]):
            yield f"| {name} | {said} |"
        yield ""


def _first_line(name: str) -> str:
    """What the proof says of itself."""
    kind, _, part = name.partition("-") if name.startswith("bench-") else ("scale", "", name)
    module = f"{kind}.{part.replace('-', '_')}"
    if module == "bench.schemathesis":
        module = "bench.versus"
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).read_text(encoding="utf-8").split('"""')[1].splitlines()[0]


def _rows(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every number and word; of a list of tables only how many there are."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _rows(one, f"{name}: {key}" if name else str(key))
    elif isinstance(value, list) and value and all(map(_is_contender, value)):
        for one in value:
            yield from _rows(one["figures"], one["contender"])
            noticed = sum(map(bool, one["noticed"].values()))
            yield f"{one['contender']}: faults noticed", f"{noticed} of {len(one['noticed'])}"
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        yield name, f"{len(value)} of them, in docs/figures"
    elif isinstance(value, list):
        yield name, ", ".join(map(str, value)) or "none"
    else:
        yield name, f"{value:,}" if isinstance(value, int) and value > 9999 else str(value)


def _is_contender(one: Any) -> bool:
    return isinstance(one, dict) and "contender" in one


if __name__ == "__main__":
    main()
