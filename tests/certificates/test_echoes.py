"""No secret in any byte of any file where a server hands credentials back; or no certificate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.certificate.leaks import leak
from conformance.cli import main
from conformance.drive.preflight import CANARY_HEADER, CASE, PLANTING
from conformance.flows.generated import sending
from conformance.redaction import canary
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings, create_app
from conformance.target import Credentials
from conformance.transcript import read_transcript

from .echoing import REFUSED, REPLACED, Echo, Echoing
from .making import Made

MAIN, OTHER = SANDBOX_TOKENS
CREDENTIALS = Credentials({"main": MAIN, "other": OTHER})
SECRETS = {**CREDENTIALS.secrets, **CREDENTIALS.derived()}


@pytest.fixture(autouse=True)
def _tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFORMANCE_TOKEN", MAIN)
    monkeypatch.setenv("CONFORMANCE_OTHER_TOKEN", OTHER)


def echoing(echo: Echo) -> RunningServer:
    return RunningServer(Echoing(create_app(Settings(limits="none")), echo))


def written(place: Path) -> Iterator[bytes]:
    for path in sorted(place.rglob("*")):
        if path.is_file():
            yield path.read_bytes()


def run(url: str, place: Path, profile: str = "smoke") -> str:
    arguments = ["run", url, "--profile", profile, "--report-dir", str(place)]
    return CliRunner().invoke(main, arguments).output


@pytest.mark.parametrize("echo", REPLACED.values(), ids=REPLACED)
def test_no_byte_of_any_file_has_a_secret(echo: Echo, tmp_path: Path) -> None:
    with echoing(echo) as server:
        said = run(server.url, tmp_path)
    transcript = read_transcript(tmp_path / "transcript.jsonl")
    labels = [
        one
        for one in transcript.exchanges
        if one.response and b"{secret:" in bytes(repr(one.response), "utf-8")
    ]
    assert labels, "the server has echoed nothing"
    contents = [*written(tmp_path), said.encode()]
    assert len(contents) > 6
    assert leak(contents, SECRETS, canary(transcript.header.run)) is None


@pytest.mark.parametrize("echo", REFUSED.values(), ids=REFUSED)
def test_what_redaction_misses_is_found(echo: Echo, tmp_path: Path) -> None:
    with echoing(echo) as server:
        run(server.url, tmp_path)
    transcript = read_transcript(tmp_path / "transcript.jsonl")
    content = (tmp_path / "transcript.jsonl").read_bytes()
    assert leak([content], SECRETS, canary(transcript.header.run)) is not None


@pytest.mark.parametrize("profile", ["smoke", "core"])
def test_a_canary_is_planted_in_every_run(tmp_path: Path, profile: str) -> None:
    with RunningServer(create_app(Settings(limits="none"))) as server:
        run(server.url, tmp_path, profile)
    transcript = read_transcript(tmp_path / "transcript.jsonl")
    planted = [one for one in transcript.exchanges if CANARY_HEADER in one.request.headers]
    assert [one.case for one in planted] == [CASE]
    assert planted[0].response is not None
    assert canary(transcript.header.run).encode() not in b"".join(written(tmp_path))


def test_a_canary_is_planted_in_a_certification(made: Made) -> None:
    (planted,) = [one for one in made.exchanges if one.case == PLANTING]
    assert ("Authorization", "Bearer {secret:canary}") in planted.request.headers
    assert planted.response is not None
    sent = canary(made.transcript.header.run).encode()
    assert sent not in b"".join([*made.parts.values(), made.recorded])


def test_a_certification_that_leaks_leaves_nothing(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The corpus is left out: what leaks is found in the first call already."""
    monkeypatch.setattr(sending, "load", lambda name: iter(()))
    with echoing(REFUSED["rot13"]) as server:
        done = CliRunner().invoke(
            main,
            [
                "certify",
                server.url,
                "--features",
                "none",
                "--subject",
                "leaky",
                "--version",
                "1",
                "--key",
                str(made.key_file),
                "--output-dir",
                str(tmp_path),
            ],
        )
    assert done.exit_code in {1, 3}, done.output
    assert "No certificate. Nothing is written, and the reports of its runs were removed" in (
        done.output
    )
    assert "(exchange " in done.output
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert leak([done.output.encode()], SECRETS) is None


def test_a_label_that_a_server_makes_up_is_text(tmp_path: Path) -> None:
    """It stands for no secret: neither the run nor its report breaks by it."""

    def made_up(given: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
        return [(b"location", b"/{secret:unheard-of}")], b" {secret:unheard-of}"

    with echoing(made_up) as server:
        said = run(server.url, tmp_path)
    assert "The suite itself went wrong" not in said
    assert (tmp_path / "report.json").exists()
