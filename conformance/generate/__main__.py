"""`python -m conformance.generate`: write the frozen corpus, or print fresh cases."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import gettempdir

import click

from conformance.corpus import lines
from conformance.loading import load_contract
from conformance.resources import CORPUS, SPEC


@click.group()
def main() -> None:
    """Generate requests from the contract."""
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(_cache()))


def _cache() -> Path:
    """Where Hypothesis keeps its tables of Unicode, which take long to make.

    Whoever runs this doesn't want them where they stand.
    """
    try:
        home = Path("~/.cache").expanduser()
    except RuntimeError:
        home = Path(gettempdir())
    return Path(os.environ.get("XDG_CACHE_HOME") or home) / "optimly-conformance"


@main.command()
@click.option("--directory", type=click.Path(path_type=Path), default=CORPUS, show_default=True)
def corpus(directory: Path) -> None:
    """Write the frozen corpus of our own contract."""
    from conformance.generate.freezing import write_corpus  # noqa: PLC0415 - slow to import

    manifest = write_corpus(load_contract(SPEC), directory)
    for name, entry in manifest["files"].items():
        click.echo(f"{name}: {entry['valid']} valid, {entry['invalid']} invalid")


@main.command()
@click.option("--spec", type=click.Path(path_type=Path), default=SPEC, help="Another contract.")
@click.option("--count", type=click.IntRange(min=1), default=300, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--features", default="", help="Optional ones, with commas between.")
def explore(spec: Path, count: int, seed: int, features: str) -> None:
    """Print fresh cases as JSON Lines, each valid one before those that it controls."""
    from conformance.generate.exploring import explore as fresh  # noqa: PLC0415 - slow to import

    try:
        for group in fresh(load_contract(spec), count, seed, features.split(",")):
            sys.stdout.write(lines([group]))
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has enough; the interpreter mustn't complain of it when it flushes again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
