"""The contract as the suite reads it, and what it says of a document it can't use."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import loading
from conformance.contract import CORE_OPERATIONS, FEATURES, Contract
from conformance.loading import load_contract
from conformance.openapi import ContractError

SPEC = Path(__file__).parent.parent / "spec/api_versions/v3.yaml"


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


def test_finds_every_operation_by_the_end_of_its_path(contract: Contract) -> None:
    optional = [name for names in FEATURES.values() for name in names]
    names = [*CORE_OPERATIONS, *optional]
    assert {contract.operation(name).path for name in names} == set(contract.document["paths"])


def test_what_only_the_server_knows(contract: Contract) -> None:
    assert contract.operation("new-chat").server_made == {"chat_id", "agent_id", "created_at"}
    assert contract.operation("new-message").server_made == {"message_id", "created_at"}
    assert contract.operation("email-handoff").server_made == {"handoff_id", "status"}
    assert "message_id" in contract.operation("{chat_id}/messages").server_made


def test_limits_and_carriers_come_from_the_document(contract: Contract) -> None:
    limit = contract.operation("new-chat").rate_limit
    assert limit is not None
    assert (limit.limit, limit.window, limit.scope) == (30, 60.0, "agent")
    assert {kind: carrier.field for kind, carrier in contract.carriers.items()} == {
        "bearer": "Authorization",
        "api-key": "X-API-Key",
        "query": "access_token_query",
    }


def test_validates_both_sides(contract: Contract) -> None:
    operation = contract.operation("new-chat")
    assert operation.request_validator is not None
    assert operation.answer_validator is not None
    assert operation.request_validator.is_valid({"client_id": "a"})
    assert not operation.request_validator.is_valid({"client_id": 1})
    assert not operation.answer_validator.is_valid({})
    assert contract.operation("{chat_id}/messages").request_validator is None


def test_only_the_contract_that_the_corpus_was_made_from_is_known_to_be_valid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[bytes] = []
    monkeypatch.setattr(loading, "_problem", looked_at.append)
    load_contract(SPEC)
    assert looked_at == []
    other = tmp_path / "v3.yaml"
    other.write_bytes(SPEC.read_bytes() + b"# by a vendor\n")
    load_contract(other)
    assert looked_at == [other.read_bytes()]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [", "not valid YAML"),
        ("[]", "not an OpenAPI 3.1 document"),
        ("openapi: 3.0.0", "not an OpenAPI 3.1 document"),
        ("openapi: 3.1.0", "not valid at /"),
        ("openapi: 3.1.0\ninfo: {title: t, version: v}\npaths: {}", "ends in /new-chat"),
    ],
)
def test_a_document_of_no_use_gets_a_sentence(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(text)
    with pytest.raises(ContractError, match=says):
        load_contract(path)


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("'#/components/schemas/ChatBase'", "'#/components/schemas/Nobody'", "leads nowhere"),
        ("'#/components/schemas/ChatBase'", "'other.yaml#/ChatBase'", "can't be followed"),
        ("{limit: 30, window: 60, scope: agent}", "30", "x-rate-limit of POST /external/message"),
        ("{limit: 30, window: 60, scope: agent}", "{limit: few}", "must have limit, window"),
    ],
)
def test_what_a_run_would_fall_over_is_found_before_it(
    tmp_path: Path, right: str, wrong: str, says: str
) -> None:
    path = tmp_path / "spec.yaml"
    text = SPEC.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ContractError, match=says):
        load_contract(path)


def test_a_missing_file_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="can't be read"):
        load_contract(tmp_path / "absent.yaml")
