"""A finding's case is sent again, with what it builds on, in the order of its run."""

from __future__ import annotations

from typing import Any

from conformance.contract import Contract
from conformance.exchange import Exchange, Header, Request, Response, Transcript
from conformance.outcome import Finding, Level
from conformance.replay.recorded import Numbered
from conformance.replay.selection import Selection, select

BASE = "http://127.0.0.1:1"


def exchange(
    number: int,
    case: str,
    started: float,
    ended: float,
    *,
    chat: str = "",
    gives: str = "",
    **more: Any,
) -> Exchange:
    body = f'{{"chat_id": "{chat}"}}'.encode() if chat else b"{}"
    answer = f'{{"chat_id": "{gives}"}}'.encode()
    name = "new-chat" if gives else "new-message"
    flow, _, inner = case.partition("/")
    return Exchange(
        number,
        flow,
        inner,
        f"step_{number}",
        f"POST /external/message/{name}",
        "main",
        "bearer",
        Request("POST", f"{BASE}/external/message/{name}", (), body),
        Response(200, (), answer),
        started=started,
        ended=ended,
        **more,
    )


RUN = (
    exchange(1, "contract/first-call", 0.0, 0.1, gives="chat-number-one"),
    exchange(2, "a/x", 0.2, 0.3, gives="chat-number-two"),
    exchange(3, "b/y", 0.2, 0.4, chat="chat-number-one"),
    exchange(4, "a/x", 0.3, 0.5, chat="chat-number-two", superseded=True),
    exchange(5, "a/x", 0.5, 0.6, chat="chat-number-two"),
    exchange(6, "c/z", 0.7, 0.9, chat="chat-number-two"),
    exchange(7, "c/z", 0.7, 0.8, chat="chat-number-one"),
    exchange(8, "c/z", 0.75, 0.95),
    exchange(9, "c/z", 0.96, 0.97, sent=False),
    exchange(10, "c/z", 0.97, 0.98),
)


def selection(contract: Contract, *cited: int, others: tuple[int, ...] = ()) -> Selection:
    header = Header("run-of-then", "2026-01-01T00:00:00Z", "0", "d", BASE, "core", 0)
    findings = [
        Numbered(
            place, "LEAD-02", Level.MUST, "?", Finding(number, "", "", "", "", 1, others=others)
        )
        for place, number in enumerate(cited, start=1)
    ]
    return select(Transcript(header, RUN), findings, contract)


def numbers(found: Selection) -> list[list[int]]:
    return [[one.number for one in batch] for batch in found.batches]


def test_a_case_that_builds_on_nothing_but_itself(contract: Contract) -> None:
    found = selection(contract, 5)
    assert found.of == {1: (2, 5)}
    assert numbers(found) == [[2], [5]]


def test_what_gave_the_ids_goes_first(contract: Contract) -> None:
    found = selection(contract, 7)
    assert found.of == {1: (1, 2, 6, 7, 8, 10)}
    assert numbers(found) == [[2], [6, 7, 8], [10]]


def test_findings_share_what_they_have_in_common(contract: Contract) -> None:
    found = selection(contract, 7, 5, 3)
    assert found.of == {1: (1, 2, 6, 7, 8, 10), 2: (2, 5), 3: (1, 3)}
    assert numbers(found) == [[2], [3], [5], [6, 7, 8], [10]]


def test_what_it_is_compared_with_is_sent_too_at_the_same_moment(contract: Contract) -> None:
    found = selection(contract, 5, others=(3,))
    assert found.of == {1: (1, 2, 3, 5)}
    assert numbers(found) == [[2, 3], [5]]


def test_an_attempt_that_met_a_limit_is_not_sent_again(contract: Contract) -> None:
    assert selection(contract, 4).of == {1: (2, 5)}
