"""The addresses that a name has, found out in a bounded time: the system's own way has none."""

from __future__ import annotations

import ipaddress
import socket
import threading
from queue import Empty, SimpleQueue

import httpcore


def addresses(host: str, port: int, timeout: float) -> tuple[str, ...]:
    """The addresses of a host, in the order in which they are to be tried; one of an address.

    Raises httpcore.ConnectTimeout where they aren't known after `timeout` seconds,
    httpcore.ConnectError where there are none, and UnicodeError for what can't be a name.
    """
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _resolved(host, port, timeout)
    return (host,)


def _resolved(host: str, port: int, timeout: float) -> tuple[str, ...]:
    answers: SimpleQueue[tuple[str, ...] | Exception] = SimpleQueue()

    def resolve() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(tuple(dict.fromkeys(str(place[0]) for *_, place in found)))
        except Exception as error:
            answers.put(error)

    # One that hangs is left alone: nothing can end it.
    threading.Thread(target=resolve, daemon=True).start()
    try:
        answer = answers.get(timeout=timeout)
    except Empty:
        raise httpcore.ConnectTimeout("the name took too long") from None
    if isinstance(answer, OSError):
        raise httpcore.ConnectError(str(answer)) from answer
    if isinstance(answer, Exception):
        raise answer
    return answer
