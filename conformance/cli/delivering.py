"""What a command has written goes to standard output, or into a file."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli.refusing import Refused


def deliver(text: str, output: Path | None) -> None:
    """Write a text to a file, or without one print it. Raises Refused where it can't be written."""
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Refused(
            f"{output} can't be written: {error.strerror}; choose another with --output."
        ) from None
