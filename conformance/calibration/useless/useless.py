"""A target that does nothing of what is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp

from conformance.reference import RunningServer


@dataclass(frozen=True)
class Useless:
    """`serving()` serves the target while its context lasts, and gives its base URL.

    The URL is on a free port of the loopback interface.
    """

    name: str
    serving: Callable[[], AbstractContextManager[str]]


def application(name: str, app: ASGIApp) -> Useless:
    """A useless target that is an ASGI application without a state."""

    @contextmanager
    def serving() -> Iterator[str]:
        with RunningServer(app) as server:
            yield server.url

    return Useless(name, serving)
