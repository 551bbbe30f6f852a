"""The command line: a thin front; what it runs is imported when it runs."""

from __future__ import annotations

import json
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from conformance.configuration import Choices, ConfigurationError, choose


class Refused(click.ClickException):
    """What was asked for can't be done as asked."""

    exit_code = 2


class Interrupted(click.ClickException):
    """The user broke off before there was anything to judge."""

    exit_code = 3


class Broken(click.ClickException):
    """Our own error."""

    exit_code = 4


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="optimly-conformance")
def main() -> None:
    """Contract tests for the Optimly external message API.

    \b
    Examples:
      optimly-conformance run
      CONFORMANCE_TOKEN=... optimly-conformance run https://staging.example.com
      optimly-conformance explain LEAD-02
    """


@main.command()
@click.argument("url", required=False)
@click.option("--profile", metavar="smoke|core|full|certification", help="How much (core).")
@click.option("--report-dir", metavar="DIR", help="Where it goes (reports/<time>-<host>).")
@click.option("--features", metavar="NAMES", help="Claimed features: transcript,agent.")
@click.option("--allow", metavar="NAMES", help="Consents: exhaust-rate-limit.")
@click.option("--spec", metavar="FILE", help="Another v3 document than ours.")
@click.option("--config", metavar="FILE", help="Configuration (conformance.toml).")
@click.option("--seed", metavar="N", help="Seed of generated traffic (0).")
@click.option("--concurrency", metavar="N", help="Lanes in parallel (4).")
@click.option("--timeout", metavar="SECONDS", help="Patience with one answer (10).")
@click.option("--only", metavar="ID|FLOW", multiple=True, help="Nothing else; repeatable.")
@click.option("--explore", metavar="N", help="Generate N fresh cases too (0).")
@click.option("--shrink-requests", metavar="N", help="To find a smallest failing request (80).")
@click.option("--shrink-seconds", metavar="SECONDS", help="The same search, in time (20).")
@click.option("--strict", is_flag=True, default=None, help="Deviations fail the run too.")
def run(**given: Any) -> None:
    """Test a server and write a report; with no URL, our own reference server.

    The token goes into CONFORMANCE_TOKEN; another agent's, for tenancy, into
    CONFORMANCE_OTHER_TOKEN; where a carrier has its own, into CONFORMANCE_API_KEY and
    CONFORMANCE_QUERY_TOKEN. Options may also be set as CONFORMANCE_PROFILE and so on, in
    conformance.toml, or in pyproject.toml under [tool.optimly-conformance].

    \b
    Exit codes: 0 conformant, 1 not conformant, 2 usage, 3 incomplete or
    unreachable, 4 our own error.

    \b
    Examples:
      optimly-conformance run
      optimly-conformance run https://staging.example.com --features transcript
      optimly-conformance run http://127.0.0.1:8080 --only auth --strict
    """
    options = {name.replace("_", "-"): value for name, value in given.items()}
    options["only"] = options["only"] or None
    with refusing():
        choices = choose(options, os.environ)
        code = _run(choices)
    raise SystemExit(code)


def _run(choices: Choices) -> int:
    from conformance.launch import launch  # noqa: PLC0415 - httpx is slow to import
    from conformance.outcome import Outcome  # noqa: PLC0415
    from conformance.terminal import progress, show  # noqa: PLC0415
    from conformance.verdict import exit_code  # noqa: PLC0415

    with progress() as observe:
        launched = launch(choices, os.environ, observe)
    report = launched.report
    show(report, launched.directory)
    erred = bool(report.faults or report.counts[Outcome.ERROR])
    return exit_code(report.verdict, erred=erred, strict=choices.strict)


@contextmanager
def refusing() -> Iterator[None]:
    """Turns what is the user's to mend into a sentence, and anything else into exit code 4."""
    try:
        yield
    except click.ClickException:
        raise
    except ConfigurationError as error:
        raise Refused(str(error)) from None
    except KeyboardInterrupt:
        raise Interrupted("Interrupted; there is no report.") from None
    except Exception as error:
        raise _explained(error) from None


