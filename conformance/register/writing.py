"""The files of a register: its page, its JSON, and a badge beside each bundle."""

from __future__ import annotations

from pathlib import Path

from conformance.register.as_html import render_html
from conformance.register.as_json import render_json
from conformance.register.badge import render_badge
from conformance.register.entry import Register
from conformance.reports import write_whole

PAGE, DATA = "index.html", "index.json"


def rendered(register: Register) -> dict[str, bytes]:
    """Every file of a register, by its path from the register's directory."""
    files = {
        PAGE: render_html(register).encode("utf-8"),
        DATA: render_json(register).encode("ascii"),
    }
    files |= {entry.badge: render_badge(entry).encode("ascii") for entry in register.entries}
    return files


def write_register(register: Register, directory: Path) -> tuple[Path, ...]:
    """Write them, and remove badges whose bundle is gone. Returns the paths; raises OSError."""
    files = rendered(register)
    written = tuple(write_whole(directory / name, content) for name, content in files.items())
    for badge in directory.glob("*/*/badge-*.json"):
        if badge not in written:
            badge.unlink()
    return written
