"""The pytest front, as pytest's user meets it: in a process of its own, outside this checkout."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from outside import PYTEST, TOKEN, run_outside
from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.catalogue import requirements
from conformance.reference import RunningServer, Settings, create_app

ALL = len(requirements())


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with RunningServer(Settings(limits="none")) as server:
        yield server.url


@pytest.fixture(scope="module")
def forgetful() -> Iterator[str]:
    """A server that forgets what kind of form a lead came from."""
    right = create_app(Settings(limits="none"))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def spoilt(message: dict[str, object]) -> None:
            body = message.get("body")
            if isinstance(body, bytes):
                message["body"] = body.replace(b'"form_type"', b'"form_typo"')
            await send(message)

        await right(scope, receive, spoilt)  # type: ignore[arg-type]

    served: ASGIApp = app
    with RunningServer(served) as server:
        yield server.url


def run_pytest(
    directory: Path, *arguments: str, token: str | None = TOKEN
) -> subprocess.CompletedProcess[str]:
    return run_outside(directory, *PYTEST, "--pyargs", *arguments, token=token)


def test_there_is_one_item_for_each_requirement(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "conformance", "--collect-only", "-q")
    items = [line.split("::")[1] for line in done.stdout.splitlines() if "::" in line]
    assert sorted(items) == sorted(requirement.id for requirement in requirements())
    assert not (tmp_path / "reports").exists()


def test_without_a_target_all_of_them_pass_on_our_own_server(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "conformance", "-q", "--conformance-report-dir=here")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{ALL} passed" in done.stdout
    report = json.loads((tmp_path / "here" / "report.json").read_text())
    assert report["verdict"] == "conformant"


def test_a_selected_item_drives_no_more_than_it_needs(url: str, tmp_path: Path) -> None:
    arguments = ("--target", url, "-k", "LEAD-02", "--conformance-report-dir=here")
    done = run_pytest(tmp_path, "conformance", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    report = json.loads((tmp_path / "here" / "report.json").read_text())
    assert report["only"] == ["LEAD-02"]


def test_a_failure_says_what_was_expected_and_how_to_see_it_again(
    forgetful: str, tmp_path: Path
) -> None:
    done = run_pytest(tmp_path, "conformance", "--target", forgetful, "-k", "LEAD-02")
    assert done.returncode == 1
    assert "/metadata/form_type" in done.stdout
    assert "curl" in done.stdout
    assert "Traceback" not in done.stdout
    assert TOKEN not in done.stdout


def test_what_is_not_applicable_is_skipped_with_the_reason(url: str, tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "conformance", "--target", url, "-rs", "--conformance-only=tenancy")
    assert "CONFORMANCE_OTHER_TOKEN" in done.stdout
    assert "skipped" in done.stdout
    assert "failed" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (("--conformance-profile=medium",), "smoke, core, full, certification", 2),
        (("--conformance-only=LEAD-9999",), "There is no requirement", 2),
        (("--target=http://",), "The URL", 2),
        (("--conformance-spec=absent.yaml",), "absent.yaml can't be read", 2),
        (("--conformance-features=nothing",), "'nothing' is no feature", 2),
        (("-n2",), "leave -n out", 2),
        (("--conformance-flows=acme.absent",), "there is no module acme", 2),
        (("--conformance-app=acme:app",), "there is no module acme", 2),
    ],
)
def test_what_cannot_be_run_is_one_sentence(
    arguments: tuple[str, ...], said: str, code: int, tmp_path: Path
) -> None:
    done = run_pytest(tmp_path, "conformance", *arguments)
    assert (done.stdout + done.stderr).count(said) == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode == code


def test_a_missing_token_ends_the_session(url: str, tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "conformance", "--target", url, token=None)
    assert done.returncode == 2
    assert "CONFORMANCE_TOKEN" in done.stdout + done.stderr


def test_nothing_happens_to_tests_of_others(tmp_path: Path) -> None:
    (tmp_path / "test_theirs.py").write_text("def test_theirs():\n    assert True\n")
    done = run_pytest(tmp_path, "test_theirs.py")
    assert done.returncode == 0
    assert "1 passed" in done.stdout
    assert not (tmp_path / "reports").exists()


def test_what_a_shard_lacks_is_skipped(tmp_path: Path, url: str) -> None:
    options = ("-q", "--conformance-only=lead", "--conformance-shard=1/2", f"--target={url}")
    done = run_pytest(tmp_path, "conformance", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " skipped" in done.stdout
