"""Rate limits: the headers on every answer, and what happens past the limit."""

from __future__ import annotations

from conformance.requirement import Flow

flow = Flow("rate-limits", "Rate limits")
