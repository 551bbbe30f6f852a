"""Faults that only odd input shows: what generated traffic must find in a server.

The reference server with one of them in it is faulty in a known way, which no hand-written
scenario notices.
"""

from conformance.reference.faults import leniency, metadata, texts
from conformance.reference.faults.combinations import COMBINATIONS
from conformance.reference.faults.fault import Fault
from conformance.reference.faults.faulty import Faulty
from conformance.reference.faults.places import CHATS, READINGS
from conformance.reference.faults.series import SERIES
from conformance.reference.faults.syntax import SYNTAX

FAULTS: tuple[Fault, ...] = (
    *texts.CONTENT,
    *texts.CLIENT_IDS,
    *texts.REASONS,
    *texts.QUESTIONS,
    *metadata.OF_MESSAGES,
    *metadata.OF_CHATS,
    *metadata.OF_HANDOFFS,
    *metadata.OF_QUESTIONS,
    *COMBINATIONS,
    *leniency.OF_MESSAGES,
    *leniency.OF_CHATS,
    *leniency.OF_HANDOFFS,
    *leniency.OF_QUESTIONS,
    *SYNTAX,
    *CHATS,
    *READINGS,
    *SERIES,
)

__all__ = ["FAULTS", "SERIES", "Fault", "Faulty", "fault_named"]


def fault_named(name: str) -> Fault:
    """The fault of this name. Raises ValueError with one sentence where there is none."""
    found = next((fault for fault in FAULTS if fault.name == name), None)
    if found is None:
        raise ValueError(f"There is no sabotage named {name!r}; `list` names them all.")
    return found
