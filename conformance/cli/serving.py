"""The commands that start servers of ours: serve, and calibrate."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli.refusing import Refused, refusing


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Port to listen on; 0: a free one.",
)
@click.option("--database", default=":memory:", help="SQLite file that keeps the data.")
@click.option(
    "--limits",
    default="documented",
    show_default=True,
    metavar="none|documented|N/SECONDS",
    help="Rate limits to enforce.",
)
@click.option("--sabotage", metavar="ID[:NAME]|NAME|list", help="Put a fault in it.")
def serve(host: str, port: int, database: str, limits: str, sabotage: str | None) -> None:
    """Run the reference server as a sandbox to develop an integration against.

    With a fault in it, the server is one that a test of yours, or this suite, should notice: `list`
    names them all. A requirement's saboteur is named by the requirement's id; answers that it
    has made wrong say so in X-Conformance-Sabotage. Most of them recognise the calls of this suite
    by X-Conformance-Step.

    \b
    Examples:
      optimly-conformance serve --port 8080 --limits documented --database my.db
      optimly-conformance serve --sabotage content-cut-at-255
      optimly-conformance serve --sabotage LEAD-02:forgets-the-form-type
    """
    from conformance import reference  # noqa: PLC0415 - FastAPI is slow to import
    from conformance.calibration import choosing  # noqa: PLC0415 - loads every flow

    if sabotage == "list":
        click.echo("\n".join(choosing.every_fault()))
        return
    try:
        parsed = reference.parse_limits(limits)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--limits") from None
    tokens = reference.SANDBOX_TOKENS
    try:
        change = None if sabotage is None else choosing.faulty(sabotage, tokens)
    except choosing.SabotageError as error:
        raise click.BadParameter(str(error), param_hint="--sabotage") from None
    for token, agent in tokens.items():
        click.echo(f"token for {agent}: {token}")
    try:
        settings = reference.Settings(tokens=tokens, database=database, limits=parsed)
        reference.serve(settings, host, port, change)
    except reference.DatabaseError as error:
        raise Refused(str(error)) from None
    except OSError as error:
        raise Refused(
            f"The address {host}, port {port} can't be listened on: {error.strerror}; "
            "choose others with --host and --port."
        ) from None


@click.command()
@click.option("--fast", is_flag=True, help="Saboteurs on a transcript alone: seconds.")
@click.option("--only", metavar="ID|FLOW", multiple=True, help="Only their saboteurs; repeatable.")
@click.option("--workers", metavar="N", type=click.IntRange(1), help="Processes (3 a processor).")
@click.option("--report-dir", metavar="DIR", default="reports/calibration", show_default=True)
@click.option("--keep", is_flag=True, help="Also put it into fixtures/, where reports find it.")
@click.option("--soak", metavar="N", type=click.IntRange(2), help="Instead: N runs under load.")
def calibrate(  # noqa: PLR0917 - the options of a command
    fast: bool, only: tuple[str, ...], workers: int | None, report_dir: str, keep: bool, soak: int
) -> None:
    """Show how good the checks are: on faulty servers, lawful ones and useless ones.

    Every saboteur is put into a transcript of the reference server, and into the running server;
    its own requirement must notice it, and no other one without cause. No lawful server may fail,
    and no useless one may earn a mandatory requirement. Nothing is sent beyond this machine.

    \b
    Exit codes: 0 all is well, 1 something must be mended, 2 usage, 4 our own error.

    \b
    Examples:
      optimly-conformance calibrate --fast
      optimly-conformance calibrate --only LEAD-02
      optimly-conformance calibrate --soak 20
    """
    with refusing():
        from conformance.calibration import command  # noqa: PLC0415 - loads the server

        if soak:
            code = command.soak(soak)
        else:
            code = command.calibrate(fast, only, workers, Path(report_dir), keep)
    raise SystemExit(code)
