"""The command that puts the shards of a run together: merge."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from conformance.cli.options import options
from conformance.cli.refusing import refusing
from conformance.configuration import Choices, choose


@click.command()
@click.argument(
    "shards", nargs=-1, required=True, metavar="DIR...", type=click.Path(path_type=Path)
)
@options("report-dir")
@click.option("--spec", metavar="FILE", help="The spec of the shards, if it isn't ours.")
@click.option("--flows", metavar="MODULE", help="Flows of your own, as in the shards.")
@options("config", "baseline", "strict", "format", "quiet")
def merge(shards: tuple[Path, ...], form: str, quiet: bool, **given: Any) -> None:
    """Put the shards of a run together, and judge them as one run.

    Each DIR is the report directory of a `run --shard K/N`; their order doesn't matter. A shard
    that is missing or there twice makes the report incomplete, and is named in it.

    \b
    Exit codes: 0 conformant, 1 not conformant, 2 usage or not of one run,
    3 incomplete, 4 our own error.

    \b
    Examples:
      optimly-conformance merge shards/1 shards/2 shards/3
      optimly-conformance merge shards/* --report-dir reports/merged --strict
    """
    chosen = {name.replace("_", "-"): value for name, value in given.items()}
    with refusing():
        code = _merge(shards, choose(chosen, os.environ), form, quiet)
    raise SystemExit(code)


def _merge(shards: tuple[Path, ...], choices: Choices, form: str, quiet: bool) -> int:
    from conformance.baseline.keeping import read_baseline  # noqa: PLC0415
    from conformance.github.telling import tell  # noqa: PLC0415
    from conformance.launch import Launched, at_the_gate  # noqa: PLC0415 - httpx is slow to import
    from conformance.loading import load_contract  # noqa: PLC0415
    from conformance.merge import merging  # noqa: PLC0415
    from conformance.own import own_flows  # noqa: PLC0415
    from conformance.reports import render_json  # noqa: PLC0415
    from conformance.terminal import show  # noqa: PLC0415

    contract, own = load_contract(choices.spec), own_flows(choices.flows)
    baseline = None if choices.baseline is None else read_baseline(choices.baseline)
    gathered = merging.gather(shards)
    directory = choices.report_dir or gathered.directory
    report = merging.merge(gathered, contract, own, directory)
    merged = Launched(report, directory, at_the_gate(report, choices, baseline))
    if form == "json":
        click.echo(render_json(report), nl=False)
    show(merged, quiet=quiet, as_json=form == "json")
    tell(report, choices.spec, os.environ)
    return merged.gate.code
