"""A fleet's certificates: the same as `certify` makes, and without the key on a worker."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from fleets.builders import made_result

from conformance.baseline.gate import Gate
from conformance.certificate import bundle, judging
from conformance.certificate.claims import Implementation
from conformance.certificate.recording import Recorded
from conformance.configuration import Choices
from conformance.drive.observer import Observer
from conformance.fleet import recording
from conformance.fleet.asked import Asked, Fleet
from conformance.fleet.certifying import certified
from conformance.fleet.keeping import EVIDENCE
from conformance.fleet.recording import recorded
from conformance.launch import Launched
from conformance.outcome import Verdict
from conformance.stopping import Stopping

from .conftest import TOKENS
from .making import Made, remembering

SECRETS = {"CONFORMANCE_TOKEN": "ACME_TOKEN"}


def fleet(made: Made) -> Fleet:
    header = made.transcript.header
    options = {"profile": "certification", "features": ["transcript", "agent"]}
    plain = Asked("plain", "http://plain.test", {}, SECRETS)
    certifiable = Asked(
        "acme", header.target, options, SECRETS, subject=Implementation("acme", "1.0")
    )
    return Fleet((certifiable, replace(certifiable, name="lost"), plain))


def evidence(made: Made, why: str | None = None) -> str:
    claim = made.json("conformance.predicate.json")
    return json.dumps(
        {
            "why": why,
            "verdicts": [(one["verdict"], one["started_at"]) for one in claim["attempts"]],
            "samples": made.json(bundle.IDENTITY),
            "configuration": made.json(bundle.CONFIGURATION),
        }
    )


def test_the_certificate_is_the_same_to_the_byte(made: Made, tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "transcript.jsonl").write_bytes(made.recorded)
    (tmp_path / "acme" / EVIDENCE).write_text(evidence(made))
    results = (
        made_result("acme", Verdict.CONFORMANT_WITH_DEVIATIONS),
        made_result("lost", None, state="not-run", code=3),
        made_result("plain"),
    )
    with patch.object(judging, "_attempt", remembering):
        acme, lost, plain = certified(fleet(made), results, tmp_path, made.key_file)
    assert acme.certificate == "register/v3/acme/acme-1.0.conformance.zip"
    assert (tmp_path / acme.certificate).read_bytes() == made.data
    beside = tmp_path / "register/v3/acme/key.pub"
    assert beside.read_bytes() == made.public_file.read_bytes()
    entries = json.loads((tmp_path / "register/index.json").read_text())["entries"]
    assert [entry["state"] for entry in entries] == ["certified"]
    assert (lost.certificate, lost.uncertified) == (None, "It was not judged.")
    assert (plain.certificate, plain.uncertified) == (None, None)


@pytest.mark.parametrize(
    ("kept", "said"),
    [(None, "There is no evidence of its run"), ("After 1 attempt: No.", "After 1 attempt: No.")],
)
def test_without_evidence_there_is_no_certificate(
    made: Made, tmp_path: Path, kept: str | None, said: str
) -> None:
    (tmp_path / "acme").mkdir()
    if kept is not None:
        (tmp_path / "acme" / EVIDENCE).write_text(evidence(made, kept))
    asked, *_ = fleet(made).targets
    [one] = certified(Fleet((asked,)), (made_result("acme"),), tmp_path, made.key_file)
    assert one.certificate is None
    assert one.uncertified is not None
    assert one.uncertified.startswith(said)
    assert not (tmp_path / "register").exists()


@pytest.fixture
def run(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A worker's directory, in which a run of the certificate's transcript is going to lie."""

    def record(choices: Choices, environment: Any, directory: Path, *given: Any) -> Recorded:
        place = directory / "attempt-1"
        place.mkdir()
        (place / "report.json").write_text("{}")
        one = made.evidence
        launched = Launched(one.report, place, Gate(0))
        return Recorded(
            launched, one.report, list(one.transcripts), list(one.verdicts), [one.report.run],
            one.identity,
        )  # fmt: skip

    monkeypatch.setattr(recording, "record", record)
    return tmp_path


CHOICES = Choices(url="http://a.test", features=("transcript", "agent"))


def test_a_worker_hands_over_evidence(
    made: Made, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[bytes] = []

    def leaked(contents: list[bytes], secrets: dict[str, str], runs: list[str]) -> None:
        searched.extend(contents)
        assert set(TOKENS.values()) <= set(secrets.values())

    monkeypatch.setattr(recording, "leaked", leaked)
    done = recorded(CHOICES, Implementation("acme", "1.0"), TOKENS, run, Observer(), Stopping())
    assert isinstance(done, Launched)
    kept = json.loads((run / EVIDENCE).read_text())
    assert kept["samples"] == made.evidence.identity
    assert kept["configuration"]["attempts"]["most"] == 1
    assert (run / "report.json").exists()
    assert made.recorded in searched


def test_a_secret_in_it_stays_where_it_is(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "leaked", lambda *given: "the secret main is in it")
    done = recorded(CHOICES, Implementation("acme", "1.0"), TOKENS, run, Observer(), Stopping())
    assert done == "It was run, and nothing of it is kept: the secret main is in it."
    assert [path for path in run.iterdir() if path.is_file()] == []
