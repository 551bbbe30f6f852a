"""Compares documented rate limits (`x-rate-limit`)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from conformance.difference import differences
from conformance.drift.bounds import is_number
from conformance.drift.comparing import Comparing, Scope
from conformance.drift.differing import Change, Effect
from conformance.drift.document import Place, Published

KEY = "x-rate-limit"
SCOPES = ("agent", "chat")
"""What a limit counts for; an agent has many chats."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`limit` requests in `window` seconds for each of `scope`."""

    limit: float
    window: float
    scope: str

    def allows(self, other: Rate) -> bool:
        """Whether a client that keeps the other limit keeps this one too."""
        if self.scope != other.scope and (self.scope, other.scope) != ("chat", "agent"):
            return False
        return math.ceil(self.window / other.window) * other.limit <= self.limit


def compare_rates(comparing: Comparing, scope: Scope, ours: Published, theirs: Published) -> None:
    """Write down a limit that is lower, higher, or not documented."""
    places = ours.place.at(KEY), theirs.place.at(KEY)
    if not differences(places[0].value, places[1].value):
        return
    one, other = map(_rate, places)
    effect, change = Effect.COSMETIC, Change.CHANGED
    if one is None or other is None:
        change = Change.REMOVED if other is None else Change.ADDED
        why = "The document states no limit that could be compared."
        if other is not None:
            effect, why = Effect.BREAKING, "The contract states no limit, and the document does."
    elif other.allows(one) and one.allows(other):
        why = "Both allow the same."
    elif other.allows(one):
        effect, change = Effect.WIDENING, Change.LOOSENED
        why = "The document lets a client send more."
    else:
        effect = Effect.BREAKING
        change = Change.TIGHTENED if one.allows(other) else Change.CHANGED
        why = "A client that keeps the contract's limit runs into the document's."
    comparing.add(
        effect,
        "rate-limit",
        change,
        replace(scope, subject="rate limit", reach="limit"),
        at=(places[0].pointer, places[1].pointer),
        said=(places[0].value, places[1].value),
        why=why,
    )


def _rate(place: Place) -> Rate | None:
    limit, window = place.at("limit").value, place.at("window").value
    scope = place.text("scope")
    if not (is_number(limit) and is_number(window)) or scope not in SCOPES:
        return None
    usable = limit >= 0 and 1e-3 <= window <= 1e9 and limit <= 1e12
    return Rate(limit, window, scope) if usable else None
