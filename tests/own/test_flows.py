"""Flows of an operator's own: what is refused, and how they stand beside the suite's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from outside import PYTEST, SUITE, run_outside

from conformance.catalogue import digest, flows, requirements
from conformance.conclude import conclude
from conformance.evidence import Accepted, Answered
from conformance.loading import load_contract
from conformance.own import problems
from conformance.reports.json_report import schema
from conformance.requirement import Flow
from conformance.resources import SPEC
from conformance.source import ours
from conformance.transcript import open_transcript

ACME = '''
"""What Acme adds."""

from conformance.testing import Accepted, Flow, expect, ours

flow = Flow("acme", "Acme")
again = flow


@flow.scenario()
def message(session):
    session.call("acme_message", "new-message", session.message_body(session.chat))


@message.should("ACME-02", ours("Acme"))
def coloured(acme_message: Accepted):
    """A message has a colour."""
    expect(acme_message).at("/colour").is_there()


@message.must("ACME-01", ours("Acme"))
def sender(acme_message: Accepted):
    """The sender stays."""
    expect(acme_message).at("/sender").same_as_sent()


@sender.broken_by
def says_that_another_sent_it(answer):
    answer["sender"] = "agent"
'''


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The directory of a user's flows."""
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme/flows.py").write_text(ACME)
    (tmp_path / "conformance.toml").write_text('flows = ["acme.flows"]\n')
    return tmp_path


def sound(made: Accepted) -> None:
    """It is sound."""


def speechless(made: Accepted) -> None: ...


def vague(made: object) -> None:
    """It doesn't say what it demands."""


def broad(made: Accepted, other: Answered) -> None:
    """It judges two exchanges."""


def empty() -> None:
    """It judges nothing."""


def with_id(*ids: str, name: str = "acme") -> Flow:
    flow = Flow(name, "Acme")
    scenario = flow.scenario()(lambda session: None)
    for id_ in ids:
        scenario.must(id_, ours("Acme"))(sound)
    return flow


def with_check(check: object, **options: object) -> Flow:
    flow = Flow("acme", "Acme")
    flow.scenario()(lambda session: None).must("ACME-01", ours("Acme"), **options)(check)  # type: ignore[arg-type]
    return flow


def with_invariant() -> Flow:
    flow = Flow("acme", "Acme")
    flow.always_must("ACME-01", ours("Acme"), over=lambda _: True)(broad)
    return flow


def with_two_scenarios() -> Flow:
    flow = with_id("ACME-01")
    flow.scenario()(lambda session: None)
    return flow


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([with_id()], "the flow 'acme' has no requirement"),
        ([with_id("ACME-01", name="lead")], "there is another flow 'lead'"),
        ([with_id("ACME-01"), with_id("ACME-02")], "there is another flow 'acme'"),
        ([with_id("ACME-01", name="Our flow")], "must be lower-case letters"),
        ([with_id("LEAD-01")], "LEAD-01 is a requirement of the suite"),
        ([with_id("ACME-01", "ACME-01")], "two requirements have the id ACME-01"),
        ([with_id("acme-1")], "the id 'acme-1' must be capitals"),
        ([with_two_scenarios()], "two scenarios of the flow 'acme' have the name"),
        ([with_check(speechless)], "the check of ACME-01 has no docstring"),
        ([with_check(vague)], "The parameter made of a check doesn't say what it demands"),
        ([with_check(empty)], "judges nothing"),
        ([with_check(sound, needs={"wings"})], "ACME-01 needs 'wings'; known are: transcript"),
        ([with_invariant()], "one exchange at a time"),
    ],
)
def test_what_can_not_stand_beside_the_suite_is_refused(found: list[Flow], said: str) -> None:
    (problem,) = problems(found)
    assert said in problem


def test_what_the_suite_itself_has_would_be_fit_but_for_its_names() -> None:
    taken = ("there is another flow", "is a requirement of the suite")
    for problem in problems(flows()):
        assert any(words in problem for words in taken), problem


