"""A fault: one thing that a server does wrong, and only when what it gets is odd."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from conformance.sabotage.call import Call

Hook = Callable[[Call], None]


def nothing(_call: Call) -> None:
    """Leave everything as it is."""


@dataclass(frozen=True)
class Fault:
    """One mistake of a server that is correct otherwise.

    `operation` is where it is made, by the end of its path. `before` may change the request on
    its way in or deny it; `after` may change the answer on its way out. Both see only this
    operation's requests, well-formed or not.
    """

    name: str
    description: str
    operation: str
    before: Hook = field(default=nothing, repr=False)
    after: Hook = field(default=nothing, repr=False)
