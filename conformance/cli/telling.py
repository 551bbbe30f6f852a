"""The commands that tell what is required: requirements, and explain."""

from __future__ import annotations

import json

import click

from conformance.cli.refusing import refusing


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def requirements(as_json: bool) -> None:
    """List every requirement.

    \b
    Example:
      optimly-conformance requirements --json
    """
    from conformance.inventory import inventory, listing  # noqa: PLC0415 - loads every flow

    click.echo(json.dumps(inventory(), indent=2, ensure_ascii=False) if as_json else listing())


@click.command()
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
