"""What every requirement of the real catalogue keeps to."""

from __future__ import annotations

import re

import pytest

from conformance import catalogue
from conformance.capability import WITHOUT
from conformance.outcome import Level
from conformance.requirement import Flow, Requirement
from conformance.source import page

REAL = catalogue.requirements()
IDS = frozenset(requirement.id for requirement in REAL)

each = pytest.mark.parametrize("requirement", REAL, ids=lambda requirement: requirement.id)


def test_there_are_some_and_no_two_have_one_id() -> None:
    assert REAL
    assert len(IDS) == len(REAL)


def test_two_with_one_id_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = Flow("house", "A house")
    for id_ in ("HOUSE-01", "HOUSE-02", "HOUSE-01"):
        flow.always_must(id_, page("Things"), over=lambda _: True)(lambda answer: None)
    monkeypatch.setattr(catalogue, "flows", lambda: (flow,))
    with pytest.raises(ValueError, match="one id"):
        catalogue.requirements.__wrapped__()
    del flow.requirements[2]
    assert catalogue.requirements.__wrapped__() == tuple(flow.requirements)


def test_flows_have_names_of_their_own_and_requirements_in_order() -> None:
    flows = catalogue.flows()
    assert len({flow.name for flow in flows}) == len(flows) == len(catalogue.FLOWS)
    assert tuple(one for flow in flows for one in flow.requirements) == REAL
    for flow in flows:
        assert flow.title
        ids = [requirement.id for requirement in flow.requirements]
        assert ids == sorted(ids)
        scenarios = [scenario.name for scenario in flow.scenarios]
        assert len(set(scenarios)) == len(scenarios)


@each
def test_its_id_is_letters_and_two_digits(requirement: Requirement) -> None:
    assert re.fullmatch(r"[A-Z]+-[0-9][0-9]", requirement.id)


@each
def test_its_statement_is_one_sentence(requirement: Requirement) -> None:
    assert requirement.statement.endswith(".")
    assert not requirement.statement.endswith("..")
    assert not re.search(r"[.!?]\s+[A-Z]", requirement.statement)


@each
def test_it_is_explained(requirement: Requirement) -> None:
    assert requirement.explanation.strip()
    assert requirement.explanation != requirement.statement


@each
def test_it_is_a_must_only_where_somebody_else_says_so(requirement: Requirement) -> None:
    source = requirement.source
    assert re.fullmatch(r"page|public|RFC [0-9]+|ours", source.origin)
    assert source.text.strip()
    if source.origin == "ours" and not source.testable:
        assert requirement.level is Level.SHOULD


@each
def test_its_saboteurs_have_distinct_names(requirement: Requirement) -> None:
    names = [saboteur.name for saboteur in requirement.saboteurs]
    assert names
    assert len(set(names)) == len(names)


@each
def test_its_saboteurs_name_others_and_steps_that_there_are(requirement: Requirement) -> None:
    for saboteur in requirement.saboteurs:
        assert saboteur.also <= IDS - {requirement.id}
        assert requirement.over is None or not saboteur.steps


@each
def test_its_check_says_what_it_demands(requirement: Requirement) -> None:
    assert requirement.evidence
    if requirement.over is not None:
        assert len(requirement.evidence) == 1


@each
def test_what_it_needs_has_a_reason_to_give_where_it_is_missing(requirement: Requirement) -> None:
    assert requirement.needs <= set(map(str, WITHOUT))
