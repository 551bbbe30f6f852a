"""The clients that bare loops send by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from typing import cast

import httpcore
import httpx

from conformance.drive.connection import Connection

TIMEOUT = 10.0

Send = Callable[[httpcore.Request], None]


@contextmanager
def _by_httpcore() -> Iterator[Send]:
    """By the connection that the suite sends by, and nothing around it."""
    with closing(Connection(TIMEOUT)) as connection:

        def send(request: httpcore.Request) -> None:
            response = connection.send(request)
            response.read()
            response.close()

        yield send


@contextmanager
def _by_httpx() -> Iterator[Send]:
    """By a client as one writes it in a script."""
    with httpx.Client(trust_env=False, timeout=TIMEOUT) as client:

        def send(request: httpcore.Request) -> None:
            url = request.url
            origin = f"{url.scheme.decode()}://{url.host.decode()}:{url.port}"
            made = client.build_request(
                request.method.decode(),
                origin,
                headers=request.headers,
                content=b"".join(cast(Iterable[bytes], request.stream)),
                extensions={"target": url.target},
            )
            client.send(made)

        yield send


CLIENTS: Mapping[str, Callable[[], AbstractContextManager[Send]]] = {
    "httpcore": _by_httpcore,
    "httpx": _by_httpx,
}
