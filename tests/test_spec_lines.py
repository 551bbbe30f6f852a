"""A finding leads to the line of the spec file that it is about."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from conformance.conclude import conclude
from conformance.contract import Contract
from conformance.exchange import Exchange, Header, Request, Response, Transcript
from conformance.loading import load_contract
from conformance.outcome import Finding, Judgement, Outcome
from conformance.resources import SPEC, SPEC_NAME
from conformance.spec_lines import SpecLines

MESSAGE = "POST /external/message/new-message"
MESSAGES = "GET /external/chat/{chat_id}/messages"


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


def exchange(operation: str | None, status: int | None) -> Exchange:
    answer = None if status is None else Response(status, (), b"")
    request = Request("POST", "http://127.0.0.1/", (), b"")
    return Exchange(1, "lead", "1", "message", operation, None, None, request, answer)


def pointed_at(contract: Contract, line: int) -> tuple[str, str]:
    """What stands in a line, and the last line before it that is indented less."""
    lines = contract.raw.decode("utf-8").splitlines()
    depth = len(lines[line - 1]) - len(lines[line - 1].lstrip())
    outer = next(
        (
            one
            for one in reversed(lines[: line - 1])
            if len(one) - len(one.lstrip()) < depth and one
        ),
        "",
    )
    return lines[line - 1].strip(), outer.strip()


@pytest.mark.parametrize(
    ("operation", "status", "pointer", "found"),
    [
        (MESSAGE, 200, "/message_id", ("message_id:", "properties:")),
        (MESSAGE, 201, "/message_id", ("message_id:", "properties:")),
        (MESSAGE, 200, "/metadata/form_type", ("metadata:", "properties:")),
        (MESSAGES, 200, "/3/metadata/deep/er", ("metadata:", "properties:")),
        (MESSAGE, 422, "/detail/0/msg", ("detail:", "properties:")),
        (MESSAGE, 422, "/nothing/such", ("'422': {$ref: '#/components/responses/Unprocess", "")),
        (MESSAGE, 200, "", ("'200':", "responses:")),
        (MESSAGE, 401, "header:www-AUTHENTICATE", ("WWW-Authenticate:", "headers:")),
        (MESSAGE, 200, "header:X-Unknown", ("'200':", "responses:")),
        (MESSAGE, 422, "status", ("'422':", "responses:")),
        (MESSAGE, 500, "status", ("post:", "/external/message/new-message:")),
        (MESSAGE, 500, "/detail", ("post:", "/external/message/new-message:")),
        (MESSAGE, None, "status", ("post:", "/external/message/new-message:")),
        ("PUT /nowhere", 200, "/a", ("paths:", "")),
        (None, 200, "status", ("paths:", "")),
        (MESSAGE, 200, "/a" * 100_000, ("'200':", "responses:")),
    ],
)
def test_a_finding_leads_to_its_line(
    contract: Contract, operation: str | None, status: int | None, pointer: str,
    found: tuple[str, str],
) -> None:  # fmt: skip
    line = SpecLines(contract).of(exchange(operation, status), pointer)
    inner, outer = pointed_at(contract, line)
    assert inner.startswith(found[0])
    assert outer.startswith(found[1])


DOCUMENT = """\
paths:
  /a:
    get:
      responses:
        default:
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Tree'}
components:
  schemas:
    Tree:
      anyOf:
        - $ref: '#/components/schemas/Leaf'
        - properties:
            left:
              $ref: '#/components/schemas/Tree'
            right:
              $ref: '#/components/schemas/Tree'
          additionalProperties:
            $ref: '#/components/schemas/Tree'
    Leaf:
      $ref: '#/components/schemas/Leaf'
      properties:
        left:
          properties:
            value:
              type: string
"""


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("/left", 24),
        ("/right", 17),
        ("/left/value", 26),
        ("/other", 19),
        ("/right/left/right", 17),
        ("/left/left" * 30, 24),
    ],
)
def test_references_alternatives_and_schemas_within_themselves_are_followed(
    pointer: str, line: int
) -> None:
    lines = SpecLines(Contract({}, "sha256:0", raw=DOCUMENT.encode()))
    assert lines.of(exchange("GET /a", 404), pointer) == line


def test_a_json_document_has_lines_too() -> None:
    document = {"paths": {"/a": {"get": {"responses": {"2XX": {"description": "Yes."}}}}}}
    raw = json.dumps(document, indent=1).encode()
    line = SpecLines(Contract({}, "sha256:0", raw=raw)).of(exchange("GET /a", 204), "status")
    assert raw.splitlines()[line - 1].strip() == b'"2XX": {'


def test_a_report_says_the_line_of_each_finding_and_the_file(contract: Contract) -> None:
    moment, only = "2026-01-01T00:00:00Z", ("LEAD-02",)
    header = Header("run", moment, "0", contract.digest, "u", "core", 0, only=only)
    transcript = Transcript(header, (exchange(MESSAGE, 200),))
    finding = Finding(1, "/metadata/form_type", "a", "b", "curl")
    judged = [Judgement("LEAD-02", Outcome.FAIL, 1, None, (finding,))]
    report = conclude(transcript, contract, judged)
    [[found]] = [result.findings for result in report.requirements]
    assert found.spec_line is not None
    assert pointed_at(contract, found.spec_line)[0] == "metadata:"
    assert report.suite.spec_file == SPEC_NAME


def test_a_file_is_named_below_the_current_directory_or_by_its_name_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "api" / "vendor.yaml"
    path.parent.mkdir()
    path.write_bytes(SPEC.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert load_contract(path).file == "api/vendor.yaml"
    assert load_contract(Path("api/vendor.yaml")).file == "api/vendor.yaml"
    monkeypatch.chdir(path.parent)
    assert load_contract(Path(os.path.pardir) / "api" / "vendor.yaml").file == "vendor.yaml"
    monkeypatch.chdir("/")
    assert load_contract(SPEC).file == SPEC_NAME
