"""What can't be replayed or judged is said in one sentence, and never passes for mended."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from conformance.outcome import Finding
from conformance.resources import SPEC
from conformance.transcript import read_transcript, write_transcript

from .conftest import Case, Reported
from .faults import answers, forgets_form_type, opens_chats_to_all


@pytest.fixture
def case(reported: Reported) -> Case:
    """A report with one finding."""
    return reported(answers("new-message", forgets_form_type), "LEAD-02")


def assert_refused(result: Result, *said: str, code: int = 2) -> None:
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    for words in said:
        assert words in " ".join(result.output.split())


def assert_not_sent(case: Case, asked: int) -> None:
    assert case.server.asked == asked
    assert not (case.directory / "replay.jsonl").exists()


@pytest.mark.parametrize("name", ["report.json", "transcript.jsonl"])
def test_a_missing_file(name: str, case: Case) -> None:
    asked = case.server.asked
    (case.directory / name).unlink()
    assert_refused(case.replay(), name, "can't be read")
    assert_not_sent(case, asked)


def test_a_directory_that_is_not_there() -> None:
    assert_refused(CliRunner().invoke(main, ["replay", "nowhere"]), "nowhere/report.json")


def _cut_off(text: str) -> str:
    return text[: len(text) // 2]


def _changed(text: str) -> str:
    return text.replace("form_type", "form-type", 1)


@pytest.mark.parametrize("spoil", [_cut_off, _changed, lambda text: "", lambda text: "{}\n"])
def test_a_damaged_transcript(spoil: Callable[[str], str], case: Case) -> None:
    asked = case.server.asked
    path = case.directory / "transcript.jsonl"
    path.write_text(spoil(path.read_text(encoding="ascii")), encoding="ascii")
    assert_refused(case.replay(), "transcript.jsonl")
    assert_not_sent(case, asked)


@pytest.mark.parametrize("spoil", [_cut_off, lambda text: "{}", lambda text: text + "\0"])
def test_a_damaged_report(spoil: Callable[[str], str], case: Case) -> None:
    path = case.directory / "report.json"
    path.write_text(spoil(path.read_text(encoding="ascii")), encoding="ascii")
    assert_refused(case.replay(), "report.json", "damaged")


@pytest.mark.parametrize(
    ("place", "value"), [(("run",), "other"), (("target", "url"), "http://127.0.0.1:1")]
)
def test_files_of_two_runs(place: tuple[str, ...], value: str, case: Case) -> None:
    asked = case.server.asked
    report = case.report
    *above, last = place
    holder = report
    for name in above:
        holder = holder[name]
    holder[last] = value
    (case.directory / "report.json").write_text(json.dumps(report))
    assert_refused(case.replay(), "not of the same run")
    assert_not_sent(case, asked)


def test_a_finding_of_an_exchange_that_is_not_there(case: Case) -> None:
    report = case.report
    (result,) = (one for one in report["requirements"] if one["findings"])
    result["findings"][0]["exchange"] = 9999
    (case.directory / "report.json").write_text(json.dumps(report))
    assert_refused(case.replay(), "exchange 9999, which is not in the transcript.jsonl")


def test_an_unknown_number(case: Case) -> None:
    asked = case.server.asked
    assert_refused(case.replay("--finding", "2"), "no finding 2", "findings 1 to 1")
    assert_refused(case.replay("--finding", "0"), "--finding")
    assert_not_sent(case, asked)


def test_another_spec(case: Case, tmp_path: Path) -> None:
    (tmp_path / "theirs.yaml").write_text(SPEC.read_text(encoding="utf-8") + "\n# theirs\n")
    assert_refused(case.replay("--spec", "theirs.yaml"), "another spec than theirs.yaml")


def test_a_report_without_findings_has_nothing_to_send(
    reported: Reported, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = reported(lambda app: app, "LEAD-02")
    asked = case.server.asked
    monkeypatch.delenv("CONFORMANCE_TOKEN")
    assert_refused(case.replay(), "no findings: there is nothing to send again", code=0)
    assert json.loads(case.replay("--json").stdout)["run"] is None
    assert_refused(case.replay("--finding", "1"), "no finding 1")
    assert_not_sent(case, asked)


def test_a_missing_token(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONFORMANCE_TOKEN")
    assert_refused(case.replay(), "set the environment variable CONFORMANCE_TOKEN")


def test_a_refused_token_mends_nothing(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFORMANCE_TOKEN", "not-a-token-of-theirs")
    result = case.replay()
    assert_refused(result, "could not be judged", "check CONFORMANCE_TOKEN", code=3)
    assert case.steps() == [
        f"first_call_by_{carrier}" for carrier in ("bearer", "api_key", "query")
    ]
    assert "not-a-token-of-theirs" not in result.output


def test_a_second_token_that_is_gone(reported: Reported, monkeypatch: pytest.MonkeyPatch) -> None:
    case = reported(opens_chats_to_all, "TEN-01")
    assert [id_ for id_, _ in case.findings] == ["TEN-01"]
    monkeypatch.delenv("CONFORMANCE_OTHER_TOKEN")
    result = case.replay()
    assert_refused(result, "could not be judged", "set CONFORMANCE_OTHER_TOKEN", code=3)
    monkeypatch.setenv("CONFORMANCE_OTHER_TOKEN", "not-a-token-of-theirs")
    assert_refused(case.replay(), "could not be judged", code=3)


def test_a_target_that_is_gone(case: Case, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        result = case.replay("--url", url)
    assert_refused(
        result,
        f"The target {url} could not be tested: no connection could be made (it was refused).",
        "optimly-conformance serve",
        "--url",
        code=3,
    )


def test_the_embedded_server_is_gone_with_its_run(tmp_path: Path) -> None:
    run = ["run", "--only", "LEAD-02", "--report-dir", "here"]
    assert CliRunner().invoke(main, run).exit_code == 0
    report = json.loads(Path("here/report.json").read_text(encoding="ascii"))
    transcript = read_transcript(Path("here/transcript.jsonl"))
    message = next(one for one in transcript.exchanges if one.flow == "lead")
    finding = asdict(Finding(message.number, "", "?", "?", "?"))
    (result,) = report["requirements"]
    result |= {"outcome": "fail", "findings": [finding]}
    Path("here/report.json").write_text(json.dumps(report), encoding="ascii")
    replayed = CliRunner().invoke(main, ["replay", "here"])
    assert_refused(replayed, "that ended with its run", code=3)


@pytest.mark.parametrize("address", ["http://", "ftp://example.com", "http://u:p@example.com"])
def test_a_wrong_address(address: str, case: Case) -> None:
    assert_refused(case.replay("--url", address), "The URL")


def test_a_transcript_that_went_elsewhere(case: Case) -> None:
    """Whoever writes a transcript must not decide where a token goes."""
    path = case.directory / "transcript.jsonl"
    transcript = read_transcript(path)
    first, *rest = transcript.exchanges
    request = replace(first.request, url=f"{case.url}@elsewhere.example/")
    elsewhere = replace(first, request=request)
    write_transcript(path, transcript.with_exchanges([elsewhere, *rest]))
    assert_refused(case.replay(), "did not go to its target")


def test_a_place_that_can_not_be_written(case: Case) -> None:
    (case.directory / "replay.jsonl").mkdir()
    assert_refused(case.replay(), "replay.jsonl can't be written")


def test_an_interruption_mends_nothing(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("conformance.replay.sending.Resending._batch", interrupted)
    assert_refused(case.replay(), "could not be judged", "interrupted", code=3)
    assert read_transcript(case.directory / "replay.jsonl").damage is None


def test_a_new_run_takes_the_replay_of_the_old_one_away(case: Case) -> None:
    assert case.replay().exit_code == 1
    run = ["run", case.url, "--only", "LEAD-02", "--report-dir", str(case.directory)]
    assert CliRunner().invoke(main, run).exit_code == 1
    assert not (case.directory / "replay.jsonl").exists()
