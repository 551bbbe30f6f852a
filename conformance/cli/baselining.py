"""The command that keeps a baseline: baseline update."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.cli.refusing import Refused, refusing
from conformance.configuration import choose

if TYPE_CHECKING:
    from conformance.baseline.updating import Grounds


@click.group()
def baseline() -> None:
    """Keep the known failures of a server that isn't conformant yet.

    \b
    Examples:
      optimly-conformance baseline update reports/main --baseline baseline.json
    """


@baseline.command()
@click.argument("report_dir", type=click.Path(path_type=Path))
@click.option("--baseline", "place", metavar="FILE", help="The baseline (as configured).")
@click.option("--config", metavar="FILE", help="Configuration (conformance.toml).")
@click.option("--add", is_flag=True, help="Put in what fails and isn't known.")
@click.option("--deviations", is_flag=True, help="With them, for a gate that is --strict.")
@click.option("--owner", metavar="NAME", help="Who answers for what is put in.")
@click.option("--reason", metavar="TEXT", help="Why it isn't mended yet.")
@click.option("--expires", metavar="DATE", help="Its last day, such as 2026-12-31 (UTC).")
def update(  # noqa: PLR0917 - the options of a command
    report_dir: Path,
    place: str | None,
    config: str | None,
    add: bool,
    deviations: bool,
    owner: str | None,
    reason: str | None,
    expires: str | None,
) -> None:
    """Take out of a baseline what is mended, by the report of a run.

    A file that isn't there is made, with every failure of the report. One that is there grows only
    with --add. What is put in needs an owner, a reason and a last day; what is there keeps its own,
    to be edited by hand.

    \b
    Exit codes: 0 the file is up to date, 2 usage, 4 our own error.

    \b
    Examples:
      optimly-conformance baseline update reports/main --baseline baseline.json \\
          --owner "Ada" --reason "Ticket 123" --expires 2026-12-31
      optimly-conformance baseline update reports/main --baseline baseline.json
    """
    with refusing():
        file = choose({"baseline": place, "config": config}, os.environ).baseline
        if file is None:
            raise Refused("No baseline is named; name its file with --baseline.")
        add = add or not file.exists()
        if not add and (owner or reason or expires or deviations):
            raise Refused(
                f"{file} is there, so that nothing is put in: give --add too, or leave out "
                "--owner, --reason, --expires and --deviations."
            )
        grounds = _grounds(owner, reason, expires) if add else None
        _update(report_dir, file, grounds, deviations)


def _grounds(owner: str | None, reason: str | None, expires: str | None) -> Grounds:
    from conformance.baseline.updating import Grounds  # noqa: PLC0415 - loads the verdict

    given = {"owner": owner, "reason": reason, "expires": expires}
    missing = [f"--{name}" for name, value in given.items() if not (value or "").strip()]
    if missing or owner is None or reason is None or expires is None:
        raise Refused(
            f"What is put into a baseline needs {', '.join(missing)}: somebody has to answer for "
            "it, and not for ever."
        )
    try:
        day = date.fromisoformat(expires)
    except ValueError:
        raise Refused(f"--expires: {expires!r} is no date; write it as 2026-12-31.") from None
    if day < _today():
        raise Refused(f"--expires: {day} has passed already; choose a day to come.")
    return Grounds(owner.strip(), reason.strip(), day)


def _today() -> date:
    return datetime.now(UTC).date()


def _update(report_dir: Path, file: Path, grounds: Grounds | None, deviations: bool) -> None:
    from conformance.baseline import keeping, telling  # noqa: PLC0415 - loads a validator
    from conformance.baseline.seen import seen_in_json  # noqa: PLC0415
    from conformance.baseline.updating import update as updated  # noqa: PLC0415
    from conformance.catalogue import requirements  # noqa: PLC0415 - loads every flow
    from conformance.reports.reading import REPORT, read_report  # noqa: PLC0415

    before = keeping.read_baseline(file) if file.exists() else None
    report = read_report(report_dir / REPORT if report_dir.is_dir() else report_dir)
    ids = [one.id for one in requirements()]
    seen = seen_in_json(report)
    done = updated(before, seen, ids, _today(), grounds=grounds, deviations=deviations)
    try:
        file.write_text(keeping.written(done.baseline), encoding="ascii", newline="\n")
    except OSError as error:
        raise Refused(
            f"{file} can't be written: {error.strerror}; choose another with --baseline."
        ) from None
    click.echo("\n".join(telling.told(done, before, seen, file)))
