"""The command that holds two reports side by side: compare."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli.delivering import deliver
from conformance.cli.refusing import refusing

FORMATS = ("text", "markdown", "html", "json")


@click.command()
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How it is written.",
)
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Where it goes.")
def compare(a: Path, b: Path, form: str, output: Path | None) -> None:
    """Say what was mended, what broke and what is new from report A to report B.

    Each is the directory of a report, or its report.json: of two runs, of two versions of the
    suite, or of two vendors. What makes the comparison unfair is said first.

    \b
    Exit codes: 0 nothing broke, 1 something that held in A doesn't hold in B
    or could not be judged there, 2 usage, 4 our own error.

    \b
    Examples:
      optimly-conformance compare reports/yesterday reports/today
      optimly-conformance compare main/report.json report --format markdown
      optimly-conformance compare reports/ours reports/theirs --format html --output both.html
    """
    with refusing():
        code = _compare(a, b, form, output)
    raise SystemExit(code)


def _compare(a: Path, b: Path, form: str, output: Path | None) -> int:
    from conformance import compare as comparing  # noqa: PLC0415 - loads the schema's validator
    from conformance.compare.comparison import compare as compared  # noqa: PLC0415

    found = compared(_read(a), _read(b))
    deliver(comparing.FORMATS[form](found), output)
    return found.exit_code


def _read(path: Path) -> dict[str, object]:
    from conformance.reports.reading import REPORT, read_report  # noqa: PLC0415

    return read_report(path / REPORT if path.is_dir() else path)
