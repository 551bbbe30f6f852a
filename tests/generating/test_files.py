"""The frozen files are what the generator makes of the contract today."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from conformance.contract import Contract
from conformance.corpus import FILES, lines
from conformance.generate import freezing
from conformance.generate.freezing import MANIFEST, write_corpus
from conformance.loading import load_contract
from conformance.resources import CORPUS, SPEC

from .oracle import CORPUS as GROUPS
from .oracle import cases

REBUILD = "The corpus isn't what the generator makes of the spec: run `nox -s corpus`."


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    value: dict[str, Any] = json.loads((CORPUS / MANIFEST).read_text(encoding="ascii"))
    return value


def test_the_manifest_is_of_this_spec(manifest: dict[str, Any], contract: Contract) -> None:
    assert manifest["spec"] == contract.digest, REBUILD


@pytest.mark.parametrize("name", FILES)
def test_the_manifest_is_of_these_files(manifest: dict[str, Any], name: str) -> None:
    entry = manifest["files"][f"{name}.jsonl"]
    content = (CORPUS / f"{name}.jsonl").read_bytes()
    assert entry["sha256"] == hashlib.sha256(content).hexdigest(), REBUILD
    intents = [case.intent for case in cases(name)]
    assert entry["valid"] == intents.count("valid")
    assert entry["invalid"] == intents.count("invalid")


def test_a_rebuild_gives_the_same_bytes(
    manifest: dict[str, Any], contract: Contract, tmp_path: Path
) -> None:
    made_with = {name: version(name) for name in manifest["libraries"]}
    if (made_with, unicodedata.unidata_version) != (manifest["libraries"], manifest["unicode"]):
        pytest.skip("made with other versions of the libraries, or of Unicode")
    write_corpus(contract, tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (CORPUS / path.name).read_bytes(), f"{path.name}: {REBUILD}"
    assert {path.name for path in tmp_path.iterdir()} == {
        MANIFEST,
        *(f"{name}.jsonl" for name in FILES),
    }


@pytest.mark.parametrize("name", FILES)
def test_lines_are_ascii_and_read_back_as_they_were_written(name: str) -> None:
    text = (CORPUS / f"{name}.jsonl").read_text(encoding="ascii")
    assert lines(GROUPS[name]) == text


def test_they_are_small_enough_to_keep() -> None:
    assert sum((CORPUS / f"{name}.jsonl").stat().st_size for name in FILES) < 4_000_000


def test_an_interrupted_build_leaves_the_old_files(
    contract: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "new-chat.jsonl"
    old.write_text("old\n", encoding="ascii")
    made = iter(FILES)

    def interrupted(*_: object) -> list[object]:
        if next(made) == "messages":
            raise KeyboardInterrupt
        return []

    monkeypatch.setattr(freezing, "assemble", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_corpus(contract, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["new-chat.jsonl"]
    assert old.read_text(encoding="ascii") == "old\n"
