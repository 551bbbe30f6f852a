"""A fleet as one HTML page: no network, no script, and hostile text is inert in it."""

from __future__ import annotations

import os
from urllib.parse import quote

from conformance.fleet import outline
from conformance.fleet.against import Against
from conformance.fleet.result import Fleet
from conformance.outcome import Outcome
from conformance.reports.outline import OUTCOME_WORDS
from conformance.reports.pages import template

BANNERS = {0: "conformant", 1: "non-conformant", 3: "incomplete", 4: "invalid"}
COLUMNS = (Outcome.FAIL, Outcome.DEVIATION, Outcome.NOT_OBSERVED, Outcome.PASS)


def render_html(fleet: Fleet, against: Against | None = None) -> str:
    """The fleet as a self-contained page, with links to what lies beside it."""
    groups = []
    if against is not None:
        groups = [(group, found) for group in outline.GROUP_NOTES if (found := against.of(group))]
    return template("fleet").render(
        fleet=fleet,
        results=outline.ordered(fleet),
        by_name={one.name: one for one in fleet.results},
        against=against,
        groups=groups,
        banner=BANNERS[fleet.exit_code],
        columns=COLUMNS,
        outcomes=OUTCOME_WORDS,
        outline=outline,
        certified=any(one.certificate or one.uncertified for one in fleet.results),
        link=_link,
    )


def _link(*parts: str) -> str:
    """A relative address; a name that begins like a scheme can't pass for one."""
    return "./" + "/".join(quote(os.fsencode(part)) for part in parts)
