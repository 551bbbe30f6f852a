"""Shards and their merging, as the user of the command line meets them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from forgetful import forgetful_server

from conformance.cli import main
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with RunningServer(Settings(limits="none")) as server:
        yield server.url


@pytest.fixture(scope="module")
def faulty() -> Iterator[str]:
    """A server that fails LEAD-02."""
    with RunningServer(forgetful_server()) as server:
        yield server.url


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test in a directory of its own, with a token and no other choice made."""
    for name in list(os.environ):
        if name.startswith(("CONFORMANCE_", "CI_NODE", "GITHUB_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CONFORMANCE_TOKEN", next(iter(SANDBOX_TOKENS)))
    monkeypatch.chdir(tmp_path)


def invoke(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def shard(url: str, text: str, *words: str) -> Result:
    place = text.replace("/", "-of-")
    return invoke("run", url, "--only", "lead", "--shard", text, "--report-dir", place, *words)


def said(result: Result) -> str:
    return " ".join(result.output.split())


def test_a_shard_passes_and_says_that_it_is_no_pass(url: str) -> None:
    result = shard(url, "1/2")
    assert result.exit_code == 0
    assert "Incomplete: " in said(result)
    assert "This is shard 1 of 2, which says nothing of the rest: merge them." in said(result)
    report = json.loads(Path("1-of-2/report.json").read_text(encoding="utf-8"))
    assert (report["verdict"], report["shard"]) == ("incomplete", [1, 2])
    reasons = {one["reason"] for one in report["requirements"]} - {None}
    assert "Nothing in shard 1 of 2 is evidence for it; merge all 2." in reasons


def test_one_shard_of_one_is_the_whole_run(url: str) -> None:
    result = shard(url, "1/1")
    assert result.exit_code == 0
    assert "Conformant" in said(result)
    assert "This is shard" not in said(result)
    assert invoke("merge", "1-of-1", "--report-dir", "merged").exit_code == 0


def test_a_run_is_parted_and_merged(url: str) -> None:
    for text in ("1/2", "2/2"):
        shard(url, text, "--quiet")
    result = invoke("merge", "2-of-2", "1-of-2", "--report-dir", "merged")
    assert result.exit_code == 0, result.output
    assert "Merged from 2 shards." in said(result)
    assert Path("merged/report.html").exists()
    invoke("run", url, "--only", "lead", "--report-dir", "whole", "--quiet")
    assert invoke("compare", "whole", "merged").exit_code == 0


def test_a_missing_shard_makes_the_merging_incomplete(url: str) -> None:
    shard(url, "2/2")
    result = invoke("merge", "2-of-2", "--report-dir", "merged", "--quiet")
    assert result.exit_code == 3
    assert result.output.startswith("Incomplete: ")
    assert "Shard 1 of 2 is missing." in said(result)


def test_a_failure_is_found_and_replayed(faulty: str) -> None:
    codes = [shard(faulty, text).exit_code for text in ("1/3", "2/3", "3/3")]
    assert set(codes) <= {0, 1}
    assert 1 in codes
    result = invoke("merge", "1-of-3", "2-of-3", "3-of-3", "--report-dir", "m", "--format", "json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert (report["verdict"], report["merged"]) == ("non-conformant", 3)
    assert [one["id"] for one in report["requirements"] if one["outcome"] == "fail"] == ["LEAD-02"]
    result = invoke("replay", "m", "--json")
    assert result.exit_code == 1, result.output
    assert {one["requirement"] for one in json.loads(result.stdout)["findings"]} == {"LEAD-02"}


def test_known_failures_pass_the_gate_of_the_merged_report(faulty: str) -> None:
    for text in ("1/2", "2/2"):
        shard(faulty, text)
    places = ("merge", "1-of-2", "2-of-2", "--report-dir", "m")
    invoke(*places)
    grounds = ("--owner", "Ada", "--reason", "Ticket 1", "--expires", "2099-12-31")
    updated = invoke("baseline", "update", "m", "--baseline", "known.json", *grounds)
    assert updated.exit_code == 0, updated.output
    result = invoke(*places, "--baseline", "known.json")
    assert result.exit_code == 0, result.output
    # In a shard that lacks the failure, the entry is not taken for mended.
    for text in ("1/2", "2/2"):
        assert shard(faulty, text, "--baseline", "known.json").exit_code == 0
    kept = Path("known.json").read_bytes()
    for place in ("1-of-2", "2-of-2"):
        invoke("baseline", "update", place, "--baseline", "known.json")
    assert Path("known.json").read_bytes() == kept


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("run", "--shard", "3/2"), "In the option --shard: there is no shard 3 of 2"),
        (("run", "--shard", "auto"), "no variable says which shard this is"),
        (("run", "--shard", "1/2", "--profile", "certification"), "A certification is one run"),
        (("merge", "nothing"), "nothing/transcript.jsonl can't be read"),
        (("merge",), "Missing argument 'DIR...'"),
    ],
)
def test_a_mistake_is_said_in_a_sentence(words: tuple[str, ...], why: str) -> None:
    result = invoke(*words)
    assert result.exit_code == 2
    assert why in said(result)
    assert "Traceback" not in result.output


def test_a_shard_that_can_not_be_driven_is_no_success() -> None:
    result = shard("http://127.0.0.1:1", "1/2", "--timeout", "1")
    assert result.exit_code == 3


def test_what_a_service_says_is_heard_only_if_it_is_asked(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_NODE_INDEX", "2")
    monkeypatch.setenv("CI_NODE_TOTAL", "2")
    whole = ("run", url, "--only", "LEAD-01", "--report-dir", "whole")
    assert "Conformant" in invoke(*whole).output
    assert "This is shard 2 of 2" in said(invoke(*whole, "--shard", "auto"))


def test_on_github_a_shard_warns_of_what_it_lacks_and_merging_errs(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    result = shard(url, "2/2", "--quiet")
    assert "::warning title=" in result.stderr
    assert "::error" not in result.stderr
    result = invoke("merge", "2-of-2", "--report-dir", "merged", "--quiet")
    assert "::error title=" in result.stderr
    result = shard("http://127.0.0.1:1", "1/2", "--timeout", "1", "--quiet")
    assert "::error title=" in result.stderr
