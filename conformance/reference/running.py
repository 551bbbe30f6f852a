"""Running an ASGI application: in a thread for tests, or in the foreground."""

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import uvicorn
from starlette.types import ASGIApp

from conformance.reference.app import create_app
from conformance.reference.settings import Settings

_PATIENCE = 10.0
_GRACE = 1


class RunningServer:
    """Serves an application from a daemon thread for as long as the `with` block lasts.

    Takes any ASGI application, or the settings of a reference server. `port` 0 is a free
    port; `url`, such as `http://127.0.0.1:49152`, is set on entering, when the server
    accepts. Entering raises OSError if the address can't be had, RuntimeError if the
    application doesn't start within `patience` seconds, and DatabaseError for settings.
    Requests that are still unanswered on leaving are given 1 second.
    """

    url: str

    def __init__(
        self,
        app_or_settings: ASGIApp | Settings,
        host: str = "127.0.0.1",
        port: int = 0,
        patience: float = _PATIENCE,
    ) -> None:
        self._served = app_or_settings
        self._patience = patience
        self._host = host
        self._port = port

    def __enter__(self) -> Self:
        self._socket = _listen(self._host, self._port)
        try:
            self._start()
        except BaseException:
            self._socket.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        self._socket.close()

    def _start(self) -> None:
        self.url = _url(self._socket)
        app = create_app(self._served) if isinstance(self._served, Settings) else self._served
        # No logging configuration: a test's own logging must stay as it is.
        self._server = uvicorn.Server(_config(app, log_config=None))
        self._thread = threading.Thread(
            target=self._run,
            name=f"server {self.url}",
            daemon=True,
        )
        self._thread.start()
        deadline = time.monotonic() + self._patience
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                self._stop()
                raise RuntimeError(f"The application at {self.url} did not start.")
            time.sleep(0.002)

    def _run(self) -> None:
        # An application that refuses to start makes uvicorn exit; the caller sees `started`.
        with contextlib.suppress(SystemExit):
            self._server.run(sockets=[self._socket])

    def _stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=_GRACE + 2)
        if self._thread.is_alive():
            self._server.force_exit = True
            self._thread.join(timeout=_PATIENCE)


def serve(
    settings: Settings,
    host: str,
    port: int,
    change: Callable[[ASGIApp], ASGIApp] | None = None,
) -> None:
    """Serves the reference server until Ctrl-C, with a change to it if one is given.

    Raises OSError and DatabaseError. Nothing is logged of the requests themselves: their URLs
    may hold credentials.
    """
    with _listen(host, port) as listening:
        app: ASGIApp = create_app(settings)
        if change is not None:
            app = change(app)
        server = uvicorn.Server(_config(app, log_config=uvicorn.config.LOGGING_CONFIG))
        # uvicorn itself names the address only of a socket that it has opened itself.
        logging.getLogger("uvicorn.error").info("Listening on %s (Ctrl-C stops)", _url(listening))
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            # uvicorn has shut down by now, and repeats the signal to its caller.
            return


def _config(app: ASGIApp, log_config: dict[str, object] | None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        # One parser everywhere, so that odd requests are taken the same way everywhere.
        http="h11",
        loop="asyncio",
        ws="none",
        access_log=False,
        server_header=False,
        log_config=log_config,
        timeout_graceful_shutdown=_GRACE,
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio sets TCP_NODELAY only where it reads TCP; without
    # that, every answer on a kept connection waits 40 ms for the client's acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except BaseException:
        listening.close()
        raise
    return listening


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
