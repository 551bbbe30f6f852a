"""`optimly-conformance drift`, as it is typed, on files and on running servers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from conformance.calibration.trial import correct_server
from conformance.cli import main
from conformance.cli.drifting import FORMATS as OFFERED
from conformance.drift import FORMATS
from conformance.reference import RunningServer
from conformance.resources import SPEC

from .builders import NEW_CHAT, changed, contract
from .test_fetching import GOOD, TOKEN, publishing


def typed(*words: object) -> Result:
    return CliRunner().invoke(main, ["drift", *map(str, words)])


def written(path: Path, value: Any) -> Path:
    path.write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")
    return path


def test_the_contract_itself_is_no_drift() -> None:
    result = typed(SPEC)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith("No difference. 0 breaking, 0 widening, 0 cosmetic.\n")


def test_what_breaks_is_exit_code_1(tmp_path: Path) -> None:
    document = changed("/components/schemas/MessageCore/properties/sender", enum=["user"])
    result = typed(written(tmp_path / "theirs.yaml", document))
    assert result.exit_code == 1
    assert "request-values-tightened" in result.stdout
    assert "concerns: LEAD-01" in result.stdout
    result = typed(written(tmp_path / "theirs.yaml", document), "--spec", tmp_path / "theirs.yaml")
    assert result.exit_code == 0


@pytest.mark.parametrize("form", OFFERED)
def test_every_form_goes_to_a_file_too(form: str, tmp_path: Path) -> None:
    assert set(OFFERED) == set(FORMATS)
    shown = typed(SPEC, "--format", form)
    kept = typed(SPEC, "--format", form, "--output", tmp_path / "out")
    assert (kept.exit_code, kept.stdout) == (0, "")
    assert (tmp_path / "out").read_text(encoding="utf-8") == shown.stdout


def test_the_reference_server_publishes_nothing_that_breaks() -> None:
    with RunningServer(correct_server()) as server:
        result = typed(server.url, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    value = json.loads(result.stdout)
    assert value["document"]["name"].endswith("/openapi.json")
    assert value["counts"]["breaking"] == 0
    # It is another document, after all.
    assert value["counts"]["widening"] > 0


def test_a_document_of_something_else_has_none_of_the_operations(tmp_path: Path) -> None:
    other = {"openapi": "3.0.0", "info": {}, "paths": {"/pets": {"get": {"responses": {}}}}}
    result = typed(written(tmp_path / "pets.yaml", other), "--format", "json")
    assert result.exit_code == 1
    found = [one for one in json.loads(result.stdout)["differences"] if one["operation"]]
    assert {one["kind"] for one in found} == {"operation-removed", "operation-added"}
    breaking = [one["operation"] for one in found if one["effect"] == "breaking"]
    assert breaking == [f"POST {NEW_CHAT.replace('new-chat', name)}" for name in NAMES]


NAMES = ("new-chat", "new-message", "email-handoff")


def test_a_server_without_a_document_is_exit_code_3() -> None:
    with publishing({}) as publisher:
        result = typed(publisher.url)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "publishes no OpenAPI document that can be compared" in result.stderr
    assert f"{publisher.url}/openapi.json: it answers 404" in result.stderr
    result = typed(publisher.url)
    assert result.exit_code == 3
    assert "no connection could be made" in result.stderr


def test_a_credential_is_sent_only_with_the_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFORMANCE_TOKEN", TOKEN)
    with publishing({"/openapi.json": (200, {}, GOOD)}) as publisher:
        assert typed(publisher.url).exit_code == 1
        assert publisher.credentials == {""}
        assert typed(publisher.url, "--authenticated").exit_code == 1
        assert publisher.credentials == {"", f"Bearer {TOKEN}"}
    monkeypatch.delenv("CONFORMANCE_TOKEN")
    result = typed(publisher.url, "--authenticated")
    assert result.exit_code == 2
    assert "CONFORMANCE_TOKEN" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["missing.yaml"], "can't be read"),
        (["http://user:pass@127.0.0.1/"], "must be the server's base address alone"),
        ([SPEC, "--spec", "missing.yaml"], "missing.yaml can't be read"),
        ([SPEC, "--output", "/nowhere/at/all"], "can't be written"),
        ([SPEC, "--timeout", "soon"], "must be seconds"),
        ([SPEC, "--format", "html"], "Invalid value"),
    ],
)
def test_what_is_typed_wrongly_is_exit_code_2(words: list[object], said: str) -> None:
    result = typed(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_an_unreadable_document_of_a_server_is_told(tmp_path: Path) -> None:
    swagger = json.dumps({"swagger": "2.0", "paths": contract()["paths"]}).encode()
    with publishing({"/swagger.json": (200, {}, swagger)}) as publisher:
        result = typed(publisher.url)
    assert result.exit_code == 3
    assert "is Swagger 2.0; convert it to OpenAPI 3 first" in result.stderr
