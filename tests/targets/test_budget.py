"""How much a run sends: within one window of the documented limits, so that it never waits."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from conformance.exchange import Exchange, Transcript
from conformance.outcome import Verdict
from conformance.reference import Settings
from conformance.run import Options
from conformance.transcript import read_transcript

from .conftest import RunAgainst

MOST_CHATS = 28
MOST_HANDOFFS = 55
MOST_MESSAGES_TO_A_CHAT = 110
MOST_REQUESTS = 450
MOST_IN_SMOKE = 20


@pytest.fixture(params=["core", "smoke"])
def transcript(
    request: pytest.FixtureRequest, run_against: RunAgainst, tmp_path: Path
) -> Transcript:
    """Of a run with every feature and two agents, the documented limits enforced."""
    settings = Settings(limits="documented")
    report = run_against(settings, (), Options(request.param))
    assert report.verdict is Verdict.CONFORMANT
    return read_transcript(tmp_path / "report" / "transcript.jsonl")


def test_a_run_keeps_within_the_limits(transcript: Transcript) -> None:
    sent = [exchange for exchange in transcript.exchanges if exchange.sent]
    assert not any(one.response and one.response.status == 429 for one in sent)
    assert not any(exchange.superseded for exchange in sent)
    most = MOST_IN_SMOKE if transcript.header.profile == "smoke" else MOST_REQUESTS
    assert len(sent) <= most
    calls = Counter(
        (exchange.request.url.partition("?")[0].rpartition("/")[2], exchange.agent)
        for exchange in sent
        if exchange.agent is not None
    )
    assert calls["new-chat", "main"] <= MOST_CHATS
    assert calls["email-handoff", "main"] <= MOST_HANDOFFS
    chats = Counter(_chat(one) for one in sent if one.agent == "main")
    del chats[""]
    assert max(chats.values()) <= MOST_MESSAGES_TO_A_CHAT


def _chat(exchange: Exchange) -> str:
    """The chat that a message goes to; those that name none go to one of their own."""
    if not exchange.request.url.partition("?")[0].endswith("/new-message"):
        return ""
    try:
        return str(json.loads(exchange.request.body)["chat_id"])
    except (ValueError, LookupError, TypeError):
        return "none"
