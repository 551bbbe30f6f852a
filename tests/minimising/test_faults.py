"""Each fault comes down to what a person would have sent, by lawful requests within the budget."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache

import jsonschema_rs
import pytest

from conformance.corpus import MEDIA_TYPE, SYNTAX, UNKNOWN, Case, Group, written
from conformance.difference import differences
from conformance.minimise.values import PLACEHOLDER

from .builders import CONTRACT, Server, failing, minimised
from .faults import FAULTS

each = pytest.mark.parametrize("name", FAULTS)


@cache
def outcome(name: str) -> tuple[Group, Server]:
    return minimised(FAULTS[name].group, FAULTS[name].shows)


@each
def test_it_comes_down_to_what_a_person_would_have_sent(name: str) -> None:
    group, _ = outcome(name)
    case = failing(group)
    sent = case.body if case.raw is None else case.raw
    assert json.dumps(sent) == json.dumps(FAULTS[name].minimal)
    assert tuple(case.headers.items()) == FAULTS[name].headers
    assert FAULTS[name].shows(case)


@each
def test_it_takes_no_more_than_the_budget(name: str) -> None:
    _, server = outcome(name)
    assert 0 < server.requests <= 80


@each
def test_nothing_is_sent_twice(name: str) -> None:
    _, server = outcome(name)
    sent = Counter("\n".join(map(written, (one.valid, *one.invalid))) for one in server.groups)
    assert set(sent.values()) == {1}
    original = FAULTS[name].group
    assert "\n".join(map(written, (original.valid, *original.invalid))) not in sent


@each
def test_only_lawful_candidates_are_sent(name: str) -> None:
    _, server = outcome(name)
    original = FAULTS[name].group
    for group in server.groups:
        assert problems(group.valid) == set()
        for before, after in zip(original.invalid, group.invalid, strict=True):
            assert_same_flaw(before, after, group.valid)


@each
def test_placeholders_stay_and_no_stranger_is_written_to(name: str) -> None:
    _, server = outcome(name)
    original = FAULTS[name].group
    for group in server.groups:
        for before, after in zip(
            (original.valid, *original.invalid), (group.valid, *group.invalid), strict=True
        ):
            assert Counter(PLACEHOLDER.findall(written(after))) == Counter(
                PLACEHOLDER.findall(written(before))
            )
            for domain in re.findall(r"@([\w.-]*)", written(after)):
                assert re.fullmatch(r"(.*\.)?example\.(com|org|net)", domain)
        if original.valid.operation == "new-chat":
            assert group.valid.body["client_id"].startswith("conformance-{run}-")
            assert group.valid.body["metadata"]["conformance_run"] == "{run}"


def problems(case: Case) -> set[tuple[str, str]]:
    """What another validator than the suite's own finds wrong with a body."""
    validator = CONTRACT.operation(case.operation).request_validator
    assert validator is not None
    schema = json.loads(json.dumps(validator.schema))
    other = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    return {
        ("".join(f"/{part}" for part in problem.instance_path), problem.kind.name)
        for problem in other.iter_errors(case.body)
    }


def assert_same_flaw(before: Case, after: Case, control: Case) -> None:
    assert after.violation is not None
    assert after.violation == before.violation
    if after.violation.kind == SYNTAX:
        assert after.raw is not None
        with pytest.raises(ValueError, match="line 1"):
            json.loads(after.raw)
        return
    if after.violation.kind == MEDIA_TYPE:
        assert after.body == control.body
        assert "json" not in after.headers["Content-Type"]
        return
    found = {difference.pointer for difference in differences(control.body, after.body)}
    assert found
    assert all(pointer.startswith(after.violation.place) for pointer in found)
    if after.violation.kind == UNKNOWN:
        assert problems(after) == set()
    else:
        assert problems(after) == problems(before)
        assert after.violation.kind in {kind for _, kind in problems(after)}
