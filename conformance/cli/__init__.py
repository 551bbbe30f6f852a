"""The command line: a thin front; what it runs is imported when it runs."""

from __future__ import annotations

import click

from conformance.cli.checking import check_spec
from conformance.cli.comparing import compare
from conformance.cli.running import replay, run
from conformance.cli.serving import calibrate, serve
from conformance.cli.telling import explain, requirements

__all__ = ["main"]


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


for command in (
    run,
    replay,
    compare,
    requirements,
    explain,
    check_spec,
    serve,
    calibrate,
):
    main.add_command(command)
