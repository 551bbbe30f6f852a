"""What all pages share: one look, one script, and a policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from conformance.reports.text import visible


def _prose(text: str) -> Markup:
    """A sentence of ours with what stands between backticks as code; everything is escaped."""
    escaped = str(Markup.escape(visible(text)))
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", escaped))  # noqa: S704


@cache
def environment() -> Environment:
    """Where templates are, with the style and the scripts that a page's policy names by hash."""
    here = Path(__file__).with_name("templates")
    made = Environment(
        loader=FileSystemLoader(here),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["visible"] = visible
    made.filters["prose"] = _prose
    for file in ("style.css", "page.js", "log.js"):
        text = (here / file).read_text(encoding="utf-8")
        digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
        name = file.replace(".", "_")
        # Our own file, not the target's words: the only markup that isn't escaped.
        made.globals[name] = Markup(text)  # noqa: S704
        made.globals[f"{name}_hash"] = f"sha256-{digest}"
    return made


def template(name: str) -> Template:
    """The template of a page, such as `report`."""
    return environment().get_template(f"{name}.html.j2")
