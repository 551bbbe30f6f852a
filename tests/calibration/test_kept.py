"""The calibration that is kept with the suite, and what every report says by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance import assurance, catalogue
from conformance.calibration.calibration import Calibration
from conformance.calibration.keeping import calibration_from, render
from conformance.calibration.matrix import Place, Result
from conformance.calibration.trial import Trial
from conformance.calibration.useless import USELESS
from conformance.calibration.variants import VARIANTS
from conformance.contract import Contract
from conformance.reports import RENDERERS, render_json
from conformance.reports.outline import assured
from conformance.resources import CALIBRATION

AGAIN = "Run `optimly-conformance calibrate --keep`, and commit fixtures/calibration.json."


@pytest.fixture
def kept() -> Calibration:
    return calibration_from(json.loads(CALIBRATION.read_text(encoding="ascii")))


@pytest.fixture
def _fresh() -> Iterator[None]:
    assurance.kept.cache_clear()
    yield
    assurance.kept.cache_clear()


def test_is_whole_and_of_the_suite_as_it_is(kept: Calibration, contract: Contract) -> None:
    assert kept.whole
    assert kept.catalogue_digest == catalogue.digest(), AGAIN
    assert kept.spec_digest == contract.digest, AGAIN
    assert [one.name for one in kept.lawful] == [one.name for one in VARIANTS], AGAIN
    assert [one.name for one in kept.useless] == [one.name for one in USELESS], AGAIN
    assert render(kept) == CALIBRATION.read_text(encoding="ascii")


def test_every_saboteur_was_at_work_wherever_it_can_be(kept: Calibration) -> None:
    expected = {
        (one.id, saboteur.name, place)
        for one in catalogue.requirements()
        for saboteur in one.saboteurs
        for place in Place
        if place is Place.SERVER or saboteur.spoil is not None
    }
    assert {(one.requirement, one.saboteur, one.place) for one in kept.kills} == expected, AGAIN
    assert len(kept.kills) == len(expected)


def test_nothing_is_left_to_mend(kept: Calibration) -> None:
    assert kept.problems == ()
    assert all(one.result is Result.CAUGHT for one in kept.kills)
    assert kept.checks == len(catalogue.requirements())
    assert len(kept.lawful) >= 25


def test_every_report_has_it(correct: Trial, kept: Calibration) -> None:
    value = json.loads(render_json(correct.report))
    assert value["assurance"]["digest"] == kept.digest
    assert value["assurance"]["checks"] == len(catalogue.requirements())
    assert value["assurance"]["false_alarms"] == 0
    for one in correct.report.requirements:
        known = [saboteur.name for saboteur in catalogue.find(one.id).saboteurs]
        assert list(one.saboteurs) == known
    # The badge has one line, and may have no members but those of shields.io.
    for name in RENDERERS.keys() - {"badge.json"}:
        assert kept.digest in RENDERERS[name](correct.report), name


def test_its_sentences_say_what_was_found(correct: Trial) -> None:
    sentences = " ".join(assured(correct.report))
    assert "Each of the" in sentences
    assert "no false alarm" in sentences
    assert "none earned a MUST" in sentences
    known = correct.report.assurance
    assert known is not None
    worse = replace(known, checks=known.checks - 1, false_alarms=2, fooled=1)
    sentences = " ".join(assured(replace(correct.report, assurance=worse)))
    assert f"{known.checks - 1} of {known.requirements} checks" in sentences
    assert "2 false alarms" in sentences
    assert "1 of them earned a MUST" in sentences


@pytest.mark.usefixtures("_fresh")
def test_one_of_other_requirements_assures_nothing(
    monkeypatch: pytest.MonkeyPatch, correct: Trial
) -> None:
    monkeypatch.setattr(catalogue, "digest", lambda: "sha256:other")
    assert assurance.assurance() is None
    assert assurance.caught(catalogue.find("LEAD-02")) == ()
    without = replace(correct.report, assurance=None)
    assert json.loads(render_json(without))["assurance"] is None
    assert "changed since" in " ".join(assured(without))


@pytest.mark.usefixtures("_fresh")
def test_one_without_a_new_saboteur_assures_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    requirement = catalogue.find("LEAD-02")
    more = [*requirement.saboteurs, replace(requirement.saboteurs[0], name="is new")]
    monkeypatch.setattr(requirement, "saboteurs", more)
    assert assurance.kept() is None


@pytest.mark.usefixtures("_fresh")
def test_a_missed_saboteur_is_not_called_caught(
    monkeypatch: pytest.MonkeyPatch, kept: Calibration
) -> None:
    first, *rest = kept.kills
    missed = replace(kept, kills=(replace(first, result=Result.MISSED), *rest))
    monkeypatch.setattr(assurance, "kept", lambda: missed)
    assert first.saboteur not in assurance.caught(catalogue.find(first.requirement))
    found = assurance.assurance()
    assert found is not None
    assert found.in_transcripts == missed.count(Place.TRANSCRIPT, Result.CAUGHT)
