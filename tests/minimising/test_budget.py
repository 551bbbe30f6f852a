"""What minimising costs, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from conformance.corpus import Case, Group
from conformance.minimise import Budget, Exhausted, minimise

from .builders import CONTRACT, PATIENT, Server, failing, minimised, valid
from .faults import FAULTS

MESSAGES = CONTRACT.operation("new-message")
SPACE = FAULTS["makes a space of a no-break space"]
PAIR = FAULTS["accepts truncated JSON"]


def size(group: Group) -> int:
    case = failing(group)
    return len(json.dumps(case.body)) + len(case.raw or "")


@pytest.mark.parametrize("requests", range(0, 40, 3))
@pytest.mark.parametrize("fault", [SPACE, PAIR], ids=["a case", "a case with its control"])
def test_a_budget_is_never_exceeded(fault: object, requests: int) -> None:
    assert fault is SPACE or fault is PAIR
    group, server = minimised(fault.group, fault.shows, Budget(requests, seconds=600))
    assert server.requests <= requests
    assert fault.shows(failing(group))


def test_more_requests_never_give_more() -> None:
    sizes = [
        size(minimised(SPACE.group, SPACE.shows, Budget(requests, seconds=600))[0])
        for requests in range(0, 40, 4)
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == size(SPACE.group)
    assert sizes[-1] < sizes[0]


def test_without_a_budget_nothing_is_sent() -> None:
    group, server = minimised(SPACE.group, SPACE.shows, Budget(requests=0, seconds=600))
    assert group == SPACE.group
    assert server.groups == []


@pytest.mark.parametrize("seconds", [0, 1, 5, 9])
def test_after_so_many_seconds_nothing_is_sent(seconds: int) -> None:
    now = 1000.0

    def fails(group: Group) -> bool:
        nonlocal now
        now += 1
        return server.fails(group)

    server = Server(SPACE.shows)
    group = minimise(SPACE.group, MESSAGES, fails, Budget(seconds=seconds), clock=lambda: now)
    assert len(server.groups) == seconds
    assert SPACE.shows(failing(group))


def test_a_clock_that_runs_ends_it_also_between_requests() -> None:
    ticks = count()
    server = Server(SPACE.shows)
    budget = Budget(requests=1000, seconds=30)
    minimise(SPACE.group, MESSAGES, server.fails, budget, clock=lambda: next(ticks))
    assert next(ticks) <= 32
    assert len(server.groups) < 31


@pytest.mark.parametrize("after", [0, 3, 12, 25, 30])
def test_when_the_run_is_stopped_the_best_so_far_is_it(after: int) -> None:
    seen: list[Group] = []

    def fails(group: Group) -> bool:
        if len(server.groups) == after:
            raise Exhausted
        if answer := server.fails(group):
            seen.append(group)
        return answer

    server = Server(SPACE.shows)
    group = minimise(SPACE.group, MESSAGES, fails, PATIENT)
    assert size(group) == min(map(size, [SPACE.group, *seen]))


@pytest.mark.parametrize("after", [0, 12, 27])
def test_an_error_of_the_driver_is_not_taken_for_a_failure(after: int) -> None:
    server = Server(SPACE.shows)

    def fails(group: Group) -> bool:
        if len(server.groups) == after:
            raise OSError("gone")
        return server.fails(group)

    with pytest.raises(OSError, match="gone"):
        minimise(SPACE.group, MESSAGES, fails, PATIENT)


def test_what_doesnt_fail_again_is_left_as_it_was() -> None:
    server = Server(lambda case: False)
    group = minimise(SPACE.group, MESSAGES, server.fails, PATIENT)
    assert group is SPACE.group
    assert 0 < server.requests <= 80


def test_what_fails_whatever_is_sent_comes_down_at_once() -> None:
    group, server = minimised(valid("new-message"), lambda case: True)
    assert group.valid.body == {"chat_id": "{chat}", "sender": "user", "content": "a"}
    assert server.requests == 1


def test_a_text_too_long_for_the_shrinker_is_shortened_all_the_same() -> None:
    def shows(case: Case) -> bool:
        return len(case.body["content"]) > 10_000

    group, _ = minimised(valid("new-message", {"content": "Na\u00efve. " * 2500}), shows)
    assert group.valid.body["content"] == "a" * 10_001
    assert "metadata" not in group.valid.body


def test_it_leaves_nothing_behind_and_is_light_to_import(tmp_path: Path) -> None:
    program = (
        "import sys, conformance.minimise\n"
        "assert 'hypothesis' not in sys.modules\n"
        "from conformance.loading import load_contract\n"
        "from conformance.corpus import Case, Group\n"
        "from conformance.outcome import Level\n"
        "from conformance.resources import SPEC\n"
        "body = {'chat_id': '{chat}', 'sender': 'user', 'content': 'Hello \\u00e9!'}\n"
        "group = Group(Case('1', 'new-message', Level.MUST, 'test', body=body))\n"
        "operation = load_contract(SPEC).operation('new-message')\n"
        "fails = lambda group: '\\u00e9' in group.valid.body['content']\n"
        "budget = conformance.minimise.Budget(seconds=600)\n"
        "small = conformance.minimise.minimise(group, operation, fails, budget)\n"
        "assert 'hypothesis' in sys.modules\n"
        "print(ascii(small.valid.body['content']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("'\\xe9'\n", "")
    assert list(tmp_path.iterdir()) == []


def test_several_are_minimised_at_the_same_time() -> None:
    with ThreadPoolExecutor(4) as lanes:
        found = list(lanes.map(lambda _: minimised(SPACE.group, SPACE.shows)[0], range(8)))
    assert {json.dumps(group.valid.body) for group in found} == {json.dumps(SPACE.minimal)}
