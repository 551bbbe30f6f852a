"""The commands that test a server: run, and replay."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from conformance.cli.options import options
from conformance.cli.refusing import Refused, refusing
from conformance.configuration import Choices, choose
from conformance.hearing.process import ahead

SETTLED = (
    *("url", "app", "profile", "report-dir", "features", "allow"),
    *("seed", "only", "explore", "shard"),
)
"""Options that say what a run is about, which one that goes on can't change."""


@click.command()
@click.argument("url", required=False)
@click.option("--app", metavar="MODULE:APP", help="Instead of a URL: an app to start and test.")
@options("profile", "report-dir", "features", "allow", "spec", "config")
@click.option("--seed", metavar="N", help="Seed of generated traffic (0).")
@click.option("--concurrency", metavar="N", help="Lanes in parallel (4).")
@click.option("--timeout", metavar="SECONDS", help="Patience with one answer (10).")
@options("only")
@click.option("--flows", metavar="MODULE", help="Flows of your own, beside ours.")
@options("explore", "rate", "budget")
@click.option("--shrink-requests", metavar="N", help="To find a smallest failing request (80).")
@click.option("--shrink-seconds", metavar="SECONDS", help="The same search, in time (20).")
@click.option("--resume", metavar="DIR", help="Go on with a run that broke off there.")
@options("shard", "baseline", "strict", "format", "quiet")
def run(form: str, quiet: bool, resume: str | None, **given: Any) -> None:
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
      optimly-conformance run --app acme.main:app
    """
    chosen = {name.replace("_", "-"): value for name, value in given.items()}
    chosen["only"] = chosen["only"] or None
    with refusing():
        choices = choose(chosen, os.environ)
        if resume is not None:
            _check_resumed(chosen)
        code = _run(choices, form, quiet, resume)
    raise SystemExit(code)


def _check_resumed(chosen: Mapping[str, Any]) -> None:
    given = [name for name in SETTLED if chosen[name] is not None]
    if given:
        names = ", ".join("the URL" if name == "url" else f"--{name}" for name in given)
        raise Refused(
            f"A run that is gone on with is about what it was about: leave out {names}, or start "
            "anew without --resume."
        )


def _run(choices: Choices, form: str, quiet: bool, resume: str | None) -> int:
    with ahead(choices.profile, own=bool(choices.flows)):
        return _launch(choices, form, quiet, resume)


def _launch(choices: Choices, form: str, quiet: bool, resume: str | None) -> int:
    from conformance.github.telling import tell  # noqa: PLC0415
    from conformance.launch import launch  # noqa: PLC0415 - httpx is slow to import
    from conformance.reports import render_json  # noqa: PLC0415
    from conformance.stopping import stopping  # noqa: PLC0415
    from conformance.terminal import progress, show  # noqa: PLC0415

    # What an app prints must not get between the lines of a report.
    with stopping() as asked, progress(quiet) as observer, redirect_stdout(sys.stderr):
        place = None if resume is None else Path(resume)
        launched = launch(choices, os.environ, observer, asked, place)
    if form == "json":
        click.echo(render_json(launched.report), nl=False)
    show(launched, quiet=quiet, as_json=form == "json")
    tell(launched.report, choices.spec, os.environ)
    return launched.gate.code


@click.command()
@click.argument("report_dir", type=click.Path(path_type=Path))
@click.option("--finding", metavar="K", type=click.IntRange(1), help="Only the K-th (all).")
@click.option("--url", metavar="URL", help="Another server than the report's.")
@click.option("--app", metavar="MODULE:APP", help="Instead: an app to start.")
@click.option("--flows", metavar="MODULE", help="Flows of your own, as in the run.")
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
        # A target that is configured is for runs; a replay goes to the report's.
        choices = replace(choose(given, os.environ), url=given["url"], app=given["app"])
        code = _replay(report_dir, choices, finding, as_json)
    raise SystemExit(code)


def _replay(report_dir: Path, choices: Choices, finding: int | None, as_json: bool) -> int:
    from conformance.application import addressed  # noqa: PLC0415
    from conformance.replay import replaying, telling  # noqa: PLC0415 - httpx is slow to import
    from conformance.terminal import progress  # noqa: PLC0415

    # What an app prints must not get into the results.
    quiet = redirect_stdout(sys.stderr)
    with progress() as observer, quiet, addressed(choices, os.environ) as chosen:
        done = replaying.replay(report_dir, chosen, os.environ, finding, observer)
    if as_json:
        click.echo(json.dumps(telling.as_json(done), indent=2))
    else:
        telling.show(done, report_dir)
    return done.exit_code
