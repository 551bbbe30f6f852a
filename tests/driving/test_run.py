"""A whole run: what it writes, and that nothing goes anywhere but to its target."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.contract import Contract
from conformance.directory import LOCK, MIXED, DirectoryError
from conformance.drive.journal import JOURNAL
from conformance.exchange import Exchange
from conformance.outcome import Verdict
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings
from conformance.reports import RENDERERS
from conformance.run import TRANSCRIPT, Options, default_directory, run
from conformance.target import Credentials, Target
from conformance.transcript import TranscriptError, read_transcript

from .conftest import Telling
from .servers import Remembering, always

CREDENTIALS = Credentials({"main": next(iter(SANDBOX_TOKENS))})
ONE = Options(only=("LEAD-02",))


def test_everything_about_a_run_is_in_its_directory(contract: Contract, tmp_path: Path) -> None:
    seen: list[Exchange] = []
    with RunningServer(Settings(limits="none")) as server:
        report = run(
            Target(server.url, CREDENTIALS), contract, ONE, tmp_path / "a/b", Telling(seen.append)
        )
    assert report.verdict is Verdict.CONFORMANT
    assert {path.name for path in (tmp_path / "a/b").iterdir()} == {*RENDERERS, TRANSCRIPT}
    transcript = read_transcript(tmp_path / "a/b" / TRANSCRIPT)
    assert transcript.damage is None
    assert sorted(one.number for one in seen) == [one.number for one in transcript.exchanges]
    assert report.traffic.requests == len(seen)


def test_an_earlier_report_is_gone_before_anything_is_sent(
    contract: Contract, tmp_path: Path
) -> None:
    for name in (*RENDERERS, TRANSCRIPT):
        (tmp_path / name).write_text("an earlier report")
    left: list[set[str]] = []

    def look(_: Exchange) -> None:
        left.append({path.name for path in tmp_path.iterdir()})

    with RunningServer(Settings(limits="none")) as server:
        run(Target(server.url, CREDENTIALS), contract, ONE, tmp_path, Telling(look))
    assert left[0] == {TRANSCRIPT, JOURNAL, LOCK}
    assert {path.name for path in tmp_path.iterdir()} == {*RENDERERS, TRANSCRIPT}


def test_a_second_run_in_the_same_directory_is_refused(contract: Contract, tmp_path: Path) -> None:
    with RunningServer(Settings(limits="none")) as server:
        target = Target(server.url, CREDENTIALS)
        refused: list[str] = []

        def meanwhile(_: Exchange) -> None:
            with pytest.raises(DirectoryError) as error:
                run(target, contract, ONE, tmp_path)
            refused.append(str(error.value))

        outer = run(target, contract, ONE, tmp_path, Telling(meanwhile))
        assert outer.verdict is Verdict.CONFORMANT
        assert refused
        assert all(f"Another run is writing into {tmp_path}" in said for said in refused)
        assert run(target, contract, ONE, tmp_path).verdict is Verdict.CONFORMANT


def test_what_something_else_writes_into_the_transcript_makes_the_run_worth_nothing(
    contract: Contract, tmp_path: Path
) -> None:
    def meddle(exchange: Exchange) -> None:
        with (tmp_path / TRANSCRIPT).open("a", encoding="ascii") as file:
            file.write("x" * (100_000 if exchange.number == 2 else 0))

    with RunningServer(Settings(limits="none")) as server:
        target = Target(server.url, CREDENTIALS)
        report = run(target, contract, ONE, tmp_path, Telling(meddle))
    assert (report.verdict, report.damage) == (Verdict.INVALID, MIXED)


def test_a_transcript_that_is_spoilt_meanwhile_is_a_mistake_that_is_named(
    contract: Contract, tmp_path: Path
) -> None:
    def spoil(_: Exchange) -> None:
        (tmp_path / TRANSCRIPT).unlink(missing_ok=True)
        (tmp_path / TRANSCRIPT).write_text('{"kind": "header"}\n{}\n')

    with RunningServer(Settings(limits="none")) as server:
        target = Target(server.url, CREDENTIALS)
        with pytest.raises(TranscriptError, match="a directory of its own"):
            run(target, contract, ONE, tmp_path, Telling(spoil))


def test_where_nothing_can_be_written_nothing_is_sent(contract: Contract, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    app = Remembering(always(200))
    with RunningServer(app) as server, pytest.raises(OSError, match="file"):
        run(Target(server.url, CREDENTIALS), contract, ONE, tmp_path / "file" / "report")
    assert app.calls == []


def test_nothing_is_sent_to_where_a_target_points(contract: Contract, tmp_path: Path) -> None:
    elsewhere = Remembering(always(200))
    with RunningServer(elsewhere) as other:
        location = (b"location", f"{other.url}/external/message/new-message".encode())
        chat = b'{"chat_id": "c"}'

        def answer(number: int) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
            return (200, [], chat) if number == 1 else (308, [location], b"")

        with RunningServer(Remembering(answer)) as server:
            target = Target(server.url, CREDENTIALS, ("transcript", "agent"))
            report = run(target, contract, Options(timeout=2), tmp_path)
    assert elsewhere.calls == []
    assert report.verdict is Verdict.NON_CONFORMANT
    assert report.faults == ()


def test_a_report_is_named_after_its_time_and_its_host() -> None:
    pattern = r"reports/\d{8}T\d{6}Z-{}"
    for url, host in (
        ("https://api.example.com:8080/v3", "api.example.com"),
        ("http://[::1]:8080", "--1"),
    ):
        found = default_directory(url).as_posix()
        assert re.fullmatch(pattern.replace("{}", re.escape(host)), found)
