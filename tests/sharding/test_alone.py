"""What other shards' requests may explain is no failure; what they can't explain stays one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from conformance.capability import Capability
from conformance.catalogue import find
from conformance.contract import Contract
from conformance.evidence import Observations
from conformance.exchange import RUN_HEADER, Exchange, Header, Request, Response, Transcript
from conformance.judge import judge
from conformance.outcome import Judgement, Outcome
from conformance.tally import IN_COMPANY

URL = "http://127.0.0.1:1"
LIMIT = 120
CHAT = {"chat_id": "c1", "agent_id": "a", "client_id": "x", "created_at": "2026-01-01T00:00:00Z"}
SAID = {"message_id": "m1", "chat_id": "c1", "created_at": "2026-01-01T00:00:00Z"}
ALONE, BEFORE, BESIDE = None, -50.0, 100.1
"""When another run sent something: never, a while before, or at the same time."""


def exchange(
    contract: Contract,
    step: str,
    at: float,
    *,
    place: tuple[str, str] = ("rate-limits", "burst"),
    operation: str = "new-message",
    status: int = 200,
    answer: Any = SAID,
    headers: dict[str, str] | None = None,
    run: str = "one",
) -> Exchange:
    found = contract.operation(operation)
    request = Request(found.method, URL + found.path, ((RUN_HEADER, run),), b'{"chat_id": "c1"}')
    said = (("Content-Type", "application/json"), *(headers or {}).items())
    response = Response(status, said, json.dumps(answer).encode())
    return Exchange(
        0, *place, step, found.key, "main", "bearer", request, response, started=at, ended=at + 0.01
    )


def outcome(
    contract: Contract, id_: str, exchanges: Sequence[Exchange], **members: Any
) -> Judgement:
    """What comes of a requirement over exchanges of a run, numbered as they are ordered."""
    numbered = [replace(one, number=number) for number, one in enumerate(exchanges, start=1)]
    header = Header(
        "r1", "2026-01-01T00:00:00Z", "0", contract.digest, URL, "core", 0,
        (str(Capability.EXHAUST),), **members,
    )  # fmt: skip
    refused = exchange(contract, "refusal", 0.0, place=("auth", "x"), status=401, run="one")
    every = [replace(refused, number=0), *numbered]
    (found,) = judge(Transcript(header, every), [find(id_)], Observations(contract))
    return found


def burst(contract: Contract, remaining: Sequence[int]) -> list[Exchange]:
    """Messages whose answers say that so many are left."""
    names = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
    return [
        exchange(
            contract,
            "message",
            100.0 + number / 50,
            headers=dict(zip(names, map(str, (LIMIT, left, 60)), strict=True)),
            answer={**SAID, "message_id": f"m{number}"},
        )
        for number, left in enumerate(remaining)
    ]


def after_the_limit(contract: Contract, status: int) -> list[Exchange]:
    """A limit that is run into, and the call after the wait, answered so."""
    place = "rate-limits", "exhaustion"
    steps = (("before", 200, 100.0), ("on_the_way", 429, 100.5), ("after_the_wait", status, 101.0))
    return [
        exchange(contract, step, at, place=place, operation="new-chat", status=status, answer=CHAT)
        for step, status, at in steps
    ]


def with_another(contract: Contract, exchanges: list[Exchange], at: float | None) -> list[Exchange]:
    other = exchange(contract, "chat", at or 0.0, place=("lead", "lead"), run="two")
    return exchanges if at is None else [*exchanges, other]


FALLING = range(LIMIT - 1, LIMIT - 9, -1)
RISING = range(50, 58)


@pytest.mark.parametrize("at", [ALONE, BEFORE, BESIDE])
def test_a_count_that_falls_passes_in_any_company(contract: Contract, at: float | None) -> None:
    exchanges = with_another(contract, burst(contract, FALLING), at)
    assert outcome(contract, "RATE-09", exchanges, merged=2).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (ALONE, Outcome.FAIL),
        (BEFORE, Outcome.FAIL),
        # Not so long before that a window could not have it still.
        (50.0, Outcome.NOT_OBSERVED),
        (BESIDE, Outcome.NOT_OBSERVED),
        (105.0, Outcome.FAIL),
    ],
)
def test_a_count_that_rises_fails_where_nobody_else_is_counted(
    contract: Contract, at: float | None, expected: Outcome
) -> None:
    exchanges = with_another(contract, burst(contract, RISING), at)
    found = outcome(contract, "RATE-09", exchanges, merged=2)
    assert found.outcome is expected
    assert (found.reason == IN_COMPANY) == (expected is Outcome.NOT_OBSERVED)
    # In a whole run nobody else is there.
    assert outcome(contract, "RATE-09", exchanges).outcome is Outcome.FAIL


@pytest.mark.parametrize("remaining", [[LIMIT] * 8, [LIMIT - (n + 1) // 2 for n in range(8)]])
def test_too_few_that_are_counted_fail_in_any_company(
    contract: Contract, remaining: list[int]
) -> None:
    exchanges = with_another(contract, burst(contract, remaining), BESIDE)
    for members in ({"merged": 2}, {"shard": (1, 2)}, {}):
        assert outcome(contract, "RATE-09", exchanges, **members).outcome is Outcome.FAIL


def test_a_shard_can_not_know_who_else_is_there(contract: Contract) -> None:
    for id_, exchanges in (
        ("RATE-09", burst(contract, RISING)),
        ("RATE-15", after_the_limit(contract, 429)),
    ):
        assert outcome(contract, id_, exchanges, shard=(2, 2)).outcome is Outcome.NOT_OBSERVED
        assert outcome(contract, id_, exchanges, shard=(1, 1)).outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("status", "at", "expected"),
    [
        (200, BESIDE, Outcome.PASS),
        (429, ALONE, Outcome.FAIL),
        # It only makes the limit be met sooner.
        (429, 50.0, Outcome.FAIL),
        (429, BESIDE, Outcome.NOT_OBSERVED),
        (500, BESIDE, Outcome.FAIL),
    ],
)
def test_who_is_refused_after_the_wait_may_have_been_overtaken(
    contract: Contract, status: int, at: float | None, expected: Outcome
) -> None:
    exchanges = with_another(contract, after_the_limit(contract, status), at)
    assert outcome(contract, "RATE-15", exchanges, merged=2).outcome is expected


def test_ids_are_compared_within_a_shard(contract: Contract) -> None:
    """Each may have a server of its own, which counts from one."""

    def opened(*runs: str) -> Outcome:
        exchanges = [
            exchange(contract, "chat", 1.0, operation="new-chat", answer=CHAT, run=run)
            for run in runs
        ]
        return outcome(contract, "CON-11", exchanges, merged=2).outcome

    assert opened("one", "two") is Outcome.PASS
    assert opened("one", "two", "one") is Outcome.FAIL
