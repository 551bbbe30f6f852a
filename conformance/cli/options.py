"""Options that several commands have, each written once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

OPTIONS: dict[str, Callable[[Any], Any]] = {
    "profile": click.option(
        "--profile", metavar="smoke|core|full|certification", help="How much (core)."
    ),
    "report-dir": click.option(
        "--report-dir", metavar="DIR", help="Where it goes (reports/<time>-<host>)."
    ),
    "features": click.option(
        "--features", metavar="NAMES", help="Claimed features: transcript,agent."
    ),
    "allow": click.option("--allow", metavar="NAMES", help="Consents: exhaust-rate-limit."),
    "spec": click.option("--spec", metavar="FILE", help="Another v3 document than ours."),
    "config": click.option("--config", metavar="FILE", help="Configuration (conformance.toml)."),
    "only": click.option(
        "--only", metavar="ID|FLOW", multiple=True, help="Nothing else; repeatable."
    ),
    "explore": click.option("--explore", metavar="N", help="Generate N fresh cases too (0)."),
    "rate": click.option(
        "--rate", metavar="N/s", help="No more requests than so many a second, or N/m."
    ),
    "budget": click.option("--budget", metavar="N", help="No more requests than so many in all."),
    "baseline": click.option(
        "--baseline", metavar="FILE", help="Known failures, which don't fail the gate."
    ),
    "shard": click.option(
        "--shard", metavar="K/N|auto", help="Only the K-th of N parts; see `merge`."
    ),
    "strict": click.option(
        "--strict", is_flag=True, default=None, help="Deviations fail the run too."
    ),
    "format": click.option(
        "--format",
        "form",
        type=click.Choice(("text", "json")),
        default="text",
        show_default=True,
        help="What is printed: the result, or report.json.",
    ),
    "quiet": click.option(
        "--quiet", is_flag=True, help="Print no more than the verdict, or the JSON."
    ),
}


def options(*names: str) -> Callable[[Command], Command]:
    """Decorator: a command gets these options, and `--help` shows them in this order."""

    def decorate(command: Command) -> Command:
        for name in reversed(names):
            command = OPTIONS[name](command)
        return command

    return decorate
