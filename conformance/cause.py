"""What is wrong in a few words that stay the same from run to run: where, and nothing of values."""

from __future__ import annotations

import re

from conformance.exchange import Exchange

GENERATED = "generated"
"""The flow whose requests have metadata of any names."""

_INDEX = re.compile(r"/\d+(?=/|$)")
_METADATA = re.compile(r"(?<=/metadata)/.*", re.DOTALL)


def cause_of(exchange: Exchange, pointer: str) -> str:
    """The cause of a finding: of which call, and at which place of its answer.

    Such as `POST /external/message/new-message: /metadata/form_type`. Indices of arrays are `*`,
    for the same fault shows now in this one and now in that. A wrong status is named, because
    another one is another fault. A call outside the contract goes by its scenario and step. Names
    that were generated are `*`, for which of them is shown depends on the search for the smallest.
    """
    call = exchange.operation or f"{exchange.flow}/{exchange.scenario} {exchange.step}"
    if pointer != "status":
        if exchange.flow == GENERATED:
            pointer = _METADATA.sub("/*", pointer)
        return f"{call}: {_INDEX.sub('/*', pointer) or 'the body'}"
    return f"{call}: status {exchange.response.status if exchange.response else 'none'}"
