"""Statements that claim something else than the evidence shows, and parts that don't follow."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from conformance.certificate.archive import pack
from conformance.certificate.verify import Kind

from .changing import (
    a_later_attempt_alone,
    after_a_success,
    attempt,
    envelope,
    few_samples,
    more,
    no_signature,
    no_statement,
    no_statement_at_all,
    of_another_type,
    one_attempt_hidden,
    other_mark,
    other_software,
    padded,
    part,
    passed_too,
    predicate,
    result,
    second_signature,
    suite,
    swapped,
    told,
    two_servers,
    with_artefact,
)
from .making import Made, another_signer

CHANGES: dict[str, tuple[Callable[[Made], bytes], Kind, str]] = {
    # The envelopes.
    "another key": (
        lambda made: made.sealed({}, another_signer()),
        Kind.SIGNATURE,
        "isn't signed with the given key",
    ),
    "another payload type": (envelope(other_mark), Kind.SIGNATURE, "not written as"),
    "two signatures": (envelope(second_signature), Kind.SIGNATURE, "envelope"),
    "no signature": (envelope(no_signature), Kind.SIGNATURE, "not written as"),
    "other padding": (envelope(padded), Kind.SIGNATURE, "conformance.dsse.json: It is"),
    "one more member": (envelope(more), Kind.SIGNATURE, "not written as"),
    "no envelope": (no_statement_at_all, Kind.SIGNATURE, "It is no DSSE envelope"),
    "no statement": (no_statement, Kind.SIGNATURE, "says nothing of a bundle"),
    "another type of predicate": (of_another_type, Kind.SIGNATURE, "of another type"),
    "envelopes swapped": (swapped, Kind.SIGNATURE, "of another type"),
    "other JSON": (
        lambda made: made.with_part(
            "conformance.dsse.json", json.dumps(made.json("conformance.dsse.json")).encode()
        ),
        Kind.SIGNATURE,
        "not written as",
    ),
    "another bare predicate": (
        lambda made: made.with_part("conformance.predicate.json", b"{}\n"),
        Kind.SIGNATURE,
        "not the predicate that was signed",
    ),
    # The suite.
    "another suite": (suite("version", "9.9.9"), Kind.SUITE, "verify it with that version"),
    "a hostile version": (suite("version", "\x1b[31m<b>"), Kind.SUITE, "that version"),
    "no version": (predicate("suite", 5), Kind.SUITE, "with no version"),
    "another catalogue": (
        suite("catalogue_digest", "sha256:" + "0" * 64),
        Kind.SUITE,
        "catalogue of requirements is not that",
    ),
    "an older set": (
        predicate("requirementSet", {"name": "2020-01", "digest": "sha256:" + "0" * 64}),
        Kind.SUITE,
        "Its requirements are not the set",
    ),
    "another spec": (
        part("spec/v3.yaml", lambda text: text + b"\n"),
        Kind.SUITE,
        "Its spec is not that of this suite",
    ),
    # The claims.
    "a better verdict": (predicate("verdict", "conformant"), Kind.CLAIMS, "conformance claims"),
    "a worse verdict": (predicate("verdict", "non-conformant"), Kind.CLAIMS, "claims something"),
    "better counts": (predicate("levels", {"MUST": {"pass": 500}}), Kind.CLAIMS, "claims"),
    "deviations left out": (predicate("deviations", []), Kind.CLAIMS, "claims"),
    "all is applicable": (predicate("notApplicable", []), Kind.CLAIMS, "claims"),
    "no feature": (predicate("features", []), Kind.CLAIMS, "claims"),
    "another summary": (predicate("summary", "All is well."), Kind.CLAIMS, "claims"),
    "another target": (predicate("target", "https://else.example"), Kind.CLAIMS, "claims"),
    "another moment": (predicate("startedAt", "2030-01-01T00:00:00.000Z"), Kind.CLAIMS, "claims"),
    "more samples": (predicate("identitySamples", 5000), Kind.CLAIMS, "claims"),
    "another calibration": (predicate("calibration", None), Kind.CLAIMS, "claims"),
    "passed": (result("PASSED"), Kind.CLAIMS, "test-result claims"),
    "a pass more": (
        lambda made: made.sealed({}, change=passed_too),
        Kind.CLAIMS,
        "test-result claims",
    ),
    "an artefact": (lambda made: made.sealed({}, change=with_artefact), Kind.CLAIMS, "claims"),
    "a claim of a wrong type": (predicate("features", "all"), Kind.CLAIMS, "form"),
    "a hostile subject": (
        predicate("implementation", {"name": "\x1b[2J<script>", "version": "1", "digest": None}),
        Kind.CLAIMS,
        "form",
    ),
    # What follows from the evidence.
    "a report that claims more": (
        part("report.json", lambda text: text.replace(b'"not-applicable"', b'"pass"')),
        Kind.JUDGEMENT,
        "report.json is not what judging",
    ),
    "another summary.md": (
        part("summary.md", lambda text: text + b"It is good.\n"),
        Kind.JUDGEMENT,
        "summary.md is not",
    ),
    "another REPRODUCE.md": (
        part("REPRODUCE.md", lambda text: text.replace(b"verify", b"believe")),
        Kind.JUDGEMENT,
        "REPRODUCE.md is not",
    ),
    "another catalogue.json": (
        part("catalogue.json", lambda text: text.replace(b"MUST", b"SHOULD")),
        Kind.JUDGEMENT,
        "catalogue.json is not",
    ),
    # The evidence.
    "another configuration": (
        told(lambda value: value.update(seed=5), "configuration.json"),
        Kind.EVIDENCE,
        "differ in seed",
    ),
    "features left out of the configuration": (
        told(lambda value: value.update(features=[]), "configuration.json"),
        Kind.EVIDENCE,
        "differ in features",
    ),
    "a configuration of another form": (
        told(lambda value: value.pop("timeout"), "configuration.json"),
        Kind.EVIDENCE,
        "configuration.json has not the form",
    ),
    "nested without end": (
        lambda made: made.sealed({"configuration.json": b"[" * 100_000 + b"]" * 100_000}),
        Kind.EVIDENCE,
        "configuration.json has not the form",
    ),
    "samples of two servers": (two_servers, Kind.EVIDENCE, "more than one TLS certificate"),
    "one sample": (few_samples, Kind.EVIDENCE, "Nobody looked"),
    "samples of another": (other_software, Kind.EVIDENCE, "not of the answers on record"),
    "no samples": (
        lambda made: made.sealed({"identity.json": b"[]\n"}),
        Kind.EVIDENCE,
        "identity.json has not the form",
    ),
    # The attempts.
    "another verdict of an attempt": (
        attempt(verdict="conformant"),
        Kind.JUDGEMENT,
        "Attempt 1 came to",
    ),
    "another moment of an attempt": (
        attempt(started_at="2026-01-01T00:00:00.000Z"),
        Kind.JUDGEMENT,
        "began at another time",
    ),
    "an attempt's transcript left out": (one_attempt_hidden, Kind.EVIDENCE, "all its attempts"),
    "an attempt's transcript put in": (a_later_attempt_alone, Kind.EVIDENCE, "all its attempts"),
    "an attempt after a success": (after_a_success, Kind.EVIDENCE, "after which there is no other"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_does_not_follow_is_refused(made: Made, name: str) -> None:
    change, kind, said = CHANGES[name]
    done = made.verify(change(made))
    assert done.objections[0].kind is kind, done.objections
    assert said in done.objections[0].sentence
    assert done.signed is (kind is not Kind.SIGNATURE)


def test_an_older_manifest_names_other_parts(made: Made) -> None:
    (objection,) = made.verify(
        pack({**made.parts, "attempts/1.jsonl.gz": made.parts["transcript.jsonl.gz"]})
    ).objections
    assert objection.sentence == (
        "The manifest's digests don't fit: the manifest names other parts."
    )


@pytest.mark.parametrize("text", [b"", b"[]\n", b"{}\n", b"[" * 100_000, b'{"files": 1}\n'])
def test_a_manifest_that_is_none(made: Made, text: bytes) -> None:
    (objection,) = made.verify(made.with_part("manifest.json", text)).objections
    assert objection.kind is Kind.DIGESTS
    assert "the manifest itself was changed" in objection.sentence
