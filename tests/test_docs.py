"""What the documents say of the program is so."""

from __future__ import annotations

import json
import re
from dataclasses import Field, fields
from pathlib import Path

import pytest

from conformance.catalogue import digest, requirements
from conformance.certificate.bundle import MOST_ATTEMPTS
from conformance.certificate.policy import Policy, read_policy
from conformance.cli import main
from conformance.cli.certifying import certify
from conformance.cli.running import run
from conformance.configuration import variable
from conformance.option import READERS
from conformance.outcome import Outcome, Verdict
from conformance.register.disputes import read_disputes
from conformance.register.entry import State
from conformance.reports import RENDERERS
from conformance.reports.outline import OUTCOME_WORDS
from conformance.target import VARIABLES

ROOT = Path(__file__).parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("reports/*.md")]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CERTIFICATION = (ROOT / "docs/certification.md").read_text(encoding="utf-8")
RUNNING = (ROOT / "docs/running.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
        if not target.startswith("https://"):
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_are_named_exist(document: Path) -> None:
    named = re.findall(
        r"`((?:conformance|tests|docs|spec)/[\w./-]+)`", document.read_text(encoding="utf-8")
    )
    for name in named:
        assert (ROOT / name).exists(), name


def test_every_room_has_its_row_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for path in (ROOT / "conformance").iterdir():
        if path.suffix == ".py" and path.name != "__init__.py":
            assert f"`conformance/{path.name}`" in text, path.name
        elif path.is_dir() and (path / "__init__.py").exists():
            assert f"`conformance/{path.name}/`" in text, path.name


def test_the_published_example_is_of_this_catalogue() -> None:
    report = json.loads((ROOT / "reports/example/report.json").read_text(encoding="utf-8"))
    assert report["verdict"] == "conformant"
    assert report["suite"]["catalogue_digest"] == digest()


def test_the_changelog_counts_the_requirements() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"- {len(requirements())} requirements over" in text


@pytest.mark.parametrize("option", READERS)
def test_every_option_is_described_and_offered(option: str) -> None:
    assert f"`{variable(option)}`" in RUNNING
    if option != "url":
        assert f"`--{option}`" in RUNNING
    names = {parameter.name for parameter in run.params}
    assert option.replace("-", "_") in names


@pytest.mark.parametrize("name", RENDERERS)
def test_every_file_of_a_report_is_described(name: str) -> None:
    assert f"| `{name}` | " in RUNNING


@pytest.mark.parametrize("name", VARIABLES.values())
def test_every_secret_is_described(name: str) -> None:
    assert f"`{name}`" in RUNNING


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_described(outcome: Outcome) -> None:
    assert f"| {OUTCOME_WORDS[outcome]} |" in RUNNING


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_is_described(verdict: Verdict) -> None:
    assert f"`{verdict.value}`" in RUNNING


@pytest.mark.parametrize("field", fields(Policy), ids=lambda field: field.name)
def test_every_demand_of_a_policy_is_described_with_its_default(field: Field[object]) -> None:
    key = field.name.replace("_", "-")
    value = field.default
    default = {"": "any", (): "any" if key == "sets" else "`[]`", True: "`true`"}
    assert f"| `{key}` | {default.get(value, value)} |" in CERTIFICATION


def test_the_policy_and_the_dispute_that_are_shown_can_be_read(tmp_path: Path) -> None:
    policy, disputes = re.findall("```toml\n(.*?)```", CERTIFICATION, re.S)
    (tmp_path / "policy.toml").write_text(policy)
    (tmp_path / "disputes.toml").write_text(disputes)
    assert read_policy(tmp_path / "policy.toml").max_age_days == 90
    assert [one.owner for one in read_disputes(tmp_path)] == ["Ada Byron, Acme"]


@pytest.mark.parametrize("state", State)
def test_every_state_of_the_register_is_described(state: State) -> None:
    assert f"| `{state.value}` |" in CERTIFICATION


def test_how_often_and_how_long_is_as_described() -> None:
    [attempts] = (one for one in certify.params if one.name == "attempts")
    assert f"`--attempts N` ({attempts.default}, at most {MOST_ATTEMPTS})" in CERTIFICATION
    assert f"{Policy().max_age_days} days from the start of the run" in CERTIFICATION


@pytest.mark.parametrize("command", main.commands)
def test_every_command_is_in_the_first_five_minutes(command: str) -> None:
    assert f"optimly-conformance {command}" in README
