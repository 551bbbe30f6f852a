"""The command that compares a published document with the contract: drift."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from conformance.cli.delivering import deliver
from conformance.cli.refusing import refusing
from conformance.configuration import Choices, choose

FORMATS = ("text", "markdown", "json")


class Unread(click.ClickException):
    """There was no document to compare."""

    exit_code = 3


@click.command()
@click.argument("target", metavar="TARGET|FILE")
@click.option("--spec", metavar="FILE", help="Another v3 document than ours.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How it is written.",
)
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Where it goes.")
@click.option("--authenticated", is_flag=True, help="Send CONFORMANCE_TOKEN to TARGET.")
@click.option("--config", metavar="FILE", help="Configuration (conformance.toml).")
@click.option("--timeout", metavar="SECONDS", help="Patience with one answer (10).")
def drift(
    target: str, form: str, output: Path | None, authenticated: bool, **given: str | None
) -> None:
    """Compare the OpenAPI document that a server publishes with the contract.

    TARGET is the document's address, or the server's: then the usual places are tried. FILE is the
    document, in YAML or JSON. Each difference is breaking, widening or cosmetic for clients of the
    contract, and names the requirements that it concerns. No credential is sent unless you say
    --authenticated.

    \b
    Exit codes: 0 nothing is breaking, 1 something is, 2 usage, or FILE can't be
    compared, 3 TARGET can't be reached or publishes no document that can be
    compared, 4 our own error.

    \b
    Examples:
      optimly-conformance drift https://staging.example.com
      optimly-conformance drift https://staging.example.com/docs/v3.yaml --format markdown
      optimly-conformance drift openapi.json --format json --output drift.json
    """
    with refusing():
        choices = choose(given, os.environ)
        name, document = _read(target, choices, authenticated=authenticated)
        code = _drift(name, document, choices.spec, form, output)
    raise SystemExit(code)


def _read(target: str, choices: Choices, *, authenticated: bool) -> tuple[str, Mapping[str, Any]]:
    """The document and where it is from."""
    from conformance.drift.fetching import (  # noqa: PLC0415 - httpx is slow to import
        UnreachableError,
        fetch,
    )
    from conformance.drift.reading import read_file  # noqa: PLC0415
    from conformance.target import check_url, read_credentials  # noqa: PLC0415

    if not target.lower().startswith(("http://", "https://")):
        return target, read_file(Path(target))
    url = check_url(target)
    credentials = read_credentials(os.environ) if authenticated else None
    try:
        fetched = fetch(url, choices.timeout, credentials)
    except UnreachableError as error:
        raise Unread(str(error)) from None
    return fetched.url, fetched.document


def _drift(
    name: str, document: Mapping[str, Any], spec: Path, form: str, output: Path | None
) -> int:
    from conformance import drift as drifting  # noqa: PLC0415 - loads the spec's validator
    from conformance.drift.drift import drift as drifted  # noqa: PLC0415
    from conformance.drift.reach import kept  # noqa: PLC0415
    from conformance.loading import load_contract  # noqa: PLC0415

    found = drifted(load_contract(spec), document, (spec.name, name), kept())
    deliver(drifting.FORMATS[form](found), output)
    return found.exit_code
