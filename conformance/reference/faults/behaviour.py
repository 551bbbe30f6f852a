"""The ways in which a server goes wrong, from which faults are made."""

from __future__ import annotations

import json
from collections.abc import Callable

from conformance.reference.faults.fault import Hook
from conformance.reference.faults.walk import Change, rebuilt
from conformance.sabotage.call import Call

When = Callable[[Call], bool]


def refuses(when: When, status: int = 422) -> Hook:
    """Refuses what must be accepted."""

    def before(call: Call) -> None:
        if when(call):
            call.deny(status)

    return before


def fails(when: When) -> Hook:
    """Fails with 500."""
    return refuses(when, 500)


def rewrites(member: str, change: Callable[[str], str]) -> Hook:
    """Keeps another text than was sent."""

    def before(call: Call) -> None:
        text = call.text(member)
        if text != (changed := change(text)):
            call.replace(**{member: changed})

    return before


def rewrites_metadata(change: Change) -> Hook:
    """Keeps another value than was sent, somewhere in the metadata."""

    def before(call: Call) -> None:
        changed = rebuilt(call.metadata, change)
        # Compared as it is written: 1, 1.0 and true are equal otherwise.
        if json.dumps(changed) != json.dumps(call.metadata):
            call.replace(metadata=changed)

    return before


def takes(member: str, instead: object, when: When) -> Hook:
    """Takes what must be refused, as if the member had been `instead`."""

    def before(call: Call) -> None:
        if call.members and when(call):
            call.replace(**{member: instead})

    return before
