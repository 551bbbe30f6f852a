"""An ASGI or WSGI application that an operator names: served on this machine while it is tested."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from conformance.configuration import Choices, ConfigurationError
from conformance.importing import broken, imported
from conformance.target import read_credentials

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

PATIENCE = 60.0
"""Seconds that an application may take to start."""

WORKERS = 32
"""Threads of a WSGI application; more than the requests that a run has in flight."""


@contextmanager
def addressed(choices: Choices, environment: Mapping[str, str]) -> Iterator[Choices]:
    """The choices with a URL in place of `app`, which is served for as long as the block lasts.

    Where no app is chosen, the choices as they are. Raises ConfigurationError where the app can't
    be started, and TargetError where there is no token to call it with.
    """
    if choices.app is None:
        yield choices
        return
    from conformance.reference.running import RunningServer  # noqa: PLC0415 - uvicorn is slow

    # Whatever an app says of why it doesn't start may hold a secret.
    clean = read_credentials(environment).redactor().text
    served = _Served(_loaded(choices.app, clean))
    with ExitStack() as stack:
        try:
            with _unlogged():
                server = stack.enter_context(RunningServer(served, patience=PATIENCE))
        except RuntimeError:
            raise ConfigurationError(_unstarted(choices.app, served.failure, clean)) from None
        yield replace(choices, url=server.url, app=None)


def _loaded(name: str, clean: Callable[[str], str]) -> ASGIApp:
    """The app that is named, as an ASGI application. Raises ConfigurationError."""
    what = f"The app {name}"
    module, _, attributes = name.partition(":")
    found: Any = imported(module, what, clean)
    for attribute in attributes.removesuffix("()").split("."):
        if not hasattr(found, attribute):
            raise ConfigurationError(
                f"{what} can't be found: {module} has no {attributes.removesuffix('()')}."
            )
        found = getattr(found, attribute)
    if attributes.endswith("()"):
        try:
            found = found()
        except (Exception, SystemExit) as error:
            raise ConfigurationError(broken(what, "making it", error, clean)) from None
    return _asgi(found, name)


def _asgi(app: Any, name: str) -> ASGIApp:
    what = f"The app {name}"
    if not callable(app):
        raise ConfigurationError(
            f"{what} is no ASGI or WSGI app but a value of the type {type(app).__name__}."
        )
    asynchronous = inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(app.__call__)
    if _takes(app, 3) and (asynchronous or not _takes(app, 2)):
        return app  # type: ignore[no-any-return]
    if _takes(app, 2) and not asynchronous and not _takes(app, 3):
        from a2wsgi import WSGIMiddleware  # noqa: PLC0415 - most apps don't need it

        return WSGIMiddleware(app, workers=WORKERS)  # type: ignore[return-value]
    hint = f" Is it a function that makes one? Then write {name}()."
    raise ConfigurationError(
        f"{what} is no ASGI app, which takes a scope, receive and send, and no WSGI app, which "
        f"takes an environ and start_response.{hint if _takes(app, 0) else ''}"
    )


def _takes(app: Callable[..., Any], count: int) -> bool:
    """Whether it can be called with so many values."""
    try:
        inspect.signature(app).bind(*range(count))
    except (TypeError, ValueError):
        return False
    return True


class _Served:
    """An app that remembers why it didn't start, which a server would only log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.failure: str | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return

        async def noting(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "lifespan.startup.failed":
                self.failure = str(message.get("message", ""))
            await send(message)

        await self._app(scope, receive, noting)


def _unstarted(name: str, failure: str | None, clean: Callable[[str], str]) -> str:
    from conformance.reports.text import visible  # noqa: PLC0415 - not needed where all goes well

    if failure is None:
        return f"The app {name} can't be used: it didn't start within {PATIENCE:g} seconds."
    # A framework gives a whole traceback; what went wrong is its last line.
    lines = [line for line in failure.splitlines() if line.strip()] or ["it gave no reason"]
    said = clean(visible(lines[-1], 4096))
    return f"The app {name} can't be used: its startup failed: {visible(said, 300)}"


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keeps the server from logging what is said in a sentence afterwards."""
    logger = logging.getLogger("uvicorn.error")

    def nothing(_: logging.LogRecord) -> bool:
        return False

    logger.addFilter(nothing)
    try:
        yield
    finally:
        logger.removeFilter(nothing)
