"""The reference server: a strict and complete implementation of the contract.

It is written from the contract's facts and never reads the suite's specification file, so
that the suite and the server can find each other's mistakes.
"""

from conformance.reference.app import create_app
from conformance.reference.database import DatabaseError
from conformance.reference.faults import FAULTS, Fault, Faulty, fault_named
from conformance.reference.running import RunningServer, serve
from conformance.reference.settings import (
    SANDBOX_TOKENS,
    Limit,
    Limits,
    Settings,
    documented_limits,
    parse_limits,
)

__all__ = [
    "FAULTS",
    "SANDBOX_TOKENS",
    "DatabaseError",
    "Fault",
    "Faulty",
    "Limit",
    "Limits",
    "RunningServer",
    "Settings",
    "create_app",
    "documented_limits",
    "fault_named",
    "parse_limits",
    "serve",
]
