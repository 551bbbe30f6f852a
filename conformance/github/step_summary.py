"""A report as the summary that GitHub shows on the page of a run."""

from __future__ import annotations

from conformance.report import Report
from conformance.reports.markdown import markdown_blocks

LIMIT = 1024 * 1024
"""Bytes; of a longer summary GitHub shows nothing."""

CUT = "**Cut here:** GitHub shows no more than 1 MiB. All of it is in `summary.md` of the report.\n"


def step_summary(report: Report, space: int = LIMIT) -> str:
    """The Markdown summary, or as many of its blocks as `space` bytes hold and a word on the rest.

    Empty where not even that word has space.
    """
    blocks = [f"{block}\n\n" for block in markdown_blocks(report)]
    if sum(map(_size, blocks)) <= space:
        return "".join(blocks)
    kept, left = [], space - _size(CUT)
    for block in blocks:
        left -= _size(block)
        if left < 0:
            break
        kept.append(block)
    return "".join([*kept, CUT]) if space >= _size(CUT) else ""


def _size(text: str) -> int:
    return len(text.encode("utf-8"))
