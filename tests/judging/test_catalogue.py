"""Selecting requirements and what is driven for them, over a small catalogue of our own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance import catalogue
from conformance.catalogue import SelectionError
from conformance.evidence import Accepted
from conformance.outcome import Level
from conformance.requirement import Flow, Requirement
from conformance.source import page

PAGE = page("Things")
EVERYTHING = ("alpha/walk", "alpha/late", "beta/look")


def check(made: Accepted) -> None:
    """It is made."""


def alpha() -> Flow:
    """One scenario of the smallest profile, and one that needs the agent."""
    flow = Flow("alpha", "Alpha")

    @flow.scenario(smoke=True)
    def walk(session: Any) -> None:
        """Drives nothing."""

    @flow.scenario(needs={"agent"})
    def late(session: Any) -> None:
        """Drives nothing."""

    walk.must("ALPHA-01", PAGE)(check)
    late.must("ALPHA-02", PAGE)(check)
    return flow


def beta() -> Flow:
    """One scenario and an invariant."""
    flow = Flow("beta", "Beta")

    @flow.scenario()
    def look(session: Any) -> None:
        """Drives nothing."""

    look.should("BETA-01", PAGE)(check)
    flow.always_must("BETA-02", PAGE, over=lambda _: True)(check)
    return flow


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> tuple[Requirement, ...]:
    """The catalogue with these two flows alone."""
    flows = (alpha(), beta())
    found = tuple(requirement for flow in flows for requirement in flow.requirements)
    monkeypatch.setattr(catalogue, "flows", lambda: flows)
    monkeypatch.setattr(catalogue, "requirements", lambda: found)
    return found


def ids(profile: str = "core", *only: str) -> list[str]:
    return [requirement.id for requirement in catalogue.selected(profile, only)]


def driven(
    *only: str, profile: str = "core", capabilities: tuple[str, ...] = ("agent",)
) -> tuple[str, ...]:
    """What is driven for a selection."""
    chosen = catalogue.selected(profile, only)
    found = catalogue.scenarios(chosen, profile, only, capabilities)
    return tuple(f"{scenario.flow.name}/{scenario.name}" for scenario in found)


@pytest.mark.parametrize("name", ["ALPHA-02", "alpha-02", "Alpha-02"])
def test_a_requirement_is_found_in_any_case(name: str) -> None:
    assert catalogue.find(name).id == "ALPHA-02"


@pytest.mark.parametrize("name", ["ALPHA-03", "ALPHA", "", "ALPHA-01 "])
def test_what_is_not_there_is_said_by_its_name(name: str) -> None:
    with pytest.raises(SelectionError, match=repr(name)):
        catalogue.find(name)
    with pytest.raises(SelectionError):
        catalogue.selected("core", ["alpha", name])


def test_without_a_selection_all_are_chosen() -> None:
    for profile in ("core", "full", "certification"):
        assert ids(profile) == ["ALPHA-01", "ALPHA-02", "BETA-01", "BETA-02"]


def test_flows_and_ids_narrow_it_and_keep_the_order() -> None:
    assert ids("core", "beta") == ["BETA-01", "BETA-02"]
    assert ids("core", "beta-02", "ALPHA-02") == ["ALPHA-02", "BETA-02"]
    assert ids("core", "beta", "alpha-01") == ["ALPHA-01", "BETA-01", "BETA-02"]


def test_smoke_is_the_happy_paths_and_all_invariants() -> None:
    assert ids("smoke") == ["ALPHA-01", "BETA-02"]
    assert ids("smoke", "alpha") == ["ALPHA-01"]
    assert ids("smoke", "ALPHA-02") == []


def test_without_a_selection_everything_is_driven() -> None:
    assert driven() == EVERYTHING


def test_a_requirement_by_its_id_drives_its_scenario_alone() -> None:
    assert driven("ALPHA-01") == ("alpha/walk",)
    assert driven("alpha-02", "BETA-01") == ("alpha/late", "beta/look")


def test_a_flow_by_its_name_drives_that_flow_alone() -> None:
    assert driven("alpha") == ("alpha/walk", "alpha/late")
    assert driven("beta") == ("beta/look",)
    assert driven("beta", "ALPHA-01") == ("alpha/walk", "beta/look")


def test_an_invariant_by_its_id_drives_everything() -> None:
    assert driven("BETA-02") == EVERYTHING
    assert driven("beta-02", "alpha") == EVERYTHING


def test_a_flow_by_its_name_is_driven_whole_even_where_nothing_is_judged() -> None:
    flow = catalogue.flows()[1]
    flow.scenario()(lambda session: None)
    assert driven("beta") == ("beta/look", "beta/<lambda>")


def test_what_the_target_cannot_do_is_not_driven() -> None:
    assert driven(capabilities=()) == ("alpha/walk", "beta/look")
    assert driven("ALPHA-02", capabilities=("bearer",)) == ()
    assert driven("ALPHA-02", capabilities=("bearer", "agent")) == ("alpha/late",)


def test_smoke_drives_only_its_own_scenarios() -> None:
    assert driven(profile="smoke") == ("alpha/walk",)
    assert driven("BETA-02", profile="smoke") == ("alpha/walk",)
    assert driven("beta", profile="smoke") == ()


def test_the_digest_is_the_same_for_the_same_catalogue() -> None:
    assert catalogue.digest() == catalogue.digest()
    assert catalogue.digest().startswith("sha256:")
    assert len(catalogue.digest()) == len("sha256:") + 64


def test_the_digest_changes_with_all_that_is_required(small: tuple[Requirement, ...]) -> None:
    def otherwise(made: Accepted) -> None:
        """It is made well."""

    first = small[0]
    digests = [catalogue.digest()]
    for changes in (
        {"id": "ALPHA-09"}, {"level": Level.SHOULD}, {"source": page("Else")}, {"check": otherwise},
    ):  # fmt: skip
        changed = replace(first, **changes)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(catalogue, "requirements", lambda one=changed: (one, *small[1:]))
            digests.append(catalogue.digest())
    assert len(set(digests)) == 5
