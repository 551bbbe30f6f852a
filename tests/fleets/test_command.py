"""The command as it is typed, where there is nothing to run."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.certificate.keys import generate
from conformance.cli import main
from conformance.fleet.as_json import render_json

from .builders import every_word, made_fleet, made_result
from .serving import asked_for

DEAD = {"acme": "http://127.0.0.1:9"}
CERTIFIED = '[[target]]\nname = "b"\nurl = "http://127.0.0.1:8"\nprofile = "certification"\n'


def invoke(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["fleet", *map(str, words)], env={"COLUMNS": "200"})


USAGE = {
    "no file": (("none.toml",), "none.toml can't be read: No such file"),
    "two clusters": (
        ("--workers", "2", "--scheduler", "tcp://127.0.0.1:1"),
        "Either --workers, for a cluster of our own, or --scheduler",
    ),
    "two places": (("--resume", "a", "--report-dir", "b"), "leave --report-dir out"),
    "itself": (("--resume", "a", "--against", "./a"), "can't be compared with itself"),
    "no earlier fleet": (("--against", "none"), "none/fleet.json can't be read"),
    "nothing to resume": (("--resume", "none"), "none/fleet.json can't be read"),
    "no workers": (("--workers", "0"), "0 is not in the range"),
    "no key": (("--key", "none.key"), "The key none.key can't be read"),
}


@pytest.mark.parametrize("name", USAGE)
def test_what_a_user_can_mend_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    words, said = USAGE[name]
    file = () if name == "no file" else (asked_for(tmp_path, DEAD),)
    done = invoke(*file, *words)
    assert done.exit_code == 2, done.output
    assert said in done.output


def test_without_dask_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conformance.fleet.cluster.find_spec", lambda name: None)
    done = invoke(asked_for(tmp_path, DEAD), "--report-dir", tmp_path / "fleet")
    assert done.exit_code == 2
    assert "pip install 'optimly-conformance[fleet]'" in done.output
    assert not (tmp_path / "fleet").exists()


def test_with_dask_it_is_there() -> None:
    assert importlib.util.find_spec("distributed") is not None


def test_nothing_of_another_fleet_passes_for_this_one(tmp_path: Path) -> None:
    place = tmp_path / "fleet"
    place.mkdir()
    (place / "fleet.json").write_text(render_json(made_fleet(made_result())))
    done = invoke(asked_for(tmp_path, DEAD), "--report-dir", place)
    assert done.exit_code == 2
    assert "is not empty; choose another --report-dir" in done.output


KEYS = {
    "nothing to certify": ("", "no target of the fleet has the profile certification"),
    "no version": (CERTIFIED, "The target 'b' can't be certified: say which 'version'"),
    "no features": (f'{CERTIFIED}version = "1"\n', "Say which optional features the server claims"),
    "a bad name": (
        f'{CERTIFIED}version = "1/2"\nfeatures = []\n',
        "The target 'b' can't be certified: --version '1/2' must be letters",
    ),
    "one of two": (
        f'{CERTIFIED}version = "1"\nfeatures = []\nsubject = "a"\n'
        + CERTIFIED.replace('"b"', '"c"').replace(":8", ":7")
        + 'version = "1"\nfeatures = []\nsubject = "a"\n',
        "The targets 'b' and 'c' are both a 1: there can be one certificate of it",
    ),
}


@pytest.mark.parametrize("name", KEYS)
def test_what_can_not_be_certified_is_said_before_any_run(tmp_path: Path, name: str) -> None:
    more, said = KEYS[name]
    generate(tmp_path / "a.key")
    file = asked_for(tmp_path, DEAD, more)
    text = file.read_text().replace('only = "lead"\n', "").replace('profile = "smoke"\n', "")
    file.write_text(text)
    place = tmp_path / "fleet"
    done = invoke(file, "--key", tmp_path / "a.key", "--report-dir", place)
    assert done.exit_code == 2, done.output
    assert said in done.output
    assert not list(place.glob("*")), "nothing was begun"


def test_every_word_is_in_the_schema() -> None:
    assert render_json(every_word()).isascii()
