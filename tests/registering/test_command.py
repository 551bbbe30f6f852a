"""`register build` as its user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from terminal.terminals import in_pipes, in_terminal

from conformance.certificate import policy
from conformance.cli import main

from .builders import called, made_with, signed_again
from .conftest import Made


def build(directory: Path) -> Result:
    return CliRunner().invoke(main, ["register", "build", str(directory)])


def test_a_register_of_one_that_holds(made: Made, bundle: bytes) -> None:
    data = signed_again(bundle, made.signer, called("acme", "2.4.1"))
    made.put(data, "v3/acme/acme-2.4.1.conformance.zip")
    result = build(made.directory)
    assert result.exit_code == 0, result.output
    told = json.loads((made.directory / "index.json").read_text(encoding="ascii"))
    until = told["entries"][0]["result"]["expires"]
    assert result.output.splitlines() == [
        f"certified until {until}: v3/acme/acme-2.4.1.conformance.zip",
        f"The register is in {made.directory / 'index.html'}.",
    ]
    assert told["day"] == policy.now().date().isoformat()
    assert (made.directory / "v3/acme/badge-acme-2.4.1.json").exists()


def test_the_codes_and_reasons_of_those_that_do_not_hold(made: Made, bundle: bytes) -> None:
    data = signed_again(bundle, made.signer, made_with("0.0.9"))
    made.put(data, "v3/older/older-1.conformance.zip")
    result = build(made.directory)
    assert result.exit_code == 3
    assert result.output.splitlines()[0] == "other-suite: v3/older/older-1.conformance.zip"
    made.put(b"no zip", "v3/e\x1b/e-1.conformance.zip")
    result = build(made.directory)
    assert result.exit_code == 1
    assert result.output.splitlines()[:2] == [
        "refused: v3/e\\x1b/e-1.conformance.zip",
        "  The file is no zip, or a damaged one.",
    ]
    assert "refused" in (made.directory / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (None, "", "There are no bundles below"),
        ("policy.toml", "max-age = 3", "unknown key 'max-age'"),
        ("v3/a/disputes.toml", "[[dispute]]", "dispute 1 must have requirement"),
    ],
)
def test_what_its_keeper_has_to_mend(made: Made, file: str | None, text: str, said: str) -> None:
    if file is not None:
        made.put(b"", "v3/a/a-1.conformance.zip")
        (made.directory / file).write_text(text)
    result = build(made.directory)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output
    assert not (made.directory / "index.html").exists()


def test_where_nobody_watches_it_says_nothing_of_its_progress(made: Made) -> None:
    made.put(b"", "v3/a/a-1.conformance.zip")
    assert in_pipes(made.directory, "register", "build", ".").stderr == ""


def test_a_terminal_is_told_which_bundle_is_next(made: Made) -> None:
    made.put(b"", "v3/a/a-1.conformance.zip")
    made.put(b"", "v3/b/b-1.conformance.zip")
    with in_terminal(made.directory, "register", "build", ".") as terminal:
        terminal.end()
    assert b"1/2 v3/a/a-1.conformance.zip\r\n2/2 v3/b/b-1.conformance.zip" in terminal.output
