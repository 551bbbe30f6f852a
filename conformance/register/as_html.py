"""The register as one HTML page: no network, no script, and hostile text is inert in it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

from conformance.outcome import Level, Outcome
from conformance.register.entry import Register, State
from conformance.register.place import KEY
from conformance.reports.outline import OUTCOME_WORDS, VERDICT_WORDS
from conformance.reports.pages import template

WORDS: Mapping[State, str] = MappingProxyType(
    {
        State.CERTIFIED: "certified",
        State.EXPIRED: "expired",
        State.OTHER_SUITE: "made with another suite",
        State.REFUSED: "refused",
    }
)
SHADES: Mapping[State, str] = MappingProxyType(
    {
        State.CERTIFIED: Outcome.PASS,
        State.EXPIRED: Outcome.NOT_APPLICABLE,
        State.OTHER_SUITE: Outcome.NOT_OBSERVED,
        State.REFUSED: Outcome.FAIL,
    }
)
"""States are drawn in the colours of the outcomes that they are most like."""

BANNERS = {0: "conformant", 1: "non-conformant", 3: "incomplete"}


def render_html(register: Register) -> str:
    """The register as a self-contained page, with links to what lies beside it."""
    shown = [entry for entry in register.entries if entry.result is not None]
    flows = {entry.path: entry.result.flows for entry in register.entries if entry.result}
    return template("register").render(
        register=register,
        banner=BANNERS[register.exit_code],
        shown=shown,
        titles={flow.name: flow.title for found in flows.values() for flow in found},
        cells={
            path: {flow.name: dict(flow.levels) for flow in found} for path, found in flows.items()
        },
        words=WORDS,
        shades=SHADES,
        verdicts=VERDICT_WORDS,
        outcomes=OUTCOME_WORDS,
        levels=tuple(Level),
        State=State,
        KEY=KEY,
        link=_link,
        beside=_beside,
    )


def _beside(path: str, name: str) -> str:
    """The path of what lies beside a bundle."""
    return "/".join([*path.split("/")[:-1], name])


def _link(path: str) -> str:
    """A relative address; a name that begins like a scheme can't pass for one."""
    return "./" + quote(os.fsencode(path))
