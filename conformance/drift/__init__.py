"""Compares the contract with the OpenAPI document that a server publishes; one writer per form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from conformance.drift.as_json import render_json
from conformance.drift.as_markdown import render_markdown
from conformance.drift.as_text import render_text
from conformance.drift.drift import Drift

__all__ = ["FORMATS", "render_json", "render_markdown", "render_text"]

FORMATS: Mapping[str, Callable[[Drift], str]] = MappingProxyType(
    {"text": render_text, "markdown": render_markdown, "json": render_json}
)
