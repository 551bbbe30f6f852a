"""Sends one request over HTTP, bounded in time and size; an answer or a sentence, never a raise."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from functools import cache
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx

from conformance.drive.capacity import Capacity, TooLargeError
from conformance.drive.deadline import Deadline
from conformance.drive.decoding import decoded
from conformance.drive.unanswered import BEFOREHAND, was_closed, why
from conformance.exchange import Headers, Request, Response, header
from conformance.redaction import LABEL


class Client:
    """One kept connection to the target; belongs to one thread.

    `secrets` are put in place of their labels in the URL and in header values, never in bodies.
    `timeout` is in seconds: of making the connection, and of an answer as a whole. `capacity` is
    shared by all that send for one run.
    """

    def __init__(
        self, secrets: Mapping[str, str], timeout: float, capacity: Capacity | None = None
    ) -> None:
        self._secrets = secrets
        self._timeout = timeout
        self._capacity = capacity or Capacity()
        self._deadline = Deadline(timeout)
        # Neither proxies nor netrc from the environment: nothing may go anywhere else. And no more
        # of a client than its connections: cookies and redirects are not for it to decide on.
        self._http = httpx.HTTPTransport(verify=_trust(), trust_env=False)
        self._extensions = {
            "timeout": httpx.Timeout(timeout).as_dict(),
            "trace": self._deadline.trace,
        }
        self._kept = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def send(self, request: Request) -> tuple[Response | None, str | None]:
        """The answer, or None and a sentence that says why there is none."""
        try:
            return self._answer(self.outgoing(request)), None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, TooLargeError) as error:
            return None, why(error, self._timeout)

    def outgoing(self, request: Request) -> httpx.Request:
        """The request as it goes out, secrets in place. Raises InvalidURL and UnicodeError."""
        headers = [(name, self._filled(value)) for name, value in request.headers]
        url, target = _split(self._filled(request.url, quoted=True))
        return httpx.Request(
            request.method,
            url,
            headers=headers,
            content=request.body,
            extensions={"target": target, **self._extensions},
        )

    def _answer(self, outgoing: httpx.Request) -> Response:
        """The answer; sent once more where a kept connection turns out to be closed already."""
        kept, self._kept = self._kept, False
        try:
            response = self._http.handle_request(outgoing)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
            # Where anything has come, the request has arrived, and is not to be done twice.
            if not kept or self._deadline.heard or not was_closed(error):
                raise
            response = self._http.handle_request(outgoing)
        if not self._deadline.heard:
            # It was there already, behind the answer before: whose it is, nobody can say.
            self._http.close()
            raise httpx.RemoteProtocolError(BEFOREHAND)
        answer = self._read(response, outgoing.method)
        self._kept = True
        return answer

    def _read(self, response: httpx.Response, method: str) -> Response:
        check = self._capacity.check
        headers = _headers(response)
        body = bytearray()
        try:
            check(_announced(response.status_code, headers, method))
            # Straight from the connection, which has no more to tell than the bytes as they come.
            for chunk in _stream(response):
                body += chunk
                check(len(body))
        finally:
            response.close()
        codings = (header(headers, "Content-Encoding") or "").split(",")
        plain = decoded(bytes(body), codings, self._capacity)
        self._capacity.take(len(plain))
        return Response(response.status_code, headers, plain)

    def _filled(self, text: str, *, quoted: bool = False) -> str:
        """The text with every label replaced by its secret."""

        def secret(found: object) -> str:
            # A server may make up labels that nobody has a secret for; they stay as they are.
            value = self._secrets.get(str(found)[len("{secret:") : -1], str(found))
            return quote(value, safe="") if quoted else value

        return LABEL.sub(lambda found: secret(found.group()), text)


def _split(text: str) -> tuple[httpx.URL, bytes]:
    """The server's address, and the path with the query exactly as written.

    They go separately, because httpx would tidy up an odd path.
    """
    scheme, _, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    return _address(f"{scheme}://{host}"), (slash + path or "/").encode("ascii")


@cache
def _trust() -> ssl.SSLContext:
    """The trusted certificates: read once, because that takes as long as many requests."""
    return httpx.create_ssl_context(trust_env=False)


@cache
def _address(text: str) -> httpx.URL:
    """Raises httpx.InvalidURL."""
    return httpx.URL(text)


def _stream(response: httpx.Response) -> httpx.SyncByteStream:
    assert isinstance(response.stream, httpx.SyncByteStream)
    return response.stream


def _announced(status: int, headers: Headers, method: str) -> int:
    """The bytes of body that an answer's head announces; 0 where it doesn't, or none follow."""
    length = header(headers, "Content-Length") or ""
    bodiless = method == "HEAD" or status in {204, 304}
    return 0 if bodiless or not length.isdecimal() else int(length)


def _headers(response: httpx.Response) -> Headers:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw
    )
