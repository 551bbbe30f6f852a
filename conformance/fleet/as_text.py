"""A fleet for a terminal or a log, in plain text."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.fleet import outline
from conformance.fleet.against import Against
from conformance.fleet.result import Fleet
from conformance.reports.text import visible


def render_text(fleet: Fleet, against: Against | None = None) -> str:
    """The fleet as lines of text: what asks for attention, what changed, and the sum last."""
    return "\n".join(_lines(fleet, against)) + "\n"


def _lines(fleet: Fleet, against: Against | None) -> Iterator[str]:
    for one in outline.ordered(fleet):
        if one.code:
            yield f"{outline.WORDS[one.word]}: {one.name}: {visible(one.summary, 300)}"
        if one.uncertified:
            yield f"No certificate: {one.name}: {visible(one.uncertified, 300)}"
        if said := outline.again(one):
            yield f"  {one.name}: {said}"
    if against is not None:
        yield from _changes(fleet, against)
    if fleet.stopped is not None:
        yield f"Incomplete: {visible(fleet.stopped)}"
    yield sum_line(fleet)


def _changes(fleet: Fleet, against: Against) -> Iterator[str]:
    by_name = {one.name: one for one in fleet.results}
    yield f"Since the fleet of {visible(against.started_at)}: {outline.changed(against)}"
    for group in outline.GROUP_NOTES:
        for name in against.of(group):
            line = f"  {outline.GROUP_WORDS[group]}: {visible(name)}"
            if (change := against.changes.get(name)) is not None:
                line += f": {outline.step(by_name[name], change)}"
                if said := outline.differs(change):
                    line += f"; {said}"
            yield line


def sum_line(fleet: Fleet) -> str:
    """The whole fleet in one line."""
    return f"{outline.headline(fleet)}: {outline.counted(fleet)}"
