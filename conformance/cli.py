"""The command line: a thin front; what it runs is imported when it runs."""

from __future__ import annotations

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="optimly-conformance")
def main() -> None:
    """Contract tests for the Optimly external message API."""


@main.command(
    epilog="Example:  optimly-conformance serve --port 8080 --limits documented --database my.db"
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, help="Port to listen on; 0: a free one.")
@click.option("--database", default=":memory:", help="SQLite file that keeps the data.")
@click.option(
    "--limits",
    default="documented",
    show_default=True,
    metavar="none|documented|N/SECONDS",
    help="Rate limits to enforce.",
)
def serve(host: str, port: int, database: str, limits: str) -> None:
    """Run the reference server as a sandbox to develop an integration against."""
    from conformance import reference  # noqa: PLC0415 - FastAPI is slow to import

    try:
        parsed = reference.parse_limits(limits)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--limits") from None
    tokens = reference.SANDBOX_TOKENS
    for token, agent in tokens.items():
        click.echo(f"token for {agent}: {token}")
    try:
        reference.serve(
            reference.Settings(tokens=tokens, database=database, limits=parsed), host, port
        )
    except (reference.DatabaseError, OSError) as error:
        raise click.ClickException(str(error)) from None
