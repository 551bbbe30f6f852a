"""What isn't in the fixed set is run and shown, and has no weight anywhere."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import junitparser
import pytest
from markdown_it import MarkdownIt
from published import CTRF, SARIF

from conformance import catalogue, conclude
from conformance.contract import Contract
from conformance.exchange import Header, Transcript
from conformance.loading import load_contract
from conformance.outcome import Finding, Judgement, Level, Outcome, Verdict
from conformance.plan import CERTIFICATION
from conformance.report import Report
from conformance.reports import (
    render_badge,
    render_ctrf,
    render_html,
    render_json,
    render_junit,
    render_markdown,
    render_sarif,
)
from conformance.requirement_set import RequirementSet, requirement_set
from conformance.resources import SPEC

NEW = ("LEAD-02", "LEAD-03", "SEQ-01")
FAILS, HOLDS, UNSEEN = NEW
FOUND = Finding(1, "/metadata/form_type", '"a"', "nothing", "curl", cause="here")


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


def report(contract: Contract, profile: str) -> Report:
    """All holds, but for one new requirement that fails and one that was not observed."""
    came = {
        FAILS: Judgement(FAILS, Outcome.FAIL, 1, None, (FOUND,)),
        UNSEEN: Judgement(UNSEEN, Outcome.NOT_OBSERVED, 0, "It did not happen."),
    }
    judged = [
        came.get(one.id) or Judgement(one.id, Outcome.PASS, 1) for one in catalogue.requirements()
    ]
    header = Header("run", "2026-01-01T00:00:00Z", "0", contract.digest, "https://a", profile, 0)
    return conclude.conclude(Transcript(header), contract, judged)


def without(*ids: str) -> RequirementSet:
    """The set of all requirements that there are, but for these."""
    every = frozenset(one.id for one in catalogue.requirements())
    return replace(requirement_set(), ids=every - set(ids))


@pytest.fixture
def certified(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> Report:
    """A certification by a set that was fixed before three of the requirements were there."""
    monkeypatch.setattr(conclude, "requirement_set", lambda: without(*NEW))
    return report(contract, CERTIFICATION)


def test_a_provisional_requirement_changes_no_verdict_and_no_count(certified: Report) -> None:
    assert certified.verdict is Verdict.CONFORMANT
    assert {one.id: one.outcome for one in certified.provisional} == {
        FAILS: Outcome.FAIL, HOLDS: Outcome.PASS, UNSEEN: Outcome.NOT_OBSERVED,
    }  # fmt: skip
    assert sum(certified.counts.values()) == len(catalogue.requirements()) - len(NEW)
    assert certified.counts[Outcome.FAIL] == 0
    assert certified.summary.startswith(f"{certified.counts[Outcome.PASS]} requirements held")


@pytest.mark.parametrize("profile", ["core", "full"])
def test_outside_of_certification_it_counts(
    contract: Contract, profile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        conclude, "requirement_set", lambda: replace(requirement_set(), ids=frozenset())
    )
    found = report(contract, profile)
    assert found.provisional == ()
    assert found.verdict is Verdict.NON_CONFORMANT


def test_json_has_them_apart(certified: Report) -> None:
    value = json.loads(render_json(certified))
    assert [one["id"] for one in value["provisional"]] == list(NEW)
    assert not [one for one in value["requirements"] if one["id"] in NEW]


def test_markdown_has_a_section_of_them_with_what_fails(certified: Report) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(render_markdown(certified))
    said = [token.content for token in tokens if token.type in {"inline", "fence"}]
    place = said.index("Provisional (3)")
    note, fails, holds, unseen, heading = said[place + 1 : place + 6]
    assert note.startswith("Run and shown, and not scored")
    assert fails.startswith(f"{FAILS} (MUST), failed: ")
    assert holds.startswith(f"{HOLDS} (MUST), passed: ")
    assert unseen.startswith(f"{UNSEEN} (MUST), not observed: ")
    assert unseen.endswith("It did not happen.")
    assert heading.startswith(f"{FAILS}: ")
    assert said.index("Assurance") > place
    assert "Failures" not in " ".join(said)


def test_the_page_has_a_section_of_them_with_what_fails(certified: Report) -> None:
    page = render_html(certified)
    section = page[page.index('<section aria-labelledby="provisional">') :]
    section = section[: section.index("</section>")]
    assert re.findall('<li id="([^"]+)"', section) == list(NEW)
    assert section.count("<article") == 1
    assert f'id="detail-{FAILS}"' in section
    assert "It did not happen." in section
    assert f'<tr id="{FAILS}"' not in page
    assert '<a href="#provisional">Provisional <b>3</b></a>' in page
    assert 'id="failures"' not in page
    assert "A certification makes none" in page


def test_where_there_are_none_nothing_is_said_of_them(certified: Report) -> None:
    plain = replace(certified, provisional=())
    assert "rovisional" not in render_markdown(plain)
    assert "rovisional" not in re.sub("<style>.*?</style>", "", render_html(plain), flags=re.S)


def test_formats_for_ci_do_not_count_them(certified: Report) -> None:
    plain = replace(certified, provisional=())
    for render in (render_junit, render_ctrf, render_sarif, render_badge):
        assert render(certified) == render(plain)
    suites = junitparser.JUnitXml.fromstring(render_junit(certified).encode())
    assert (suites.failures, suites.errors) == (0, 0)
    assert suites.tests == len(certified.requirements) + 1
    ctrf = json.loads(render_ctrf(certified))
    CTRF.validate(ctrf)
    assert ctrf["results"]["summary"]["failed"] == 0
    sarif = json.loads(render_sarif(certified))
    SARIF.validate(sarif)
    assert sarif["runs"][0]["results"] == []


def test_those_of_the_set_are_scored_all_the_same(
    contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conclude, "requirement_set", lambda: without(HOLDS))
    found = report(contract, CERTIFICATION)
    assert [one.id for one in found.provisional] == [HOLDS]
    assert found.verdict is Verdict.NON_CONFORMANT
    assert {one.level for one in found.requirements if one.outcome is Outcome.FAIL} == {Level.MUST}
