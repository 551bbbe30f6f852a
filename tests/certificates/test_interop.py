"""Our envelopes and statements as other tools read them, and our JSON beside its schemas."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from google.protobuf import json_format
from in_toto_attestation.predicates.test_result.v0 import test_result_pb2
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from jsonschema import Draft202012Validator
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

from conformance.certificate.claims import CONFORMANCE, TEST_RESULT
from conformance.certificate.envelope import PAYLOAD_TYPE

from .making import Made, payload

ENVELOPES = ("conformance.dsse.json", "test-result.dsse.json")
SCHEMAS = Path(__file__).parents[2] / "conformance" / "certificate"


def vendor(made: Made) -> Ed25519PublicKey:
    key = serialization.load_pem_public_key(made.public_file.read_bytes())
    assert isinstance(key, Ed25519PublicKey)
    return key


@pytest.mark.parametrize("name", ENVELOPES)
def test_securesystemslib_verifies_an_envelope(made: Made, name: str) -> None:
    envelope = Envelope.from_dict(made.json(name))
    verified = envelope.verify([SSlibKey.from_crypto(vendor(made))], threshold=1)
    assert len(verified) == 1


@pytest.mark.parametrize("name", ENVELOPES)
def test_the_signature_is_of_the_pre_authentication_encoding(made: Made, name: str) -> None:
    """DSSEv1, put together by hand as its specification says."""
    body = payload(made.parts[name])
    kind = PAYLOAD_TYPE.encode()
    signed = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(body), body)
    (signature,) = made.json(name)["signatures"]
    vendor(made).verify(base64.b64decode(signature["sig"]), signed)
    with pytest.raises(InvalidSignature):
        vendor(made).verify(base64.b64decode(signature["sig"]), signed + b" ")


@pytest.mark.parametrize(
    ("name", "kind"), [(ENVELOPES[0], CONFORMANCE), (ENVELOPES[1], TEST_RESULT)]
)
def test_in_toto_parses_a_statement(made: Made, name: str, kind: str) -> None:
    parsed = json_format.Parse(payload(made.parts[name]), statement_pb2.Statement())
    statement = Statement.copy_from_pb(parsed)
    statement.validate()
    assert statement.pb.predicate_type == kind
    assert statement.pb.subject[0].name == "manifest.json"


def test_in_toto_parses_the_test_result(made: Made) -> None:
    text = made.parts["test-result.predicate.json"].decode()
    parsed = json_format.Parse(text, test_result_pb2.TestResult())
    assert parsed.result == "WARNED"
    assert [one.name for one in parsed.configuration] == [
        "catalogue.json",
        "configuration.json",
        "spec/v3.yaml",
    ]
    assert set(parsed.passed_tests).isdisjoint(parsed.warned_tests)
    assert not parsed.failed_tests


@pytest.mark.parametrize(
    ("part", "schema"),
    [
        ("conformance.predicate.json", "conformance"),
        ("manifest.json", "manifest"),
        ("configuration.json", "configuration"),
        ("identity.json", "identity"),
    ],
)
def test_a_part_is_as_its_schema_says(made: Made, part: str, schema: str) -> None:
    text = (SCHEMAS / f"{schema}.schema.json").read_text(encoding="ascii")
    Draft202012Validator.check_schema(json.loads(text))
    Draft202012Validator(json.loads(text)).validate(made.json(part))


def test_every_line_of_the_transcript_is_as_its_schema_says(made: Made) -> None:
    text = (SCHEMAS / "transcript-line.schema.json").read_text(encoding="ascii")
    validator = Draft202012Validator(json.loads(text))
    lines = made.recorded.splitlines()
    for line in (*lines[:60], *lines[-3:]):
        validator.validate(json.loads(line))


def test_the_report_in_it_is_as_its_schema_says(made: Made) -> None:
    schema = json.loads((SCHEMAS.parent / "reports/report.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(made.json("report.json"))
