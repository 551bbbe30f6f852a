"""One writer per format, each a pure function of the report value."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from conformance.report import Report
from conformance.reports.badge import render_badge
from conformance.reports.ctrf import render_ctrf
from conformance.reports.json_report import render_json
from conformance.reports.junit import render_junit
from conformance.reports.markdown import render_markdown
from conformance.reports.sarif import render_sarif

__all__ = ["RENDERERS", "render_badge", "render_ctrf", "render_html", "render_json"]
__all__ += ["render_junit", "render_markdown", "render_reports", "render_sarif"]
__all__ += ["write_rendered", "write_reports", "write_whole"]


def render_html(report: Report) -> str:
    """The report as one HTML page that needs nothing else; see `conformance.reports.page`."""
    # Late, because only this format needs jinja2: the others shall not pay for loading it.
    from conformance.reports.page import render_html as render  # noqa: PLC0415

    return render(report)


RENDERERS: Mapping[str, Callable[[Report], str]] = MappingProxyType(
    {
        "report.json": render_json,
        "junit.xml": render_junit,
        "summary.md": render_markdown,
        "report.html": render_html,
        "ctrf.json": render_ctrf,
        "report.sarif": render_sarif,
        "badge.json": render_badge,
    }
)


def render_reports(report: Report) -> Mapping[str, bytes]:
    """The report in every format, by the name of its file."""
    return {name: render(report).encode("utf-8") for name, render in RENDERERS.items()}


def write_reports(report: Report, directory: Path) -> tuple[Path, ...]:
    """Write the report in every format into a directory; see `write_rendered`."""
    return write_rendered(render_reports(report), directory)


def write_rendered(texts: Mapping[str, bytes], directory: Path) -> tuple[Path, ...]:
    """Write reports, by the names of their files, into a directory, which is made if it is missing.

    Each file takes its name only when it is whole: a reader never meets half a report. Returns the
    paths; raises OSError.
    """
    directory.mkdir(parents=True, exist_ok=True)
    return tuple(write_whole(directory / name, content) for name, content in texts.items())


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file that takes its name only when it is whole. Returns its path; raises OSError."""
    # Not tempfile: its files are readable by their owner alone, and would stay so when renamed.
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path
