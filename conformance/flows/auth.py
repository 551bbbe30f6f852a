"""Credentials: three carriers, each enough alone, and nothing without one."""

from __future__ import annotations

from conformance.requirement import Flow

flow = Flow("auth", "Credentials")
