"""`python -m conformance.generate`: write the frozen corpus, or print fresh cases."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.contract import load_contract
from conformance.resources import CORPUS, SPEC


@click.group()
def main() -> None:
    """Generate requests from the contract."""


@main.command()
@click.option("--directory", type=click.Path(path_type=Path), default=CORPUS, show_default=True)
def corpus(directory: Path) -> None:
    """Write the frozen corpus of our own contract."""
    from conformance.generate.freezing import write_corpus  # noqa: PLC0415 - slow to import

    manifest = write_corpus(load_contract(SPEC), directory)
    for name, entry in manifest["files"].items():
        click.echo(f"{name}: {entry['valid']} valid, {entry['invalid']} invalid")


if __name__ == "__main__":
    main()
