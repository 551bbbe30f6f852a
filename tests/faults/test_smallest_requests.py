"""A generated case that fails is shown as what a person would have written by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.conclude import conclude
from conformance.contract import Contract
from conformance.corpus import FILES
from conformance.exchange import Exchange
from conformance.flows.generated import sending
from conformance.loading import load_contract
from conformance.minimise import Budget
from conformance.outcome import Change, Finding
from conformance.reference.faults import FAULTS
from conformance.reports import render_json
from conformance.resources import SPEC
from conformance.run import Options, run
from conformance.target import Credentials, Target
from conformance.transcript import open_transcript, read_transcript

from .conftest import TOKENS, Switched

BUDGET = Budget()
MESSAGE = {"sender": "user", "content": "a"}
HANDOFF = {"customer_email": "a@example.com"}


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


Shown = tuple[Finding, list[Exchange]]
Show = Callable[[str, str], Shown]


@pytest.fixture
def show(
    contract: Contract,
    switched: Switched,
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Show]:
    """What a run finds by a requirement with a fault in the server: the finding and its case."""

    def find(name: str, requirement: str, budget: Budget = BUDGET) -> Shown:
        (fault,) = (one for one in FAULTS if one.name == name)
        switched.become(fault)
        only = {file: one for file, one in FILES.items() if one == fault.operation}
        monkeypatch.setattr(sending, "FILES", only)
        main, other = TOKENS
        target = Target(url, Credentials({"main": main, "other": other}), ("transcript", "agent"))
        options = Options("full", ("generated",), budget=budget)
        report = run(target, contract, options, tmp_path)
        (result,) = (one for one in report.requirements if one.id == requirement)
        finding = result.findings[0]
        every = read_transcript(tmp_path / "transcript.jsonl").exchanges
        (shown,) = (one for one in every if one.number == finding.exchange)
        return finding, [one for one in every if one.case == shown.case]

    yield find
    switched.become(None)


def body(shown: Shown) -> Any:
    """The body of the finding's request, without the chat that the run has opened for it."""
    finding, case = shown
    (exchange,) = (one for one in case if one.number == finding.exchange)
    value = json.loads(exchange.request.body)
    value.pop("chat_id", None)
    return value


def test_one_character(show: Show) -> None:
    shown = show("content-sharp-s-doubled", "GEN-02")
    assert body(shown) == {**MESSAGE, "content": "\u00df"}
    assert shown[0].changes == (Change("/content", '"\u00df"', '"a"'),)
    assert shown[0].count >= 2
    assert "curl" in shown[0].reproduce


def test_one_length(show: Show) -> None:
    shown = show("content-of-64-refused", "GEN-01")
    assert body(shown) == {**MESSAGE, "content": "a" * 64}
    assert [change.pointer for change in shown[0].changes] == ["/content"]


def test_one_type_in_a_nested_place(show: Show) -> None:
    found = body(show("metadata-nested-boolean-as-number", "GEN-03"))
    metadata = json.dumps(found.pop("metadata"), separators=(",", ":"))
    assert found == MESSAGE
    assert re.fullmatch(r'\{"[a-z]":(\{"[a-z]":\[false\]\}|\[\[false\]\])\}', metadata)


def test_one_combination_of_optional_members(show: Show) -> None:
    shown = show("reason-and-context-need-metadata", "GEN-01")
    assert body(shown) == {**HANDOFF, "reason": "a", "context": "a"}
    (change,) = shown[0].changes
    assert change in (Change("/reason", '"a"', "nothing"), Change("/context", '"a"', "nothing"))


def test_a_flag_beside_another(show: Show) -> None:
    found = body(show("ai-and-no-lead-fails", "GEN-01"))
    assert re.fullmatch(r"conformance-[0-9a-f]+-a", found.pop("client_id"))
    assert found == {"ai_enabled": True, "lead_collected": False}


def test_a_flaw_that_is_accepted(show: Show) -> None:
    shown = show("null-sender-accepted", "GEN-11")
    assert body(shown) == {**MESSAGE, "sender": None}
    assert shown[0].changes == (Change("/sender", "null", '"user"'),)
    assert shown[0].expected == "400 or 422, because of enum at /sender"


def test_an_id_that_is_none(show: Show) -> None:
    finding, case = show("capital-id-matches-any-chat", "GEN-14")
    (exchange,) = (one for one in case if one.number == finding.exchange)
    found = json.loads(exchange.request.body)
    assert re.fullmatch("(conformance-unknown-)?[A-Za-z]*[A-Z][A-Za-z]*", found.pop("chat_id"))
    assert found == {"content": "a"}


def test_a_series_of_calls(show: Show) -> None:
    finding, case = show("third-message-repeats-the-first", "SEQ-08")
    assert [one.step for one in case] == ["opened", "said", "said", "said"]
    assert case[-1].number == finding.exchange
    assert finding.count > 1


def test_without_a_budget_the_case_is_shown_as_it_was_generated(show: Any) -> None:
    finding, case = show("content-of-64-refused", "GEN-01", Budget(0, 20.0))
    assert not any(one.probe for one in case)
    assert (finding.control, finding.changes) == (None, ())


def test_the_transcript_alone_gives_the_same_report(
    show: Show, contract: Contract, tmp_path: Path
) -> None:
    show("content-sharp-s-doubled", "GEN-02")
    written = (tmp_path / "report.json").read_text(encoding="ascii")
    report = conclude(open_transcript(tmp_path / "transcript.jsonl"), contract)
    assert render_json(report) == written