def _explained(error: Exception) -> click.ClickException:
    from conformance.catalogue import SelectionError  # noqa: PLC0415 - loads every flow
    from conformance.contract import ContractError  # noqa: PLC0415
    from conformance.replay.recorded import ReplayError  # noqa: PLC0415
    from conformance.target import TargetError  # noqa: PLC0415
    from conformance.transcript import TranscriptError  # noqa: PLC0415

    known = (ContractError, ReplayError, SelectionError, TargetError, TranscriptError)
    if isinstance(error, known):
        return Refused(str(error))
    if isinstance(error, OSError) and error.filename is not None:
        return Refused(
            f"{error.filename} can't be used: {error.strerror}; choose another with --report-dir."
        )
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    return Broken(
        f"The suite itself went wrong: {type(error).__name__} at {where}. Please report it."
    )


@main.command()
@click.argument("report_dir", type=click.Path(path_type=Path))
@click.option("--finding", metavar="K", type=click.IntRange(1), help="Only the K-th (all).")
@click.option("--url", metavar="URL", help="Another server than the report's.")
@click.option("--allow", metavar="NAMES", help="Consents, for another server than the report's.")
@click.option("--spec", metavar="FILE", help="The spec of the report, if it isn't ours.")
@click.option("--config", metavar="FILE", help="Configuration (conformance.toml).")
@click.option("--timeout", metavar="SECONDS", help="Patience with one answer (10).")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def replay(report_dir: Path, finding: int | None, as_json: bool, **given: Any) -> None:
    """Send the findings of a report again, and say of each whether it still fails.

    Secrets come from the environment as in `run`. What is sent goes into replay.jsonl beside the
    report.

    \b
    Exit codes: 0 nothing fails any more, 1 something still fails, 2 usage,
    3 unreachable or something could not be judged, 4 our own error.

    \b
    Examples:
      optimly-conformance replay reports/staging
      optimly-conformance replay reports/staging --finding 2 --url http://127.0.0.1:8080
    """
    with refusing():
        # A URL that is configured is for runs; a replay goes to the report's target.
        choices = replace(choose(given, os.environ), url=given["url"])
        code = _replay(report_dir, choices, finding, as_json)
    raise SystemExit(code)


def _replay(report_dir: Path, choices: Choices, finding: int | None, as_json: bool) -> int:
    from conformance.replay import replaying, telling  # noqa: PLC0415 - httpx is slow to import
    from conformance.terminal import progress  # noqa: PLC0415

    with progress() as observe:
        done = replaying.replay(report_dir, choices, os.environ, finding, observe)
    if as_json:
        click.echo(json.dumps(telling.as_json(done), indent=2))
    else:
        telling.show(done, report_dir)
    return done.exit_code


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def requirements(as_json: bool) -> None:
    """List every requirement.

    \b
    Example:
      optimly-conformance requirements --json
    """
    from conformance.inventory import inventory, listing  # noqa: PLC0415 - loads every flow

    click.echo(json.dumps(inventory(), indent=2, ensure_ascii=False) if as_json else listing())


@main.command()
@click.argument("requirement", metavar="ID")
def explain(requirement: str) -> None:
    """Tell what a requirement asks for, why, where it comes from, and what it catches.

    \b
    Example:
      optimly-conformance explain LEAD-02
    """
    from conformance.inventory import explanation  # noqa: PLC0415 - loads every flow

    with refusing():
        click.echo(explanation(requirement))


@main.command()
@click.option("--fast", is_flag=True, help="Saboteurs on a transcript alone: seconds.")
@click.option("--only", metavar="ID|FLOW", multiple=True, help="Only their saboteurs; repeatable.")
@click.option("--workers", metavar="N", type=click.IntRange(1), help="Processes (2 a processor).")
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


@main.command()
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
    from conformance.sabotage import choosing  # noqa: PLC0415 - loads every flow

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


if __name__ == "__main__":
    main()
