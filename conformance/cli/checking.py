"""The command that checks a spec before a run would."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli.refusing import refusing


@click.command("check-spec")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check_spec(files: tuple[Path, ...]) -> None:
    """Say of each file whether it can be used as the contract, by `run --spec FILE`.

    \b
    Exit codes: 0 all can be used, 1 one can't, 2 usage, 4 our own error.

    \b
    Example:
      optimly-conformance check-spec spec/openapi.yaml
    """
    with refusing():
        usable = [_check(file) for file in files]
    raise SystemExit(0 if all(usable) else 1)


def _check(file: Path) -> bool:
    from conformance.loading import load_contract  # noqa: PLC0415
    from conformance.openapi import ContractError  # noqa: PLC0415 - slow to import
    from conformance.reports.text import visible  # noqa: PLC0415

    try:
        contract = load_contract(file)
    except ContractError as error:
        click.echo(visible(f"{file}: {error}"), err=True)
        return False
    click.echo(f"{file}: It can be used, and has {len(contract.operations)} operations.")
    return True
