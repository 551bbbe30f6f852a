"""Which requirements a difference concerns, and that what is kept of it is still so."""

from __future__ import annotations

import pytest

from conformance.calibration.trial import correct_server, quiet, trial
from conformance.catalogue import digest, requirements
from conformance.contract import Contract
from conformance.drift.derive import Derivation
from conformance.drift.differing import Effect
from conformance.drift.matching import NAMES
from conformance.drift.reach import REACH, Reach, kept, render
from conformance.loading import load_contract
from conformance.outcome import Outcome
from conformance.resources import SPEC


@pytest.fixture(scope="module")
def reach() -> Reach:
    found = kept()
    assert found is not None, "derive it anew: nox -s reach"
    return found


@pytest.fixture(scope="module")
def derivation() -> Derivation:
    contract: Contract = load_contract(SPEC)
    run = trial(correct_server(), contract, quiet())
    assert set(run.outcomes.values()) == {Outcome.PASS}
    return Derivation(contract, run.transcript, requirements(), digest())


def test_what_is_kept_has_every_place(reach: Reach, derivation: Derivation) -> None:
    assert REACH.read_text(encoding="ascii") == render(reach)
    for name in NAMES:
        faults = derivation.faults(derivation.contract.operation(name))
        assert set(reach.places[name]) == {fault.place for fault in faults}
    ids = {one.id for one in requirements()}
    for places in reach.places.values():
        assert {id_ for found in places.values() for id_ in found} <= ids


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("new-chat", "answer/created_at"),
        ("new-chat", "limit"),
        ("new-message", "request/sender/taken"),
        ("new-chat", "status/429/header/retry-after"),
        ("email-handoff", "request/reason"),
        ("email-handoff", "request/reason/without"),
        ("new-chat", "request/ai_enabled/default"),
        ("{chat_id}/messages", "answer/sender"),
    ],
)
def test_what_is_kept_is_what_is_derived(
    name: str, place: str, reach: Reach, derivation: Derivation
) -> None:
    operation = derivation.contract.operation(name)
    found: set[str] = set()
    for fault in derivation.faults(operation):
        if fault.place == place:
            found |= derivation.noticed(operation, fault)
    assert set(reach.places[name][place]) == found
    assert found


REACHED = Reach(
    "sha256:x",
    {
        "new-chat": {
            "operation": ("A-1", "A-2"),
            "request": ("A-1",),
            "request/sender": ("A-2",),
            "request/sender/taken": ("A-3",),
            "request/sender/without": ("A-2", "A-3"),
            "status/404": (),
        }
    },
)


@pytest.mark.parametrize(
    ("place", "effect", "ids"),
    [
        ("request/sender", Effect.BREAKING, ("A-2",)),
        ("request/sender", Effect.WIDENING, ("A-3",)),
        ("request/sender", Effect.COSMETIC, ()),
        ("request/sender/without", Effect.BREAKING, ("A-2", "A-3")),
        ("request/tenant", Effect.BREAKING, ("A-1",)),
        ("request/tenant", Effect.WIDENING, ()),
        ("status/404/header/x", Effect.BREAKING, ()),
        ("limit", Effect.BREAKING, ("A-1", "A-2")),
        ("", Effect.BREAKING, ()),
    ],
)
def test_a_place_that_was_not_spoilt_counts_as_what_it_is_in(
    place: str, effect: Effect, ids: tuple[str, ...]
) -> None:
    assert REACHED.of("new-chat", place, effect) == ids
    assert REACHED.of("another", place, effect) == ()
    assert REACHED.of(None, place, effect) == ()
