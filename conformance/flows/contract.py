"""Contract invariants: what holds for every answer, whatever was asked."""

from __future__ import annotations

from conformance.requirement import Flow

flow = Flow("contract", "Contract invariants")
