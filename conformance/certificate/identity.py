"""Whether it was one server from the first request to the last, as far as can be told outside."""

from __future__ import annotations

import hashlib
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from conformance.drive.observer import Forwarding, Observer
from conformance.exchange import Exchange, Transcript

EVERY = 250
"""So many exchanges lie between two samples; the first exchange is always one."""

NAMING = ("server", "via", "x-powered-by", "x-version", "x-api-version", "x-app-version")
"""Headers by which software names itself."""

_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Sample:
    """What a target showed of itself at an exchange.

    `address` is that of the machine that answered; `certificate` the SHA-256 of its TLS
    certificate, None without TLS; `software` what its answer's headers name.
    """

    exchange: int
    address: str | None
    certificate: str | None
    software: Mapping[str, str]


class Sampling(Forwarding):
    """Takes samples while a run goes on, and passes on to `inner` all that it is told."""

    def __init__(self, inner: Observer) -> None:
        super().__init__(inner)
        self._samples: list[Sample] = []
        self._taken = -EVERY
        self._last: Exchange | None = None
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def records(self, exchange: Exchange) -> None:
        with self._lock:
            if exchange.response is not None:
                self._last = exchange
                if exchange.number - self._taken >= EVERY:
                    self._take(exchange)
        super().records(exchange)

    def _take(self, exchange: Exchange) -> None:
        """Connect in a thread of its own: an observer must not hold up a run."""
        self._taken = exchange.number
        thread = threading.Thread(target=lambda: self._samples.append(_sample(exchange)))
        self._threads.append(thread)
        thread.start()

    def finish(self) -> tuple[Sample, ...]:
        """All samples, the last answered exchange being one."""
        if self._last is not None and self._last.number != self._taken:
            self._take(self._last)
        for thread in self._threads:
            thread.join()
        return tuple(sorted(self._samples, key=lambda one: one.exchange))


def _sample(exchange: Exchange) -> Sample:
    return Sample(exchange.number, *_connected(exchange.request.url), software(exchange))


def software(exchange: Exchange) -> dict[str, str]:
    """What an answer's headers name."""
    assert exchange.response is not None
    headers = sorted((name.lower(), value) for name, value in exchange.response.headers)
    return {name: value for name, value in headers if name in NAMING}


def _connected(url: str) -> tuple[str | None, str | None]:
    """Where the target's name leads now, and with which certificate it answers."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = parts.hostname or ""
    try:
        with socket.create_connection((host, port), _PATIENCE) as connection:
            address = str(connection.getpeername()[0])
            if parts.scheme != "https":
                return address, None
            context = ssl.create_default_context()
            with context.wrap_socket(connection, server_hostname=host) as secured:
                shown = secured.getpeercert(binary_form=True) or b""
                return address, f"sha256:{hashlib.sha256(shown).hexdigest()}"
    except OSError:
        return None, None


def as_json(samples: tuple[Sample, ...]) -> list[dict[str, Any]]:
    """The samples for the bundle."""
    return [asdict(one) for one in samples]


def samples_misplaced(samples: list[dict[str, Any]], transcript: Transcript) -> str | None:
    """A sentence if samples, which have their form, don't belong to a transcript, or None.

    There is one near its start, one near its end, and one every while between, and each shows
    what the answer on record shows. Lanes end in no fixed order, hence the tolerance.
    """
    taken = {one["exchange"]: one["software"] for one in samples}
    answered = [one for one in transcript.exchanges if one.response is not None]
    shown = {one.number: software(one) for one in answered if one.number in taken}
    if shown != taken:
        return "Its samples of the target's identity are not of the answers on record."
    gap = 0
    for one in answered:
        gap = 0 if one.number in taken else gap + 1
        if gap > 2 * EVERY:
            return f"Nobody looked at the target's identity for {gap} answers before {one.number}."
    if gap > EVERY:
        return "Nobody looked at the target's identity at the end."
    return None


def samples_changed(samples: list[dict[str, Any]]) -> str | None:
    """A sentence if samples, which have their form, aren't of one server, or None.

    Several addresses are lawful: many servers have more than one machine.
    """
    named = {tuple(sorted(one["software"].items())) for one in samples}
    shown = {one["certificate"] for one in samples}
    for what, values in (("software", named), ("TLS certificate", shown)):
        if len(values) > 1:
            return f"The target changed while it was tested: it showed more than one {what}."
    return None
