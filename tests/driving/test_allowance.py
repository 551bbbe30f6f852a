"""What may be sent in a scope, against servers that keep their limit in different ways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.drive.allowance import LONGEST_WAIT, Allowance
from conformance.exchange import Response
from conformance.operation import RateLimit
from driving.limited_servers import (
    LIMIT,
    WINDOW,
    Bucket,
    Fixed,
    Says,
    Server,
    Sliding,
    nothing,
    rounded_down,
    rounded_up,
    send,
)

DOCUMENTED = RateLimit(LIMIT, WINDOW, "agent")
SERVERS: dict[str, Callable[[], Server]] = {
    "fixed": Fixed,
    "aligned": lambda: Fixed(aligned=True),
    "sliding": Sliding,
    "bucket": Bucket,
}
COUNT = 10 * LIMIT
LEAST = (COUNT / LIMIT - 1) * WINDOW


@pytest.mark.parametrize("lanes", [1, 4, 16, 64])
@pytest.mark.parametrize("says", [rounded_up, rounded_down, nothing])
@pytest.mark.parametrize("kind", SERVERS)
def test_nothing_is_refused_and_hardly_any_time_is_lost(kind: str, says: Says, lanes: int) -> None:
    course = send(SERVERS[kind](), says, Allowance.of(DOCUMENTED), COUNT, lanes=lanes)
    assert course.refused == 0
    assert course.seconds <= 1.15 * LEAST


@given(
    st.sampled_from(sorted(SERVERS)),
    st.sampled_from([rounded_up, nothing]),
    st.integers(1, 64),
    st.floats(0.001, 3.0),
)
def test_nothing_is_refused_however_slow_the_way(
    kind: str, says: Says, lanes: int, latency: float
) -> None:
    allowance = Allowance.of(DOCUMENTED)
    course = send(SERVERS[kind](), says, allowance, 4 * LIMIT, lanes=lanes, latency=latency)
    assert course.refused == 0


def test_a_limit_that_others_use_too_is_told_by_the_answers() -> None:
    others = tuple(step * 2.0 for step in range(300))
    course = send(Fixed(), rounded_up, Allowance.of(DOCUMENTED), COUNT, others=others)
    # Without the numbers in the answers, each window would refuse as many as the others send.
    assert course.refused <= COUNT / LIMIT
    blind = send(Fixed(), nothing, Allowance.of(DOCUMENTED), COUNT, others=others)
    assert blind.refused > course.refused


@pytest.mark.parametrize("says", [rounded_up, nothing])
def test_runs_at_the_same_time_share_a_limit(says: Says) -> None:
    share = 5
    allowance = Allowance.of(DOCUMENTED, share)
    sent = 0
    while allowance.wait(0.0) <= 0:
        allowance.begin()
        sent += 1
    assert sent == LIMIT // share
    answer = Response(200, says(share - 1, WINDOW))
    allowance.end(0.0, 0.1, answer, 1.0)
    assert allowance.wait(0.2) > 0
    assert Allowance.of(RateLimit(LIMIT, WINDOW, "chat"), share).share == 1


def answered(allowance: Allowance, at: float, left: int, reset: int, status: int = 200) -> None:
    headers = (("X-RateLimit-Remaining", str(left)), ("X-RateLimit-Reset", str(reset)))
    allowance.begin()
    allowance.end(at, at + 0.1, Response(status, headers), 5.0)


def test_a_refusal_holds_the_scope_and_then_one_request_finds_out() -> None:
    allowance = Allowance.of(RateLimit(1000, WINDOW, "agent"))
    answered(allowance, 0.0, 9, 60, status=429)
    assert allowance.wait(0.2) == pytest.approx(4.9)
    assert allowance.wait(5.2) == 0
    used_up = Allowance.of(RateLimit(2, WINDOW, "agent"))
    for _ in range(2):
        answered(used_up, 0.0, 0, 60, status=429)
    assert used_up.wait(5.2) == 0
    used_up.begin()
    assert used_up.wait(5.2) > 0


def test_a_smaller_or_larger_limit_of_the_server_counts() -> None:
    allowance = Allowance.of(RateLimit(3, WINDOW, "agent"))
    headers = (("X-RateLimit-Limit", "5"), ("RateLimit-Policy", '"new-chat";q=5;w=10'))
    for _ in range(4):
        allowance.begin()
        allowance.end(0.0, 0.1, Response(200, headers), 1.0)
    assert allowance.wait(0.2) == 0
    allowance.begin()
    assert 0 < allowance.wait(0.2) <= 10
    assert allowance.wait(10.2) == 0


def test_unix_seconds_are_read_by_the_servers_own_clock() -> None:
    allowance = Allowance.of(DOCUMENTED)
    headers = (
        ("X-RateLimit-Remaining", "0"),
        ("X-RateLimit-Reset", "1767225640"),
        ("Date", "Thu, 01 Jan 2026 00:00:00 GMT"),
    )
    allowance.begin()
    allowance.end(0.0, 0.0, Response(200, headers), 1.0)
    assert allowance.wait(0.0) == pytest.approx(40)


def test_a_ban_is_not_waited_for() -> None:
    allowance = Allowance.of(DOCUMENTED)
    answered(allowance, 0.0, 0, int(LONGEST_WAIT) + 2)
    assert allowance.wait(0.2) == 0


def test_numbers_that_never_rise_again_are_not_believed_for_ever() -> None:
    allowance = Allowance.of(DOCUMENTED)
    answered(allowance, 0.0, 0, 10)
    assert allowance.wait(1.0) > 8
    answered(allowance, 11.0, 0, 10)
    assert allowance.wait(12.0) == 0


def test_answers_that_overtake_each_other_are_counted_once() -> None:
    allowance = Allowance.of(DOCUMENTED)
    allowance.begin()
    allowance.begin()
    # Sent last and counted first: the other's number is the smaller one, and what is left.
    allowance.end(0.1, 0.3, Response(200, rounded_up(1, 60.0)), 1.0)
    assert allowance.wait(0.35) > 0
    allowance.end(0.0, 0.4, Response(200, rounded_up(0, 60.0)), 1.0)
    assert allowance.wait(0.45) > 0


def test_what_has_nothing_to_tell_may_be_forgotten() -> None:
    allowance = Allowance.of(DOCUMENTED)
    assert allowance.idle(0.0)
    answered(allowance, 0.0, 5, 10)
    assert not allowance.idle(20.0)
    assert allowance.idle(61.0)
