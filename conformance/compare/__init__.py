"""Two reports side by side: what was mended, what broke, what is new; one writer per form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from conformance.compare.as_json import render_json
from conformance.compare.as_markdown import render_markdown
from conformance.compare.as_text import render_text
from conformance.compare.comparison import Comparison

__all__ = ["FORMATS", "render_html", "render_json", "render_markdown", "render_text"]


def render_html(comparison: Comparison) -> str:
    """The comparison as one HTML page that needs nothing else; see `as_html`."""
    # Late, because only this form needs jinja2.
    from conformance.compare.as_html import render_html as render  # noqa: PLC0415

    return render(comparison)


FORMATS: Mapping[str, Callable[[Comparison], str]] = MappingProxyType(
    {"text": render_text, "markdown": render_markdown, "html": render_html, "json": render_json}
)
