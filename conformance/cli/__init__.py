"""The command line: a thin front; what it runs is imported when it runs."""

from __future__ import annotations

import os
from typing import Any

import click

from conformance.cli.baselining import baseline
from conformance.cli.certifying import certify, keygen, verify
from conformance.cli.checking import check_spec
from conformance.cli.comparing import compare
from conformance.cli.drifting import drift
from conformance.cli.fleeting import fleet
from conformance.cli.merging import merge
from conformance.cli.planning import plan
from conformance.cli.refusing import BROKEN_OFF, Interrupted
from conformance.cli.registering import register
from conformance.cli.running import replay, run
from conformance.cli.serving import calibrate, serve
from conformance.cli.telling import explain, requirements
from conformance.github.inert import inert_output

__all__ = ["main"]


class _Group(click.Group):
    """Commands whose output means nothing to the runner of GitHub Actions.

    Whoever breaks one off gets the exit code for that; click's own would say that a server failed.
    """

    def main(self, *args: Any, **given: Any) -> Any:
        with inert_output(os.environ):
            return super().main(*args, **given)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Interrupted(BROKEN_OFF) from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="optimly-conformance")
def main() -> None:
    """Contract tests for the Optimly external message API.

    \b
    Examples:
      optimly-conformance run
      CONFORMANCE_TOKEN=... optimly-conformance run https://staging.example.com
      optimly-conformance explain LEAD-02
    """


COMMANDS = (
    *(run, plan, merge, fleet, replay, compare, drift, baseline),
    *(keygen, certify, verify, register),
    *(requirements, explain, check_spec, serve, calibrate),
)

for command in COMMANDS:
    main.add_command(command)
