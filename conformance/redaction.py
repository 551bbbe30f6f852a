"""Secrets out of everything that is written: equal labels where secrets were equal."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote, quote_plus

from conformance.exchange import Exchange, Headers, Request, Response

LABEL = re.compile(r"\{secret:[a-z-]+\}")
SHORTEST = 8


CANARY = "canary"


def canary(run: str) -> str:
    """A made-up secret that a run sends and that must not come out again anywhere.

    It follows from the run's id, so that whoever has the outputs can look for it.
    """
    return f"canary-{hashlib.sha256(f'canary of {run}'.encode()).hexdigest()[:40]}"


def label(name: str) -> str:
    """What stands in a transcript where a secret stood; `name` is lower-case words with dashes."""
    return "{secret:" + name + "}"


def _forms(secret: str) -> set[bytes]:
    """The secret as it may stand in a message: plain, percent-encoded, JSON-escaped, base64."""
    raw = secret.encode()
    texts = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret)}
    texts |= {text.replace("%", "%25") for text in texts}
    escaped = json.dumps(secret)[1:-1]
    texts |= {escaped, escaped.replace("/", "\\/"), raw.hex()}
    for escape in ("%{:02x}", "\\u{:04x}"):
        texts.add("".join(escape.format(ord(one)) for one in secret))
    texts |= {text[::-1] for text in (secret, quote(secret, safe=""))}
    return {text.encode() for text in texts} | set(_in_base64(raw))


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """The secret in base64, alone or amid a text: what depends on nothing but the secret."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(raw).rstrip(b"=")
        for before in range(3):
            whole = encode(bytes(before) + raw)
            # A character has six bits: those that it shares with a neighbour are not the secret's.
            yield whole[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]


class Redactor:
    """Replaces known secrets by their labels. `secrets` maps a label's name to the secret.

    A secret in another case gets its label too, unless it is registered under one of its own.
    Raises ValueError for a secret that no header can carry, or too short to be told from ordinary
    text; the message doesn't hold it.
    """

    def __init__(self, secrets: Mapping[str, str]) -> None:
        exact: dict[bytes, bytes] = {}
        for name, secret in secrets.items():
            if len(secret) < SHORTEST:
                raise ValueError(f"The {name} credential is shorter than {SHORTEST} characters.")
            if not (secret.isascii() and secret.isprintable()):
                raise ValueError(f"The {name} credential has characters outside printable ASCII.")
            for form in _forms(secret):
                exact.setdefault(form, label(name).encode())
        self._exact = exact
        self._any_case = {form.lower(): name for form, name in reversed(exact.items())}
        # Where one of the others is, one of these is too.
        self._telling = [
            form
            for form in self._any_case
            if not any(other in form for other in self._any_case if other != form)
        ]
        # Longest first, so that a secret that begins with another is replaced whole.
        longest = sorted(self._any_case, key=len, reverse=True)
        # Held against lower case: much faster than a pattern that ignores case.
        self._pattern = re.compile(b"|".join(map(re.escape, longest)) or b"(?!)")

    def raw(self, value: bytes) -> bytes:
        parts, end = [], 0
        for found in self._pattern.finditer(value.lower()):
            form = value[found.start() : found.end()]
            label_ = self._exact.get(form) or self._any_case[found.group()]
            parts += [value[end : found.start()], label_]
            end = found.end()
        return b"".join([*parts, value[end:]])

    def text(self, value: str) -> str:
        raw = value.encode(errors="surrogateescape")
        return self.raw(raw).decode(errors="surrogateescape")

    def headers(self, headers: Headers) -> Headers:
        return tuple((self.text(name), self.text(value)) for name, value in headers)

    def exchange(self, exchange: Exchange) -> Exchange:
        """The exchange with every secret in it replaced."""
        # Hardly any has one: what is sent has labels already. One form after the other is looked
        # for much faster than by the pattern.
        text = _everything(exchange).lower()
        if not any(form in text for form in self._telling):
            return exchange
        sent, answer = exchange.request, exchange.response
        return replace(
            exchange,
            request=Request(
                sent.method, self.text(sent.url), self.headers(sent.headers), self.raw(sent.body)
            ),
            response=answer
            and Response(answer.status, self.headers(answer.headers), self.raw(answer.body)),
            unanswered=exchange.unanswered and self.text(exchange.unanswered),
        )


def _everything(exchange: Exchange) -> bytes:
    """All that may hold a secret, one after another; no secret has a line break in it."""
    messages = [message for message in (exchange.request, exchange.response) if message]
    texts = [text for message in messages for pair in message.headers for text in pair]
    texts.append(exchange.request.url)
    if exchange.unanswered:
        texts.append(exchange.unanswered)
    bodies = [message.body for message in messages]
    return b"\n".join(["\n".join(texts).encode(errors="surrogateescape"), *bodies])
