"""When it may be said of a finding that it is none any more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.contract import Contract
from conformance.evidence import Observations
from conformance.exchange import Exchange, Request, Response
from conformance.outcome import Finding, Level
from conformance.replay.ids import Ids
from conformance.replay.judging import Bench, Replayed, Result
from conformance.replay.recorded import Numbered
from conformance.replay.selection import Selection

URL = "http://127.0.0.1:1/external/message/email-handoff"
HANDOFF = b'{"handoff_id": "h1", "status": "queued", "chat_id": "c1"}'


def exchange(number: int, status: int, body: bytes = HANDOFF, **more: Any) -> Exchange:
    response = Response(status, (("Content-Type", "application/json"),), body)
    operation = "POST /external/message/email-handoff"
    made = Exchange(
        *(number, "handoff", "x", "s", operation, "main", "bearer", Request("POST", URL)), response
    )
    return replace(made, **more)


def judged(
    contract: Contract,
    requirement: str,
    then: list[Exchange],
    now: list[Exchange],
    *,
    cited: int | None = None,
    others: tuple[int, ...] = (),
    stopped: str | None = None,
    accepts: bool = True,
) -> Replayed:
    """What comes of a finding about `cited` or the last exchange; `now` has numbers of then."""
    finding = Finding(cited or then[-1].number, "", "", "", "", 1, others=others)
    numbers = tuple(one.number for one in then)
    known = {one.number: one for one in then}
    selection = Selection(Ids([]), known, dict.fromkeys(numbers, frozenset()), {1: numbers}, ())
    sent = {one.number: one for one in now}
    bench = Bench(selection, sent, stopped, accepts, Observations(contract))
    return bench.judge(Numbered(1, requirement, Level.MUST, "?", finding))


def test_a_failure_that_is_a_success_now(contract: Contract) -> None:
    done = judged(contract, "CON-01", [exchange(1, 500)], [exchange(1, 200)])
    assert (done.result, done.sent_again) == (Result.MENDED, (1,))


def test_a_failure_that_still_is_one(contract: Contract) -> None:
    done = judged(contract, "CON-01", [exchange(1, 500)], [exchange(1, 503)])
    assert done.result is Result.FAILS
    assert done.now is not None
    assert (done.now.pointer, done.now.actual) == ("status", "503")


SILENT = exchange(1, 200, response=None, unanswered="the connection broke")
UNSENT = exchange(1, 200, response=None, unanswered="nothing was there", sent=False)


@pytest.mark.parametrize(
    ("requirement", "then", "now", "reason"),
    [
        ("CON-01", exchange(1, 500), exchange(1, 401), "answered 401 this time"),
        ("CON-04", exchange(1, 200), exchange(1, 404), "got status 404 this time, 200 before"),
        ("CON-01", exchange(1, 500), SILENT, "got no answer this time: the connection broke"),
        ("CON-02", exchange(1, 500), SILENT, "got no answer this time: the connection broke"),
        ("CON-01", exchange(1, 500), UNSENT, "could not be sent again: nothing was there"),
        ("CON-99", exchange(1, 500), exchange(1, 200), "no requirement 'CON-99'"),
    ],
)
def test_what_shows_nothing(
    requirement: str, then: Exchange, now: Exchange, reason: str, contract: Contract
) -> None:
    done = judged(contract, requirement, [then], [now])
    assert done.result is Result.UNKNOWN
    assert reason in (done.reason or "")


def test_a_replay_that_was_stopped_says_why(contract: Contract) -> None:
    done = judged(contract, "CON-01", [exchange(1, 500)], [UNSENT], stopped="It was stopped.")
    assert (done.result, done.reason) == (Result.UNKNOWN, "It was stopped.")


def test_a_target_that_accepts_nothing_has_mended_nothing(contract: Contract) -> None:
    done = judged(contract, "CON-01", [exchange(1, 500)], [exchange(1, 422)], accepts=False)
    assert done.result is Result.UNKNOWN
    assert "accepted no request" in (done.reason or "")


def test_an_attempt_that_met_the_limit(contract: Contract) -> None:
    done = judged(contract, "CON-01", [exchange(2, 200)], [exchange(2, 200)], cited=1)
    assert done.result is Result.UNKNOWN
    assert "Exchange 1 met the rate limit" in (done.reason or "")


@pytest.mark.parametrize(
    ("status", "handoff", "result"),
    [
        (200, HANDOFF, Result.FAILS),
        (200, HANDOFF.replace(b"h1", b"h2"), Result.MENDED),
        (422, HANDOFF, Result.UNKNOWN),
    ],
)
def test_what_is_compared_needs_both(
    status: int, handoff: bytes, result: Result, contract: Contract
) -> None:
    then = [exchange(1, 200), exchange(2, 200)]
    now = [exchange(1, status, handoff), exchange(2, 200)]
    done = judged(contract, "CON-13", then, now, others=(1,))
    assert done.result is result
    assert (done.reason is None) == (result is not Result.UNKNOWN)
