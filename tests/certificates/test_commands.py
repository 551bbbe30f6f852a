"""certify and verify as they are typed."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.calibration.choosing import faulty
from conformance.certificate import spot
from conformance.cli import main
from conformance.evidence import Observations
from conformance.exchange import Exchange, Transcript
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings, create_app

from .making import Made

MAIN, OTHER = SANDBOX_TOKENS
HOLDS = "It holds: signed, whole, and judged again with the same result."


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"COLUMNS": "200"})


@pytest.fixture
def file(made: Made) -> str:
    return str(made.directory / "acme-1.0.conformance.zip")


def test_verified_with_everything(made: Made, file: str, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('features = ["transcript"]\nsubject = "acme"\nmax-age-days = 3650\n')
    reports = tmp_path / "reports"
    key = str(made.public_file)
    done = invoke(
        "verify", file, "--public-key", key, "--policy", str(policy), "--report-dir", str(reports)
    )
    assert done.exit_code == 0, done.output
    assert done.output.startswith("acme 1.0, conformant-with-deviations, features: transcript,")
    assert HOLDS in done.output
    assert f"Its report, judged anew: {reports}" in done.output
    assert {"report.html", "report.json", "junit.xml"} <= {one.name for one in reports.iterdir()}


def test_without_a_key_it_holds_as_far_as_can_be_told(file: str) -> None:
    done = invoke("verify", file)
    assert done.exit_code == 3
    assert "who signed it was not checked: give --public-key" in done.output


def test_one_that_was_changed(made: Made, tmp_path: Path) -> None:
    copy = tmp_path / "changed.zip"
    copy.write_bytes(made.with_part("summary.md", b"All is well.\n"))
    done = invoke("verify", str(copy), "--public-key", str(made.public_file))
    assert done.exit_code == 1
    assert done.output == (
        "Refused (digests): The manifest's digests don't fit: summary.md was changed.\n"
    )


def test_hostile_names_are_inert(tmp_path: Path) -> None:
    copy = tmp_path / "hostile.zip"
    with zipfile.ZipFile(copy, "w") as archive:
        archive.writestr("\x1b[2J\u202ename", b"")
    done = invoke("verify", str(copy))
    assert done.exit_code == 1
    assert "which no bundle has" in done.output
    assert "\x1b" not in done.output
    assert "\u202e" not in done.output


POLICIES = {
    "no TOML": ("x", "is not valid TOML"),
    "unknown": ("max-age = 3", "has the unknown key 'max-age'; known: max-age-days"),
    "a number as text": ('max-age-days = "3"', "'max-age-days' must be a whole number"),
    "a truth as number": ("max-age-days = true", "must be a whole number"),
    "a list of numbers": ("features = [1]", "'features' must be a list of texts"),
    "one text": ('sets = "a"', "'sets' must be a list of texts"),
    "a truth as text": ('deviations = "no"', "'deviations' must be true or false"),
    "a subject as number": ("subject = 1", "'subject' must be a text"),
}


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_that_cannot_be_followed(file: str, tmp_path: Path, name: str) -> None:
    text, said = POLICIES[name]
    (tmp_path / "policy.toml").write_text(text)
    done = invoke("verify", file, "--policy", str(tmp_path / "policy.toml"))
    assert done.exit_code == 2
    assert said in done.output


USAGE = {
    "no file": (("verify", "none.zip"), "none.zip can't be read: No such file"),
    "a directory": (("verify", "."), "can't be read: Is a directory"),
    "no key": (("verify", "x", "--public-key", "none"), "The key none can't be read"),
    "spot alone": (("verify", "x", "--spot", "5"), "--spot and --target go together"),
    "target alone": (("verify", "x", "--target", "http://a"), "--spot and --target go together"),
}


@pytest.mark.parametrize("name", USAGE)
def test_what_a_user_can_mend_is_said(name: str) -> None:
    arguments, said = USAGE[name]
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert said in done.output


CERTIFY = {
    "a name with a slash": (("--subject", "a/b"), "--subject 'a/b' must be letters"),
    "no name": (("--subject", ""), "--subject '' must be letters"),
    "a short digest": (("--digest", "sha256:12"), "--digest must be sha256: and 64"),
    "no attempt": (("--attempts", "0"), "--attempts must be from 1 to 5"),
    "many attempts": (("--attempts", "6"), "--attempts must be from 1 to 5"),
    "an unknown feature": (("--features", "magic"), "'magic' is no feature"),
    "no key": (("--key", "none.key"), "The key none.key can't be read"),
}


@pytest.mark.parametrize("name", CERTIFY)
def test_a_certification_that_cannot_be_made(made: Made, tmp_path: Path, name: str) -> None:
    more, said = CERTIFY[name]
    plain = {
        "--subject": "acme",
        "--version": "1",
        "--key": str(made.key_file),
        "--features": "none",
        "--output-dir": str(tmp_path),
    }
    options = {**plain, **dict(zip(more[::2], more[1::2], strict=True))}
    flat = [word for option in options.items() for word in option]
    done = invoke("certify", "http://127.0.0.1:9", *flat)
    assert done.exit_code == 2, done.output
    assert said in done.output
    assert not list(tmp_path.iterdir())


def test_features_must_be_said(made: Made) -> None:
    options = ("--subject", "a", "--version", "1", "--key", str(made.key_file))
    done = invoke("certify", "http://127.0.0.1:9", *options)
    assert done.exit_code == 2
    assert "Say which optional features the server claims" in done.output


def test_no_certificate_is_overwritten(made: Made) -> None:
    options = ("--subject", "acme", "--version", "1.0", "--features", "none")
    places = ("--key", str(made.key_file), "--output-dir", str(made.directory))
    done = invoke("certify", "http://127.0.0.1:9", *options, *places)
    assert done.exit_code == 2
    assert "is there already; choose another --output-dir" in done.output


def test_a_target_that_is_not_there_gets_no_certificate(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONFORMANCE_TOKEN", MAIN)
    options = ("--subject", "gone", "--version", "1", "--features", "none", "--attempts", "2")
    places = ("--key", str(made.key_file), "--output-dir", str(tmp_path))
    done = invoke("certify", "http://127.0.0.1:9", *options, *places)
    assert done.exit_code == 3, done.output
    assert "No certificate. After 2 attempts:" in done.output
    assert not list(tmp_path.glob("*.zip"))
    assert (tmp_path / "gone-1.runs" / "attempt-2" / "report.json").exists()


@pytest.mark.parametrize("command", ["certify", "verify", "keygen"])
def test_help_loads_nothing_heavy(command: str) -> None:
    code = (
        "import sys; from conformance.cli import main\n"
        f"try: main(['{command}', '--help'])\nfinally:\n"
        "    print(*sorted({'cryptography', 'securesystemslib', 'fastapi', 'httpx', 'schemathesis'}"
        " & set(sys.modules)), 'loaded')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1].strip() == "loaded", done.stdout


def spotted(
    file: str, made: Made, server: RunningServer, number: int, monkeypatch: pytest.MonkeyPatch
) -> Result:
    monkeypatch.setenv("CONFORMANCE_TOKEN", MAIN)
    monkeypatch.setenv("CONFORMANCE_OTHER_TOKEN", OTHER)
    key = str(made.public_file)
    monkeypatch.setattr("conformance.cli.certifying._verify", lambda *given: 0)
    return invoke(
        "verify", file, "--public-key", key, "--spot", str(number), "--target", server.url
    )


def test_spot_finds_no_difference_at_the_same_server(
    made: Made, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RunningServer(create_app(Settings(limits="none"))) as server:
        done = spotted(file, made, server, 200, monkeypatch)
    assert "200 calls were sent again: 200 answered as on record, 0 otherwise, 0 not." in (
        done.output
    )
    assert done.exit_code == 0


@pytest.mark.parametrize(
    ("fault", "flow", "step"),
    [("LEAD-02", "lead", "lead_message"), ("content-cut-at-255", "generated", "unusual")],
)
def test_spot_finds_a_server_that_answers_otherwise(
    made: Made, file: str, monkeypatch: pytest.MonkeyPatch, fault: str, flow: str, step: str
) -> None:
    def chosen(transcript: Transcript, number: int, observations: Observations) -> list[Exchange]:
        found = spot._able(transcript, observations)
        return [one for one in found if one.flow == flow and one.step == step][:number]

    monkeypatch.setattr(spot, "_chosen", chosen)
    with RunningServer(
        faulty(fault, SANDBOX_TOKENS)(create_app(Settings(limits="none")))
    ) as server:
        done = spotted(file, made, server, 400, monkeypatch)
    assert done.exit_code == 1, done.output
    assert "Exchange " in done.output
    assert " 0 otherwise" not in done.output


def test_spot_at_nobody(made: Made, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = RunningServer(create_app(Settings(limits="none")))
    gone.url = "http://127.0.0.1:9"
    done = spotted(file, made, gone, 5, monkeypatch)
    assert done.exit_code == 3, done.output
