"""Frozen cases are dropped where another contract makes something else of them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from conformance.contract import Contract
from conformance.corpus import Case, Group
from conformance.fits import fits
from conformance.operation import Operation

from .oracle import CORPUS, DOCUMENT

Change = Callable[[dict[str, Any]], None]


def operation(name: str, change: Change | None = None) -> Operation:
    document = copy.deepcopy(DOCUMENT)
    if change is not None:
        change(document["components"]["schemas"])
    return Contract(document, "sha256:0").operation(name)


def group(name: str, place: str, kind: str) -> Group:
    """The first frozen group with such a flaw, and no other."""
    for found in CORPUS[name]:
        for case in found.invalid:
            if case.violation and (case.violation.place, case.violation.kind) == (place, kind):
                return replace(found, invalid=(case,))
    raise AssertionError(f"no {kind} at {place}")


def optional_client(schemas: dict[str, Any]) -> None:
    schemas["ChatBase"]["required"] = []


def any_sender(schemas: dict[str, Any]) -> None:
    del schemas["MessageCore"]["properties"]["sender"]["enum"]


def sender_by_pattern(schemas: dict[str, Any]) -> None:
    sender = schemas["MessageCore"]["properties"]["sender"]
    del sender["enum"]
    sender["pattern"] = "^(user|assistant)$"


def any_metadata(schemas: dict[str, Any]) -> None:
    schemas["MessageCore"]["properties"]["metadata"] = {}


def metadata_by_alternatives(schemas: dict[str, Any]) -> None:
    alternatives = [{"type": "object"}, {"type": "null"}]
    schemas["MessageCore"]["properties"]["metadata"] = {"anyOf": alternatives}


def any_address(schemas: dict[str, Any]) -> None:
    del schemas["EmailHandoff"]["properties"]["customer_email"]["format"]


def another_required_member(schemas: dict[str, Any]) -> None:
    schemas["MessageCore"]["required"].append("language")


@pytest.mark.parametrize(
    ("name", "place", "kind", "change", "fitting"),
    [
        ("new-chat", "/client_id", "required", None, True),
        ("new-chat", "/client_id", "required", optional_client, False),
        ("new-chat", "/client_id", "type", optional_client, True),
        ("new-message", "/sender", "enum", None, True),
        ("new-message", "/sender", "enum", any_sender, False),
        ("new-message", "/sender", "enum", sender_by_pattern, True),
        ("new-message", "/metadata", "type", any_metadata, False),
        ("new-message", "/metadata", "type", metadata_by_alternatives, True),
        ("new-message", "", "type", metadata_by_alternatives, True),
        ("new-message", "", "syntax", metadata_by_alternatives, True),
        ("new-message", "/chat_id", "unknown", metadata_by_alternatives, True),
        ("new-message", "", "syntax", another_required_member, False),
        ("email-handoff", "/customer_email", "format", None, True),
        ("email-handoff", "/customer_email", "format", any_address, False),
        ("email-handoff", "header:Content-Type", "media-type", any_address, True),
    ],
)
def test_a_group_fits_where_its_flaw_still_is_one(
    name: str, place: str, kind: str, change: Change | None, fitting: bool
) -> None:
    assert fits(group(name, place, kind), operation(name, change)) is fitting


def test_a_group_does_not_fit_where_a_flaw_is_another_than_it_says() -> None:
    found = group("new-message", "/sender", "enum")
    other = replace(found.invalid[0], body=found.valid.body)
    assert not fits(replace(found, invalid=(other,)), operation("new-message"))


def test_readings_fit_where_the_path_has_a_place_for_the_chat() -> None:
    reading = CORPUS["messages"][0]
    assert fits(reading, operation("{chat_id}/messages"))
    assert not fits(reading, operation("new-message"))


def test_a_valid_case_alone_fits_by_its_body() -> None:
    case: Case = CORPUS["new-chat"][0].valid
    assert fits(Group(case), operation("new-chat"))
    assert not fits(Group(replace(case, body={})), operation("new-chat"))
