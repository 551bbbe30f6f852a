"""Appointment requests: desired time, duration and channel in a message's metadata."""

from conformance.flows.appointment import at_once, request  # noqa: F401 - they add to the flow
from conformance.flows.appointment.flow import flow

__all__ = ["flow"]
