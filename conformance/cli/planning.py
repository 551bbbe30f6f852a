"""The command that says what a run would send: plan."""

from __future__ import annotations

import json
import os
from typing import Any

import click

from conformance.cli.options import options
from conformance.cli.refusing import refusing
from conformance.configuration import choose


@click.command()
@click.argument("url", required=False)
@options("profile", "features", "allow", "spec", "config")
@options("only", "explore", "shard", "rate", "budget")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def plan(as_json: bool, **given: Any) -> None:
    """Say what a run would send, and how long the documented limits make that take.

    Nothing is sent, and no token is needed: where CONFORMANCE_OTHER_TOKEN is set, what another
    agent sends is counted too. With no URL it is about a run against our own reference server, with
    the limits of the contract.

    \b
    Exit codes: 0 planned, 2 usage, 4 our own error.

    \b
    Examples:
      optimly-conformance plan --profile full
      optimly-conformance plan https://staging.example.com --features transcript --rate 5/s
      optimly-conformance plan --only auth --json
      optimly-conformance plan --profile full --shard 3/8
    """
    given["only"] = given["only"] or None
    with refusing():
        choices = choose(given, os.environ)
        from conformance.planning import planned, telling  # noqa: PLC0415 - slow to import

        schedule = planned.planned(choices, os.environ)
        if as_json:
            click.echo(json.dumps(telling.as_json(schedule, choices.profile), indent=2))
        else:
            click.echo("\n".join(telling.lines(schedule)))
