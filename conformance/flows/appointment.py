"""Appointment requests: scheduling facts that travel as an ordinary message."""

from __future__ import annotations

from conformance.requirement import Flow

flow = Flow("appointment", "Appointment request")
