"""The fixtures, as a user's tests meet them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from forgetful import forgetful_server
from outside import PYTEST, TOKEN, run_outside

from conformance.reference import RunningServer
from conformance.transcript import read_transcript

from .judged import OVERRIDING, PROVING, TESTS


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The directory of a user's tests."""
    for name, text in (("theirs", TESTS), ("overriding", OVERRIDING), ("proving", PROVING)):
        (tmp_path / f"test_{name}.py").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def forgetful() -> Iterator[str]:
    with RunningServer(forgetful_server()) as server:
        yield server.url


def results(output: str) -> dict[str, str]:
    """What came of each test, by its name without `test_`."""
    found = re.findall(r"^(PASSED|FAILED|SKIPPED|ERROR).*::test_(\w+)", output, re.MULTILINE)
    return {name: result for result, name in found}


def said_of(output: str, name: str) -> str:
    """The whole of what is said of one failing test."""
    found = re.search(rf"^_+ test_{name} _+\n(.*?)^[_=]+ ", output, re.MULTILINE | re.DOTALL)
    assert found is not None, output
    return found[1]


def test_on_our_own_server(place: Path) -> None:
    done = run_outside(place, *PYTEST, "-rA", "test_theirs.py", "--conformance-report-dir=here")
    passing = {"holds", "says_what_is_wrong", "at_once"}
    found = results(done.stdout)
    assert {name for name, result in found.items() if result == "PASSED"} == passing, done.stdout
    for name, said in (
        ("sends_nothing", "The test has sent nothing yet"),
        ("asks_for_what_is_not", "There is no requirement 'ACME-99'"),
        ("asks_for_what_was_not_driven", "HAND-01: "),
        ("asks_for_a_flow_that_was_not_driven", "judges what the test has driven: other."),
        ("asks_with_a_number", "not a int"),
        ("drives_a_step_twice", "LEAD-02 judges one step 'lead_message'"),
        ("needs_what_is_not_there", "Its steps were not part of the run"),
        ("builds_on_what_is_missing", 'the step "chat" before it was answered 4'),
    ):
        assert found[name] == "FAILED"
        assert said in said_of(done.stdout, name)
        assert "Traceback" not in said_of(done.stdout, name)
        assert "During handling" not in said_of(done.stdout, name)
    assert "has no step 'absent'; so far it has: lead_message." in done.stdout
    transcript = read_transcript(place / "here/tests.jsonl")
    assert transcript.damage is None
    assert f"Transcript of the tests: {Path('here/tests.jsonl')}" in done.stdout
    cases = {one.case for one in transcript.exchanges if one.flow == "tests"}
    assert len(cases) == len(found) - 1
    assert TOKEN not in (place / "here/tests.jsonl").read_text()


def test_a_wrong_server_is_blamed_with_the_words_of_a_report(forgetful: str, place: Path) -> None:
    """The saboteur knows the suite's own scenario by its step; so the test is that scenario."""
    (place / "test_scenario.py").write_text(
        "from conformance.flows.lead.message import lead\n"
        "from conformance.resources import fixture\n"
        "def test_scenario(session, judge):\n"
        "    lead.drive(dataclasses.replace(session, flow='lead', case='lead/x'), BODY)\n"
        "    judge('LEAD-02')\n"
        "import dataclasses\n"
        "BODY = next(iter(fixture('lead-messages').values()))\n"
    )
    done = run_outside(place, *PYTEST, "test_scenario.py", "--target", forgetful)
    assert done.returncode == 1, done.stdout
    said = said_of(done.stdout, "scenario")
    for words in ("LEAD-02: ", "/metadata/form_type", "expected:", "curl", "tests.jsonl"):
        assert words in said
    assert TOKEN not in done.stdout


def test_ones_own_fixtures_come_first_and_ours_go_on(place: Path) -> None:
    done = run_outside(place, *PYTEST, "test_overriding.py")
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_each_worker_of_xdist_has_a_run_of_its_own(place: Path) -> None:
    arguments = ("-rA", "-n2", "-k", "holds or says", "--conformance-report-dir=here")
    done = run_outside(place, *PYTEST, "test_theirs.py", *arguments)
    assert "2 passed" in done.stdout
    names = {path.name for path in (place / "here").iterdir()}
    assert names == {"tests-gw0.jsonl", "tests-gw1.jsonl"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--target=http://127.0.0.1:1",), "could not be tested: no connection could be made"),
        (("--target=http://",), "is no address of a server"),
        (("--conformance-app=absent:app",), "there is no module absent"),
        (("--conformance-flows=absent",), "there is no module absent"),
        (("--conformance-profile=medium",), "is no profile"),
        (("--conformance-spec=absent.yaml",), "absent.yaml can't be read"),
    ],
)
def test_what_cannot_be_tested_is_one_sentence(
    place: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run_outside(place, *PYTEST, "test_theirs.py", "-k", "holds", *arguments)
    assert done.returncode == 1
    assert "1 error" in done.stdout
    assert said in done.stdout
    assert "Traceback" not in done.stdout


def test_tests_without_the_fixtures_hear_nothing_of_it(place: Path) -> None:
    (place / "test_plain.py").write_text("def test_plain():\n    pass\n")
    done = run_outside(place, *PYTEST, "test_plain.py", "--conformance-flows=absent", token=None)
    assert done.returncode == 0
    assert "conformance ===" not in done.stdout


def test_a_flow_is_proven_or_it_is_said_what_is_missing(place: Path) -> None:
    done = run_outside(place, *PYTEST, "-rA", "test_proving.py")
    found = results(done.stdout)
    assert [name for name, result in found.items() if result == "PASSED"] == [
        "is_caught_in_both_places"
    ], done.stdout
    for name, said in (
        ("is_not_met", "The target must meet a flow before"),
        ("has_no_saboteur", "ACME-01 has no saboteur: add a function"),
        ("can_not_fail", "ACME-01: loses it (transcript) is not noticed"),
        ("changes_nothing", "shows nothing: no answer was changed by it"),
        ("breaks", "the saboteur itself broke (KeyError)"),
        ("decides_nothing", "(server) shows nothing: no answer was changed by it"),
        ("drives_badly", "The scenario acme/walk broke: AttributeError at test_proving.py"),
    ):
        assert found[name] == "FAILED"
        assert said in said_of(done.stdout, name)
