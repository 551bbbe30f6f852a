"""A comparison as one HTML page: no network, no script, and hostile text is inert in it."""

from __future__ import annotations

from conformance.compare import outline
from conformance.compare.comparison import Comparison, Group
from conformance.reports.pages import template
from conformance.reports.text import BLOCK_LIMIT

EXACT = frozenset({"Target", "Spec", "Catalogue"})
"""The facts that are set as code, which may be broken anywhere."""


def render_html(comparison: Comparison) -> str:
    """The comparison as a self-contained page."""
    return template("comparison").render(
        comparison=comparison,
        headline=outline.headline(comparison),
        counted=outline.counted(comparison),
        exact=EXACT,
        facts=outline.facts(comparison),
        unchanged=outline.unchanged(comparison),
        groups=[(group, comparison.of(group)) for group in outline.LISTED],
        explained=outline.EXPLAINED,
        titles=outline.TITLES,
        notes=outline.NOTES,
        unfair=outline.UNFAIR,
        step=outline.step,
        level=outline.level,
        more=outline.more,
        block=4 * BLOCK_LIMIT,
        Group=Group,
    )
