"""An app that is named: started, tested and stopped, or refused in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from outside import SUITE, TOKEN, run_outside

from .apps import BROKEN, FAILING, LEAVING, NEEDY, SERVING


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The directory of a user's app."""
    modules = {"serving": SERVING, "failing": FAILING, "broken": BROKEN}
    modules |= {"leaving": LEAVING, "needy": NEEDY}
    for name, text in modules.items():
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["app", "plain", "partly", "create()", "Holder.plain"])
def test_an_asgi_app_is_tested_like_any_target(place: Path, name: str) -> None:
    words = ("run", "--app", f"serving:{name}", "--only", "lead", "--report-dir", "report")
    done = run_outside(place, *SUITE, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((place / "report/report.json").read_text())
    assert report["verdict"] == "conformant"
    assert report["target"]["url"].startswith("http://127.0.0.1:")


def test_a_wsgi_app_is_tested_too(place: Path) -> None:
    words = ("run", "--app", "serving:wsgi", "--only", "CHAT-01", "--report-dir", "report")
    done = run_outside(place, *SUITE, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((place / "report/report.json").read_text())["counts"]["pass"] == 1


def test_it_is_started_and_stopped(place: Path) -> None:
    run_outside(place, *SUITE, "run", "--app", "serving:app", "--only", "LEAD-01")
    assert (place / "events").read_text() == "started stopped"
    assert [one.name.partition("-")[2] for one in (place / "reports").iterdir()] == ["serving"]


def test_what_it_prints_is_not_in_the_report(place: Path) -> None:
    done = run_outside(place, *SUITE, "run", "--app", "serving:plain", "--only", "LEAD-01")
    assert "hello" not in done.stdout
    assert "a request" not in done.stdout
    assert "the app says hello" in done.stderr
    assert done.stdout.splitlines()[-1].startswith("Conformant")


def test_the_choice_may_stand_in_the_file(place: Path) -> None:
    (place / "conformance.toml").write_text('app = "serving:plain"\nonly = ["LEAD-01"]\n')
    assert run_outside(place, *SUITE, "run").returncode == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("absent:app", "there is no module absent"),
        ("serving.more:app", "there is no module serving.more"),
        ("serving:absent", "serving has no absent"),
        ("serving:Holder.absent", "serving has no Holder.absent"),
        ("serving:create", "Then write serving:create()"),
        ("failing:number", "a value of the type int"),
        ("failing:number()", "making it broke with TypeError"),
        ("failing:either", "no ASGI app"),
        ("failing:create()", "making it broke with ValueError at failing.py:27: no settings"),
        ("failing:app", "its startup failed: RuntimeError: no database for {secret:main} \\x1b"),
        ("failing:silent", "its startup failed: it gave no reason"),
        ("broken:app", "its import broke with KeyError at broken.py:3: 'DATABASE_URL'"),
        ("leaving:app", "its import broke with SystemExit at leaving.py:3: 7"),
        ("needy:app", "its import broke with ModuleNotFoundError at needy.py:3"),
    ],
)
def test_what_cannot_be_started_is_one_sentence(place: Path, name: str, said: str) -> None:
    done = run_outside(place, *SUITE, "run", "--app", name, "--report-dir", "report")
    assert done.returncode == 2
    errors = [line for line in done.stderr.splitlines() if "hello" not in line]
    assert [line for line in errors if "complains" not in line] == [errors[-1]]
    assert said in errors[-1]
    assert errors[-1].startswith(f"Error: The app {name} ")
    assert TOKEN not in done.stderr
    assert not (place / "report").exists()


def test_without_a_token_nothing_is_imported(place: Path) -> None:
    done = run_outside(place, *SUITE, "run", "--app", "serving:app", token=None)
    assert done.returncode == 2
    assert "CONFORMANCE_TOKEN" in done.stderr
    assert "hello" not in done.stderr


def test_a_url_beside_it_is_refused(place: Path) -> None:
    done = run_outside(place, *SUITE, "run", "http://127.0.0.1:1", "--app", "serving:app")
    assert done.returncode == 2
    assert "one target" in done.stderr


def test_an_app_is_what_findings_are_sent_to_again(place: Path) -> None:
    words = ("run", "--app", "serving:wsgi", "--only", "LEAD-01", "--report-dir", "report")
    assert run_outside(place, *SUITE, *words).returncode == 1
    failing = run_outside(place, *SUITE, "replay", "report", "--app", "serving:wsgi")
    assert "still fails" in failing.stdout
    assert failing.returncode == 1
    mended = run_outside(place, *SUITE, "replay", "report", "--app", "serving:plain")
    assert "no longer fails" in mended.stdout
    assert mended.returncode == 0
