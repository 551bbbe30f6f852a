"""The flow, where its requirements come from, and what is outside of judgment."""

from __future__ import annotations

from conformance.evidence import Evidence
from conformance.requirement import Flow
from conformance.source import page, public, rfc

SCHEMAS = page("Conversation Automations: the schemas keep request and response authoritative")
REFERENCE = public("API reference of the message endpoints")
PROBLEMS = rfc(9457, "3")

OPEN_JSON = "open-json"
"""The case whose requests mean what each server makes of them."""

flow = Flow("contract", "The contract everywhere")


def judgeable(evidence: Evidence) -> bool:
    """Whether what came back may be judged by more than its status."""
    return evidence.exchange.case != OPEN_JSON


def documented_success(evidence: Evidence) -> bool:
    """A success of a documented operation."""
    return evidence.succeeded and evidence.operation is not None and judgeable(evidence)


def documented_refusal(evidence: Evidence) -> bool:
    """A refusal by a documented operation."""
    return evidence.refused and evidence.operation is not None
