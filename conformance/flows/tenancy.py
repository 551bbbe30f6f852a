"""Tenancy: one agent's chats are closed to another."""

from __future__ import annotations

from conformance.requirement import Flow

flow = Flow("tenancy", "Tenancy")
