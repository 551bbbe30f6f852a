"""The command line, as its user meets it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from conformance.cli import main


def test_help_names_the_commands() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert "serve" in result.output


def test_wrong_limits_are_one_sentence_and_exit_2() -> None:
    result = CliRunner().invoke(main, ["serve", "--limits", "many"])
    assert result.exit_code == 2
    assert "--limits" in result.output
    assert "Traceback" not in result.output


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("these are notes, not a database " * 50)
    result = CliRunner().invoke(main, ["serve", "--port", "0", "--database", str(path)])
    assert result.exit_code != 0
    assert "Error:" in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
