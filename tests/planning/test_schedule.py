"""How long limits make a number of requests take, and how that is said."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conformance.contract import Contract
from conformance.loading import load_contract
from conformance.operation import RateLimit
from conformance.planning.schedule import OUTSIDE, Schedule, Scope, least_seconds, schedule
from conformance.planning.telling import as_json, lines, sentence, shortage
from conformance.reports import json_report
from conformance.resources import SPEC

CHATS = "POST /external/message/new-chat"
MESSAGES = "POST /external/message/new-message"


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.mark.parametrize(
    ("requests", "seconds"), [(0, 0), (1, 0), (30, 0), (31, 60), (60, 60), (61, 120)]
)
def test_the_first_window_is_free(requests: int, seconds: float) -> None:
    assert least_seconds(requests, RateLimit(30, 60.0, "agent")) == seconds


@given(st.integers(0, 500), st.integers(1, 60))
def test_it_is_the_time_of_whoever_sends_as_early_as_may_be(requests: int, limit: int) -> None:
    moments = [number // limit * 60.0 for number in range(requests)]
    assert least_seconds(requests, RateLimit(limit, 60.0, "agent")) == max(moments, default=0.0)


@pytest.fixture
def made(contract: Contract) -> Schedule:
    requests: dict[str | None, int] = {CHATS: 70, MESSAGES: 300, None: 3}
    counted: dict[str, Counter[Scope]] = {
        CHATS: Counter({("main", None): 65, ("other", None): 2}),
        MESSAGES: Counter({("main", "a"): 121, ("main", "b"): 120, ("main", "c"): 50}),
    }
    return schedule(contract, requests, counted)


def test_the_fullest_scope_of_each_operation_counts(made: Schedule) -> None:
    loads = {load.operation: load for load in made.loads}
    assert set(loads) == {CHATS, MESSAGES, OUTSIDE}
    assert (loads[CHATS].most, loads[CHATS].scopes, loads[CHATS].seconds) == (65, 2, 120)
    assert (loads[MESSAGES].most, loads[MESSAGES].seconds) == (121, 60)
    assert loads[OUTSIDE].requests == 3
    assert (made.requests, made.seconds) == (373, 120)
    assert made.slowest is loads[CHATS]


def test_shards_share_what_is_allowed_to_an_agent(contract: Contract) -> None:
    counted: dict[str, Counter[Scope]] = {
        CHATS: Counter({("main", None): 20}),
        MESSAGES: Counter({("main", "a"): 121}),
    }
    of_one = schedule(contract, {CHATS: 20, MESSAGES: 121}, counted)
    of_eight = schedule(contract, {CHATS: 20, MESSAGES: 121}, counted, 8)
    assert [load.seconds for load in of_one.loads] == [0, 60]
    assert [load.seconds for load in of_eight.loads] == [6 * 60, 60]


def test_it_is_said_in_a_sentence(made: Schedule) -> None:
    assert sentence(made) == (
        "373 requests (new-chat 70, new-message 300), at least 2 min: the documented limit of "
        f"{CHATS} is 30 in 60 s for each agent, and 65 are counted together."
    )
    counts = "373 requests (new-chat 70, new-message 300)"
    assert sentence(made.without_limits()) == f"{counts}."
    slow = Schedule(made.loads, 50, 0.5, 300)
    assert sentence(slow) == (
        f"{counts} and 50 fresh cases, at least 13 min at 0.5 a second; with the fresh cases about "
        "15 min (estimate)."
    )
    assert shortage(made) is None
    assert shortage(slow) == (
        "The budget of 300 requests is 123 too small: the run is going to be incomplete."
    )
    assert list(lines(slow))[-1] == shortage(slow)
    assert sentence(Schedule(())) == "0 requests."


def test_fresh_cases_are_spread_over_the_operations_that_they_are_of(
    made: Schedule, contract: Contract
) -> None:
    found = made.with_fresh(
        400, ("new-chat", "new-message", "new-message", "email-handoff"), contract
    )
    fresh = {load.operation: load.fresh for load in found.loads}
    assert fresh == {CHATS: 100, MESSAGES: 200, OUTSIDE: 0}
    # 165 of one agent take six windows, of which the first is free; messages find other chats.
    by_operation = {load.operation: load.seconds_with_fresh for load in found.loads}
    assert by_operation == {CHATS: 300, MESSAGES: 60, OUTSIDE: 0}
    assert (found.seconds, found.seconds_with_fresh) == (120, 300)
    assert sentence(found).endswith("; with the fresh cases about 5 min (estimate).")
    assert any("about 100" in line for line in lines(found))
    assert not any("about" in line for line in lines(made))
    assert found.without_limits().seconds_with_fresh == 0


def test_every_form_of_it_keeps_its_schema(made: Schedule, contract: Contract) -> None:
    path = Path(json_report.__file__).with_name("plan.schema.json")
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    fresh = made.with_fresh(50, ("new-chat",), contract)
    for one in (made, fresh, Schedule(made.loads, 50, 0.5, 300), Schedule(())):
        Draft202012Validator(schema).validate(as_json(one, "core"))