def test_they_are_driven_judged_and_reported(place: Path) -> None:
    done = run_outside(place, *SUITE, "run", "--report-dir", "here")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 of the requirements are the operator's own (acme), not the suite's." in done.stdout
    report = json.loads((place / "here/report.json").read_text())
    Draft202012Validator(schema()).validate(report)
    assert report["own_flows"] == ["acme"]
    assert report["suite"]["catalogue_digest"] == digest()
    assert report["assurance"]["requirements"] == len(requirements())
    own = [one for one in report["requirements"] if one["flow"] == "acme"]
    assert [(one["id"], one["outcome"]) for one in own] == [
        ("ACME-01", "pass"),
        ("ACME-02", "deviation"),
    ]
    assert {one["file"] for one in own} == {"acme/flows.py"}
    assert {tuple(one["saboteurs"]) for one in own} == {()}
    assert len(report["requirements"]) == len(requirements()) + 2


def test_a_run_can_be_narrowed_to_them(place: Path) -> None:
    done = run_outside(place, *SUITE, "run", "--only", "acme", "--strict", "--report-dir", "here")
    assert done.returncode == 1
    report = json.loads((place / "here/report.json").read_text())
    assert [one["id"] for one in report["requirements"]] == ["ACME-01", "ACME-02"]


def test_a_run_without_them_has_none(tmp_path: Path) -> None:
    run_outside(tmp_path, *SUITE, "run", "--only", "LEAD-01", "--report-dir", "here")
    report = json.loads((tmp_path / "here/report.json").read_text())
    assert report["own_flows"] == []
    assert "own" not in report["summary"]


def test_a_transcript_is_judged_only_with_the_flows_of_its_run(place: Path) -> None:
    run_outside(place, *SUITE, "run", "--only", "acme", "--report-dir", "here")
    transcript = open_transcript(place / "here/transcript.jsonl")
    assert transcript.header.own == ("acme",)
    with pytest.raises(ValueError, match="own flows"):
        conclude(transcript, load_contract(SPEC))


def test_pytest_has_an_item_for_each(place: Path) -> None:
    done = run_outside(place, *PYTEST, "-rA", "--pyargs", "conformance", "-k", "ACME or LEAD-01")
    assert "3 passed" in done.stdout, done.stdout
    assert "acme/flows.py::ACME-01" in done.stdout
    assert "deviation ACME-02" in done.stdout
    done = run_outside(place, *PYTEST, "--pyargs", "conformance", "-k", "ACME", "-n2")
    assert done.returncode == 2
    assert "leave -n out" in done.stdout + done.stderr


def test_their_findings_are_judged_again(place: Path) -> None:
    (place / "shop.py").write_text(
        "from conformance.reference import Settings, create_app\n"
        "app = create_app(Settings(limits='none'))\n"
    )
    words = ("--app", "shop:app", "--only", "acme", "--report-dir", "here")
    run_outside(place, *SUITE, "run", *words)
    done = run_outside(place, *SUITE, "replay", "here", "--app", "shop:app")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1. ACME-02 SHOULD: A message has a colour." in done.stdout
    assert "still fails: /colour" in done.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no flow"),
        ("from conformance.flows.lead import flow", "has no flow"),
        ("x = 1 / 0", "its import broke with ZeroDivisionError at flows.py:1"),
        ("def x(:", "its import broke with SyntaxError"),
        (ACME.replace("ACME-01", "LEAD-01"), "LEAD-01 is a requirement of the suite"),
    ],
)
def test_a_module_that_can_not_be_used_is_one_sentence(place: Path, text: str, said: str) -> None:
    (place / "acme/flows.py").write_text(text)
    for words in ((*SUITE, "run"), (*PYTEST, "--pyargs", "conformance")):
        done = run_outside(place, *words)
        assert done.returncode == 2
        assert said in done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr
    assert not (place / "reports").exists()


def test_a_certification_leaves_them_out(place: Path) -> None:
    done = run_outside(place, *SUITE, "run", "--profile", "certification")
    assert done.returncode == 2
    assert "leave out the flows acme.flows" in done.stderr


def test_a_check_that_breaks_is_said_to_be_whose_it_is(place: Path) -> None:
    broken = ACME.replace('expect(acme_message).at("/sender").same_as_sent()', "raise KeyError(1)")
    (place / "acme/flows.py").write_text(broken)
    done = run_outside(place, *SUITE, "run", "--only", "ACME-01", "--format", "json")
    assert done.returncode == 4
    [result] = json.loads(done.stdout)["requirements"]
    assert "KeyError at flows.py:" in result["reason"]
    assert "to those who wrote it" in result["reason"]
