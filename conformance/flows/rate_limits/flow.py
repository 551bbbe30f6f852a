"""The flow, where its requirements come from, and to which answers they apply."""

from __future__ import annotations

from conformance.evidence import Evidence
from conformance.requirement import Flow
from conformance.source import ours, page

INHERITED = page("Conversation Automations: the rate limits of the OpenAPI specification")
NAMED = ours("the headers were asked for by those who use the API", testable=True)

flow = Flow("rate-limits", "Rate limits")


def counted(evidence: Evidence) -> bool:
    """An authenticated request of a documented operation."""
    return evidence.operation is not None and evidence.exchange.agent is not None


def counted_success(evidence: Evidence) -> bool:
    """One of those that succeeded."""
    return counted(evidence) and evidence.succeeded
