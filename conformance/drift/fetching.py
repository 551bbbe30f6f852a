"""Gets the document that a server publishes: from its address, or from the usual places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from conformance.drift.reading import LARGEST, DriftError, read_document
from conformance.drive.capacity import Capacity
from conformance.drive.client import Client
from conformance.exchange import Request, Response, header
from conformance.redaction import label
from conformance.reports.text import visible
from conformance.target import MAIN, Credentials

USUAL = (
    "/openapi.json",
    "/openapi.yaml",
    "/v3/api-docs",
    "/swagger.json",
    "/swagger/v1/swagger.json",
    "/docs/openapi.json",
    "/api-docs",
)
"""Where frameworks publish it: FastAPI and many others; springdoc; Flask; ASP.NET; Express."""

MOST_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class UnreachableError(Exception):
    """There was no document to be had: says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document, and the address that it came from."""

    url: str
    document: Mapping[str, Any]


def fetch(url: str, timeout: float, credentials: Credentials | None = None) -> Fetched:
    """Get the document at an address, or of the server there. `timeout` is seconds an answer.

    Nothing but GET requests for the address and the usual places below it is sent, and to no other
    origin. The main credential is sent only if it is given, as a bearer token; whatever comes back
    has a label in its place. Raises UnreachableError.
    """
    if {*url} & {*"{}"}:
        raise UnreachableError(f"The URL {url} has braces; percent-encode them.")
    secrets = credentials.secrets if credentials else {}
    tried: list[str] = []
    with Client(secrets, timeout, Capacity(LARGEST)) as client:
        fetching = _Fetching(client, credentials)
        for address in _addresses(url):
            response = fetching.get(address)
            if isinstance(response, str):
                tried.append(f"{address}: {response}")
                continue
            body = credentials.redactor().raw(response.body) if credentials else response.body
            try:
                return Fetched(address, read_document(body, address))
            except DriftError as error:
                tried.append(str(error))
    hint = "give the address of the document itself, or its file"
    if credentials is None and any(" 401" in one or " 403" in one for one in tried):
        hint += ", or --authenticated if the credential opens it"
    listed = "\n".join(f"  {visible(one)}" for one in tried)
    raise UnreachableError(
        f"{url} publishes no OpenAPI document that can be compared; {hint}.\n{listed}"
    )


def _addresses(url: str) -> Iterator[str]:
    """The address itself unless it is a server's root, then the usual places, the nearest first."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    if url != origin:
        yield url
    if re.search(r"\.(json|ya?ml)$", parts.path):
        return
    for base in dict.fromkeys([url, origin]):
        for place in USUAL:
            yield base + place


@dataclass(frozen=True, slots=True)
class _Fetching:
    """A client that follows redirects within one origin."""

    client: Client
    credentials: Credentials | None

    def get(self, url: str) -> Response | str:
        """The answer with 200, or in a few words why there is none. Raises UnreachableError."""
        address = url
        for _ in range(MOST_REDIRECTS + 1):
            response, unanswered = self.client.send(self._request(address))
            if response is None:
                raise UnreachableError(f"{address} could not be read: {unanswered}.")
            if response.status == 200:
                return response
            if response.status not in REDIRECTS:
                return f"it answers {response.status}"
            there = _joined(address, header(response.headers, "Location") or "")
            if there is None or _origin(there) != _origin(url):
                return "it sends its callers to another server, which is not followed"
            address = there
        return "it sends its callers in circles"

    def _request(self, address: str) -> Request:
        headers = [
            ("Accept", "application/json, application/yaml;q=0.9, */*;q=0.1"),
            ("Accept-Encoding", "gzip, deflate"),
            ("User-Agent", "optimly-conformance"),
        ]
        if self.credentials is not None:
            headers.append(("Authorization", f"Bearer {label(MAIN)}"))
        return Request("GET", address, tuple(headers))


def _joined(address: str, location: str) -> str | None:
    """The address that a redirect leads to; None where it is none."""
    try:
        found = urljoin(address, location).partition("#")[0]
        usable = _origin(found) is not None
    except ValueError:
        return None
    # A label in it would be filled in with the secret.
    return found if usable and re.fullmatch(r"[\x21-\x7a\x7c\x7e]+", found) else None


def _origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port. Raises ValueError for a port that is none."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        return None
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
