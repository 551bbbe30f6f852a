"""The command about published certificates: register build."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.cli.refusing import refusing

if TYPE_CHECKING:
    from conformance.register.entry import Register


@click.group()
def register() -> None:
    """Keep a register of certificates."""


@register.command()
@click.argument("directory", metavar="[DIR]", default="reports/published", type=Path)
def build(directory: Path) -> None:
    """Verify every certificate below DIR (reports/published) anew, and write the register's page.

    A bundle lies in DIR/<contract version>/<implementation>/NAME-V.conformance.zip, beside the
    key.pub that it has to be signed with and, if there is one, disputes.toml. DIR/policy.toml says
    what is demanded. Written are index.html, index.json, and a badge beside each bundle.

    \b
    Exit codes: 0 none is refused (an expired one is shown as such), 1 one is refused,
    2 usage, 3 one was made with another version of the suite, 4 our own error.

    \b
    Example:
      optimly-conformance register build
    """
    with refusing():
        code = _build(directory)
    raise SystemExit(code)


def _build(directory: Path) -> int:
    from conformance.certificate.policy import now  # noqa: PLC0415 - heavy
    from conformance.register.register import register as registered  # noqa: PLC0415
    from conformance.register.writing import write_register  # noqa: PLC0415

    found = registered(directory, now().date(), _progress())
    page, *_ = write_register(found, directory)
    _tell(found)
    click.echo(f"The register is in {page}.")
    return found.exit_code


def _progress() -> Callable[[int, int, str], None]:
    """Says which bundle is next, where somebody watches: each takes seconds."""
    from conformance.reports.text import visible  # noqa: PLC0415
    from conformance.terminal.screen import console_on, is_watched  # noqa: PLC0415 - loads rich

    watched = is_watched(console_on(sys.stderr))

    def say(number: int, total: int, path: str) -> None:
        if watched:
            click.echo(f"{number}/{total} {visible(path)}", err=True)

    return say


def _tell(found: Register) -> None:
    from conformance.reports.text import visible  # noqa: PLC0415

    for entry in found.entries:
        result = entry.result
        until = f" until {result.expires}" if result is not None else ""
        click.echo(f"{entry.state.value}{until}: {visible(entry.path)}")
        for reason in entry.reasons:
            click.echo(f"  {visible(reason)}")
