"""The catalogue's JSON keeps its published schema, and says what the code says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance.catalogue import requirements
from conformance.inventory import explanation, inventory, listing
from conformance.resources import SPEC

SCHEMA = json.loads(
    (SPEC.parents[2] / "conformance/reports/requirements.schema.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def catalogue() -> dict[str, Any]:
    return inventory()


def test_it_keeps_its_schema(catalogue: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert list(Draft202012Validator(SCHEMA).iter_errors(catalogue)) == []


def test_the_schema_would_notice_a_missing_member(catalogue: dict[str, Any]) -> None:
    first = dict(catalogue["requirements"][0])
    del first["source"]
    assert list(Draft202012Validator(SCHEMA).iter_errors({**catalogue, "requirements": [first]}))


def test_every_requirement_is_in_it_once(catalogue: dict[str, Any]) -> None:
    ids = [entry["id"] for entry in catalogue["requirements"]]
    assert ids == [requirement.id for requirement in requirements()]


def test_every_flow_of_a_requirement_is_named(catalogue: dict[str, Any]) -> None:
    names = {flow["name"] for flow in catalogue["flows"]}
    assert {entry["flow"] for entry in catalogue["requirements"]} == names


def test_the_list_has_a_line_for_each() -> None:
    lines = listing().splitlines()
    for requirement in requirements():
        assert any(requirement.id in line and requirement.statement in line for line in lines)


@pytest.mark.parametrize("requirement", requirements(), ids=lambda requirement: requirement.id)
def test_each_can_be_explained(requirement: Any) -> None:
    text = explanation(requirement.id)
    assert requirement.statement in text
    assert requirement.explanation in text
    assert str(requirement.source) in text
    assert all(f"- {saboteur.name}" in text for saboteur in requirement.saboteurs)
