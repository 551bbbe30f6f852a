"""The command that tests many servers: fleet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.cli.refusing import refusing

if TYPE_CHECKING:
    from conformance.fleet.run import Manner

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("file", metavar="FLEET.toml", type=PATH)
@click.option("--workers", metavar="N", type=click.IntRange(1, 256), help="Processes (2).")
@click.option("--scheduler", metavar="ADDRESS", help="Instead: a Dask cluster that runs.")
@click.option("--report-dir", metavar="DIR", type=PATH, help="Where it goes (reports/).")
@click.option("--against", metavar="DIR", type=PATH, help="An earlier fleet, to compare with.")
@click.option("--resume", metavar="DIR", type=PATH, help="Go on with the fleet in DIR.")
@click.option(
    "--retries",
    metavar="N",
    type=click.IntRange(0, 10),
    default=2,
    show_default=True,
    help="Workers that may be lost with one target.",
)
@click.option(
    "--target-seconds",
    metavar="SECONDS",
    type=click.FloatRange(1, 86400),
    default=3600.0,
    show_default=True,
    help="Time for each target.",
)
@click.option("--key", metavar="FILE", type=PATH, help="Certify too, signed with this key.")
@click.option("--quiet", is_flag=True, help="Print no more than the sum.")
def fleet(  # noqa: PLR0917 - the options of a command
    file: Path,
    workers: int | None,
    scheduler: str | None,
    report_dir: Path | None,
    against: Path | None,
    resume: Path | None,
    retries: int,
    target_seconds: float,
    key: Path | None,
    quiet: bool,
) -> None:
    """Test many servers, several at a time, and write one page over all of them.

    FLEET.toml lists the targets. It names environment variables for their tokens, never a token:
    a worker reads them from its own environment. The workers are processes on this machine, or
    those of a Dask cluster. Needs the extra `fleet`: pip install 'optimly-conformance[fleet]'.

    \b
    Exit codes: 0 all conformant, 1 one is not conformant, 2 usage, 3 one is
    incomplete, unreachable or was not run, 4 our own error.

    \b
    Examples:
      optimly-conformance fleet FLEET.toml --workers 4
      optimly-conformance fleet FLEET.toml --against reports/last-night
      optimly-conformance fleet FLEET.toml --scheduler tls://scheduler.example.com:8786
      optimly-conformance fleet FLEET.toml --resume reports/20261126T220000Z-fleet
    """
    if workers is not None and scheduler is not None:
        raise click.UsageError("Either --workers, for a cluster of our own, or --scheduler.")
    if resume is not None and report_dir is not None:
        raise click.UsageError("--resume goes on in its own directory: leave --report-dir out.")
    if resume is not None and against is not None and resume.resolve() == against.resolve():
        raise click.UsageError("A fleet can't be compared with itself: name an earlier one.")
    with refusing():
        from conformance.fleet.run import Manner  # noqa: PLC0415 - loads what a report needs

        manner = Manner(workers or 2, scheduler, retries, target_seconds, against, key)
        code = _fleet(file, manner, (report_dir, resume), quiet)
    raise SystemExit(code)


def _fleet(
    file: Path,
    manner: Manner,
    places: tuple[Path | None, Path | None],
    quiet: bool,
) -> int:
    from conformance.fleet.as_text import render_text, sum_line  # noqa: PLC0415
    from conformance.fleet.cluster import check_installed  # noqa: PLC0415
    from conformance.fleet.keeping import PAGE  # noqa: PLC0415
    from conformance.fleet.reading import read_fleet  # noqa: PLC0415
    from conformance.fleet.run import kept_from, run_fleet  # noqa: PLC0415
    from conformance.fleet.watching import watching  # noqa: PLC0415
    from conformance.run import default_directory  # noqa: PLC0415

    check_installed()
    asked = read_fleet(file)
    report_dir, resume = places
    directory = resume or report_dir or default_directory("http://fleet")
    kept = None if resume is None else kept_from(resume, asked)
    with watching(len(asked.targets), quiet) as progress:
        done, compared = run_fleet(asked, manner, directory, progress, kept)
    click.echo(f"{sum_line(done)}\n" if quiet else render_text(done, compared), nl=False)
    if not quiet:
        click.echo(f"Page: {directory / PAGE}")
    return done.exit_code
