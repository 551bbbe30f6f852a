"""Sends one request over HTTP, bounded in time and size; an answer or a sentence, never a raise."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpcore

from conformance.drive.capacity import Capacity
from conformance.drive.connection import Connection
from conformance.drive.decoding import decoded
from conformance.drive.unanswered import BEFOREHAND, UNANSWERED, was_closed, why
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
        self._connection = Connection(timeout)
        self._kept = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def send(self, request: Request) -> tuple[Response | None, str | None]:
        """The answer, or None and a sentence that says why there is none."""
        try:
            return self._answer(self.outgoing(request)), None
        except UNANSWERED as error:
            return None, why(error, self._timeout)

    def outgoing(self, request: Request) -> httpcore.Request:
        """The request as it goes out, secrets in place.

        Raises httpx.InvalidURL, httpcore.UnsupportedProtocol and UnicodeError.
        """
        headers = [
            (name.encode("ascii"), self._filled(value).encode("ascii"))
            for name, value in request.headers
        ]
        url = self._filled(request.url, quoted=True)
        return self._connection.request(request.method, url, headers, request.body)

    def _answer(self, outgoing: httpcore.Request) -> Response:
        """The answer; sent once more where a kept connection turns out to be closed already."""
        connection = self._connection
        kept, self._kept = self._kept, False
        try:
            response = connection.send(outgoing)
        except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError) as error:
            # Where anything has come, the request has arrived, and is not to be done twice.
            if not kept or connection.heard or not was_closed(error):
                raise
            response = connection.send(outgoing)
        if not connection.heard:
            # It was there already, behind the answer before: whose it is, nobody can say.
            connection.close()
            raise httpcore.RemoteProtocolError(BEFOREHAND)
        answer = self._read(response, outgoing.method)
        self._kept = True
        return answer

    def _read(self, response: httpcore.Response, method: bytes) -> Response:
        check = self._capacity.check
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers
        )
        body = bytearray()
        try:
            check(_announced(response.status, headers, method))
            for chunk in response.iter_stream():
                body += chunk
                check(len(body))
        finally:
            response.close()
        codings = (header(headers, "Content-Encoding") or "").split(",")
        plain = decoded(bytes(body), codings, self._capacity)
        self._capacity.take(len(plain))
        return Response(response.status, headers, plain)

    def _filled(self, text: str, *, quoted: bool = False) -> str:
        """The text with every label replaced by its secret."""

        def secret(found: object) -> str:
            # A server may make up labels that nobody has a secret for; they stay as they are.
            value = self._secrets.get(str(found)[len("{secret:") : -1], str(found))
            return quote(value, safe="") if quoted else value

        if "{" not in text:
            return text
        return LABEL.sub(lambda found: secret(found.group()), text)


def _announced(status: int, headers: Headers, method: bytes) -> int:
    """The bytes of body that an answer's head announces; 0 where it doesn't, or none follow."""
    length = header(headers, "Content-Length") or ""
    bodiless = method == b"HEAD" or status in {204, 304}
    return 0 if bodiless or not length.isdecimal() else int(length)
