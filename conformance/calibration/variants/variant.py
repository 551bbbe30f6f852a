"""A server of its own kind that obeys the contract."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp

from conformance.reference import Settings, create_app, documented_limits

Wrap = Callable[[ASGIApp], ASGIApp]


# The documented numbers of requests; only waiting for the next window takes less time.
SHORT_WINDOWS = Settings(limits=documented_limits(3))


@dataclass(frozen=True)
class Variant:
    """The reference server behind `wrap`, which changes it in a way that is allowed.

    `allowed_by` names the words that allow it. `deviations` are the ids of the recommendations
    that it doesn't follow, exactly those that the profile `core` shows. `limited`: it is also to be
    run into its limit, which takes some seconds. `settings` are the reference server's.
    """

    name: str
    wrap: Wrap
    allowed_by: str
    deviations: frozenset[str] = frozenset()
    limited: bool = False
    settings: Settings = SHORT_WINDOWS

    def app(self) -> ASGIApp:
        """The server as an ASGI application, which runs once."""
        return self.wrap(create_app(self.settings))
