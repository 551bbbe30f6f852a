"""Nobody is written to by accident: what fixtures name and what a whole run sends is reserved.

Addresses and hosts by RFC 2606 and RFC 6761; phone numbers by the plans that set some aside for
fiction. And whatever opens a chat can be found again by its operator.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from reserved import real

from conformance.contract import Contract
from conformance.exchange import Exchange, Transcript, header
from conformance.loading import load_contract
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings
from conformance.resources import FIXTURES, SPEC
from conformance.run import Options, run
from conformance.target import Credentials, Target
from conformance.transcript import read_transcript

Place = tuple[str, str, str]

FILES = sorted(FIXTURES.rglob("*.json"))
# A host may be put before an old path, in a case that is about just that.
OLD_PATH = re.compile(r"(?://[\w.]+)?/external/tools(?:/|$)")
# A case that is about a body with nothing but what is required, so it has no metadata.
BARE: set[Place] = {("new-chat", "minimal-chat", "minimal_chat")}
# A case that is about the methods which the contract doesn't give its paths.
OTHER_METHODS: set[Place] = {("contract", "other-methods", "other_method")}
# A step that goes where an old path leads, whatever may be done there.
FOLLOWED = "hops"


@pytest.mark.parametrize(
    "text",
    [
        "Write to Jane <jane@company.com>",
        "a@b",
        "jane@example.com@mail.example.dev",
        "jane@notexample.com",
        "jane@example.com.au",
        "see https://optimly.io/docs",
        "//evil.com/path",
        "http://user:secret@[::1]/",
        "www.company.com",
        "+1-555-123-4567",
        "call 555-123-4567 now",
        "+49 30 901820",
        {"phone": "5551234567"},
        {"phones": [5551234567]},
        {"jane@company.com": {}},
    ],
)
def test_finds_what_could_reach_somebody(text: Any) -> None:
    assert real({"deep": [text]})


@pytest.mark.parametrize(
    "text",
    [
        "Jane <jane@example.com>, <j.d+tag@mail.example.org>; x@a.test",
        "not-an-address, @, buyer@, @handle, 5 @ 3",
        "https://www.example.com/a?b=c#d or //evil.invalid/ and https://user@shop.example.",
        "+1-555-555-0142 and (212) 555-0199, +44 20 7946 0958",
        "2025-06-20T14:00:00-04:00, 9007199254740991, 2025-06-20 at 14:00, 1.2.3.4 // note",
        {"phone": "+1 (212) 555-0100", "preferred_channel": "phone", "phone_verified": True},
    ],
)
def test_takes_what_is_reserved_or_nothing_of_the_kind(text: Any) -> None:
    assert real(text) == []


def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; raises ValueError where a member comes twice, of which one would be lost."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a member comes twice")
    return dict(pairs)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_fixture_is_json_and_names_only_what_is_reserved(path: Path) -> None:
    value = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=without_repeats)
    assert value
    assert real(value) == []


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.fixture(scope="module")
def transcript(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> Transcript:
    """Of a whole run: every flow, with everything claimed and allowed, and two agents."""
    directory = tmp_path_factory.mktemp("whole-run")
    main, other = SANDBOX_TOKENS
    credentials = Credentials({"main": main, "other": other})
    with RunningServer(Settings(limits="120/2")) as server:
        consents = ("exhaust-rate-limit",)
        target = Target(server.url, credentials, ("transcript", "agent"), consents)
        run(target, contract, Options("full"), directory)
    return read_transcript(directory / "transcript.jsonl")


def place(exchange: Exchange) -> Place:
    return exchange.flow, exchange.case, exchange.step


def sent_json(exchange: Exchange) -> Any:
    """The request's body as JSON, or else as text, for nobody knows what a server makes of it."""
    try:
        return json.loads(exchange.request.body)
    except ValueError:
        return exchange.request.body.decode("utf-8", "replace")


def path_of(exchange: Exchange, transcript: Transcript) -> str:
    return exchange.request.url.removeprefix(transcript.header.target).partition("?")[0]


def test_a_run_writes_to_nobody(transcript: Transcript) -> None:
    assert transcript.faults == ()
    assert len({exchange.flow for exchange in transcript.exchanges}) > 5
    found: dict[Place, list[str]] = {}
    for exchange in transcript.exchanges:
        hosts = header(exchange.request.headers, "X-Forwarded-Host")
        if names := real([sent_json(exchange), f"//{hosts}" if hosts else ""]):
            found[place(exchange)] = names
    assert found == {}


def test_an_operator_can_find_every_chat_of_a_run(transcript: Transcript) -> None:
    lost: dict[Place, Any] = {}
    bare: set[Place] = set()
    run_id = transcript.header.run
    for exchange in transcript.exchanges:
        body = sent_json(exchange)
        client = body.get("client_id") if isinstance(body, dict) else None
        if not isinstance(client, str):
            continue
        metadata = body.get("metadata")
        mark = metadata.get("conformance_run") if isinstance(metadata, dict) else None
        if exchange.flow == "generated":
            # Some of these are about any name of a client, or about any metadata.
            if mark != run_id and not client.startswith(f"conformance-{run_id}-"):
                lost[place(exchange)] = body
            continue
        if metadata is None and place(exchange) in BARE:
            bare.add(place(exchange))
        elif mark != run_id:
            lost[place(exchange)] = body
        if not client.startswith("conformance-"):
            lost[place(exchange)] = body
    assert lost == {}
    assert bare == BARE


def test_a_run_calls_only_the_contract_and_the_old_paths(
    contract: Contract, transcript: Transcript
) -> None:
    known = {
        (operation.method, re.sub(r"\{\w+\}", "[^/]+", operation.path))
        for operation in contract.operations
    }
    strays: dict[Place, str] = {}
    for exchange in transcript.exchanges:
        method, path = exchange.request.method, path_of(exchange, transcript)
        methods = {legal for legal, pattern in known if re.fullmatch(pattern, path)}
        elsewise = place(exchange) in OTHER_METHODS or exchange.step == FOLLOWED
        asked = method in methods or (methods and elsewise)
        if not asked and not OLD_PATH.match(path):
            strays[place(exchange)] = f"{method} {path}"
    assert strays == {}
