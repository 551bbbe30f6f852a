"""No hand-written scenario shows a fault: what it asks and what it is answered stay the same."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message

from conformance.loading import load_contract
from conformance.reference import (
    SANDBOX_TOKENS,
    RunningServer,
    Settings,
    create_app,
    documented_limits,
)
from conformance.reference.faults import FAULTS, Fault, Faulty
from conformance.resources import SPEC
from conformance.run import Options, run
from conformance.sabotage.asgi import giving
from conformance.target import Credentials, Target

from .recording import Recorded, Recording, Repeating

GENERATED = "generated"


@pytest.fixture(scope="module")
def hand_written(tmp_path_factory: pytest.TempPathFactory) -> list[Recorded]:
    """What a run in profile core asks of the reference server, and how that answers."""
    main, other = SANDBOX_TOKENS
    recording = Recording(create_app(Settings(limits=documented_limits(3))))
    with RunningServer(recording) as server:
        credentials = Credentials({"main": main, "other": other})
        target = Target(server.url, credentials, ("transcript", "agent"), ("exhaust-rate-limit",))
        run(target, load_contract(SPEC), Options(), tmp_path_factory.mktemp("report"))
    return [recorded for recorded in recording.kept if recorded.flow != GENERATED]


async def asked_and_answered(fault: Fault, recorded: list[Recorded]) -> None:
    """Asks a faulty server all of it; the server behind answers as the correct one did."""
    behind = Repeating(recorded)
    faulty = Faulty(behind, fault)
    for one in recorded:
        answer: list[Message] = []

        async def take(message: Message, answer: list[Message] = answer) -> None:
            answer.append(message)

        await faulty({**one.scope}, giving(one.body), take)
        scope, body = behind.asked[-1]
        where = f"{one.scope['method']} {one.scope['path']} {one.body[:200]!r}"
        assert body == one.body, where
        for part in ("method", "path", "raw_path", "query_string", "headers"):
            assert scope[part] == one.scope[part], where
        assert whole(answer) == whole(one.answer), where


def whole(answer: tuple[Message, ...] | list[Message]) -> tuple[int, object, bytes]:
    """Status, headers and body."""
    start, *rest = answer
    return start["status"], start["headers"], b"".join(one.get("body", b"") for one in rest)


def test_all_flows_are_recorded(hand_written: list[Recorded]) -> None:
    assert len(hand_written) > 200
    flows = {recorded.flow for recorded in hand_written}
    assert {"lead", "appointment", "new-chat", "handoff", "auth", "contract", "transcript"} <= flows


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_passes_through_unchanged(fault: Fault, hand_written: list[Recorded]) -> None:
    asyncio.run(asked_and_answered(fault, hand_written))
