"""Fresh cases: others for each seed, the same for one, of whatever contract."""

from __future__ import annotations

import copy
import io
import itertools
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from reserved import real

from conformance.contract import Contract
from conformance.corpus import Case, Group, groups, read
from conformance.fits import fits
from conformance.generate.__main__ import main
from conformance.generate.exploring import explore
from conformance.loading import load_contract
from conformance.outcome import Level
from conformance.plan import turns
from conformance.resources import SPEC

from .oracle import DOCUMENT, PATHS, problems, request_of

COUNT = 400
ALL = ("transcript", "agent")
NAMES = {
    "{chat_id}/messages": "messages",
    "external/agent": "agent",
    "agent/v2": "agent-v2",
}


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.fixture(scope="module")
def fresh(contract: Contract) -> list[Group]:
    return list(explore(contract, COUNT, 1, ALL))


def flat(found: list[Group]) -> list[Case]:
    return [case for group in found for case in (group.valid, *group.invalid)]


def test_there_are_as_many_cases_as_asked_for(fresh: list[Group]) -> None:
    assert len(flat(fresh)) == COUNT
    ids = [case.id for case in flat(fresh)]
    assert len(set(ids)) == COUNT
    assert all(id_.startswith("x-1-") for id_ in ids)


def test_each_operation_has_about_the_share_that_is_planned(
    fresh: list[Group], contract: Contract
) -> None:
    names = turns(ALL)
    planned = Counter(contract.operation(name).key for name in names)
    made = Counter(contract.operation(case.operation).key for case in flat(fresh))
    for operation, number in planned.items():
        # The last batches may be missing.
        assert made[operation] / COUNT == pytest.approx(number / len(names), rel=0.6)


def test_no_two_are_alike(fresh: list[Group]) -> None:
    requests = [(case.operation, request_of(case)) for case in flat(fresh)]
    assert len(set(requests)) == COUNT


def test_one_seed_gives_the_same_in_another_process(fresh: list[Group]) -> None:
    command = [sys.executable, "-m", "conformance.generate", "explore", "--seed", "1"]
    options = ["--count", str(COUNT), "--features", ",".join(ALL)]
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    done = subprocess.run(
        [*command, *options], env=environment, capture_output=True, text=True, check=True
    )
    assert list(groups(map(read, done.stdout.splitlines()))) == fresh
    assert done.stderr == ""


def test_other_seeds_give_other_cases(contract: Contract, fresh: list[Group]) -> None:
    known = {request_of(case) for case in flat(fresh)}
    others = [request_of(case) for case in flat(list(explore(contract, COUNT, 2, ALL)))]
    assert len(known.intersection(others)) < COUNT / 10


def test_all_steps_operations_and_makers_come(fresh: list[Group]) -> None:
    cases = flat(fresh)
    assert {case.step for case in cases} == {
        *("valid", "unusual", "flawed", "doubtful", "unknown_chat", "impossible_chat")
    }
    assert {NAMES.get(case.operation, case.operation) for case in cases} == set(PATHS)
    assert {case.made_by for case in cases} == {"hypothesis", "schemathesis"}
    handoffs = [case for case in cases if case.operation == "email-handoff"]
    assert len(handoffs) < len(cases) / 3


def test_only_declared_features_are_explored(contract: Contract) -> None:
    operations = {case.operation for case in flat(list(explore(contract, 100, 1, ())))}
    assert operations == {"new-chat", "new-message", "email-handoff"}


def test_they_are_what_they_say(contract: Contract, fresh: list[Group]) -> None:
    for group in fresh:
        assert fits(group, contract.operation(group.valid.operation)), group.valid.id
        name = NAMES.get(group.valid.operation, group.valid.operation)
        if name == "messages":
            continue
        assert problems(name, group.valid.body) == set(), group.valid.id
        for case in group.invalid:
            wrong = case.violation
            assert wrong is not None
            if case.raw is None and wrong.kind not in ("unknown", "media-type"):
                found = problems(name, case.body)
                assert {place for place, _ in found} == {wrong.place}, case.id
                assert wrong.kind in {kind for _, kind in found}, case.id


def test_they_reach_nobody(fresh: list[Group]) -> None:
    for case in flat(fresh):
        assert real([case.body, case.raw or "", dict(case.headers), dict(case.path)]) == [], case.id


def another_contract() -> dict[str, Any]:
    """The same operations as another owner might describe them."""
    document = copy.deepcopy(DOCUMENT)
    schemas = document["components"]["schemas"]
    message = schemas["MessageCore"]["properties"]
    message["metadata"] = {"anyOf": [{"type": "object"}, {"type": "null"}]}
    message["content"] = {"type": "string", "minLength": 1, "maxLength": 40}
    message["priority"] = {"type": "integer", "minimum": 1, "maximum": 5}
    message["tags"] = {"type": "array", "items": {"type": "string", "maxLength": 8}, "maxItems": 3}
    schemas["ChatBase"]["additionalProperties"] = False
    schemas["ChatBase"]["properties"]["locale"] = {"type": "string", "pattern": "^[a-z]{2}$"}
    schemas["EmailHandoff"]["properties"]["due"] = {"type": "string", "format": "date-time"}
    schemas["EmailHandoff"]["required"].append("due")
    for name in ("MessageCore", "ChatBase", "EmailHandoff"):
        del schemas[name]["examples"]
    return document


def test_another_contract_is_explored_by_its_own_schemas(tmp_path: Path) -> None:
    spec = tmp_path / "other.yaml"
    spec.write_text(yaml.safe_dump(another_contract()), encoding="utf-8")
    contract = load_contract(spec)
    found = list(explore(contract, 300, 3, ()))
    for group in found:
        assert fits(group, contract.operation(group.valid.operation)), group.valid.id
    valid = [group.valid for group in found if group.valid.level is Level.MUST]
    messages = [case.body for case in valid if case.operation == "new-message"]
    assert {body["priority"] for body in messages if "priority" in body} == {1, 2, 3, 4, 5}
    assert [body for body in messages if body.get("tags")]
    assert max(len(body["content"]) for body in messages) <= 40
    # A date is what our own generators don't know; Schemathesis does.
    handoffs = [group for group in found if group.valid.operation == "email-handoff"]
    assert {group.valid.made_by for group in handoffs} == {"schemathesis"}
    assert {group.valid.level for group in handoffs} == {Level.SHOULD}
    # What isn't surely ordinary is no control.
    assert not [case for group in handoffs for case in group.invalid]
    chats = [group.valid.body for group in found if group.valid.operation == "new-chat"]
    assert all(body.keys() <= {*DOCUMENT_CHAT, "locale"} for body in chats)


DOCUMENT_CHAT = DOCUMENT["components"]["schemas"]["ChatBase"]["properties"]


def test_a_reader_that_has_enough_ends_it_quietly(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "conformance.generate", "explore", "--count", "100000"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = list(itertools.islice(process.stdout, 2))
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait() == 0
    assert errors == ""
    assert not list(tmp_path.iterdir())
    assert [group.valid.id for group in groups(map(read, first))] == ["x-0-1"]


def test_the_command_prints_lines_that_read_back() -> None:
    done = CliRunner().invoke(main, ["explore", "--count", "12", "--seed", "-3"])
    assert done.exit_code == 0
    found = list(groups(map(read, io.StringIO(done.stdout))))
    assert len(flat(found)) == 12
    assert found[0].valid.id == "x--3-1"
