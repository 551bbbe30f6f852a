"""Ids that a server gives in one answer and takes in later requests, and how to renew them there.

Requests are looked through as text, so that odd ones stay as odd as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from conformance.contract import Contract
from conformance.drive.session import Spelled
from conformance.exchange import Exchange, Request
from conformance.same import parse

LONG_ENOUGH = 12
"""A shorter id may stand somewhere by accident: it counts only as a whole and where it belongs."""

Replacement = Callable[["Id"], str]


@dataclass(frozen=True, slots=True)
class Id:
    """An id: the exchange whose answer gave it, the member that it was there, and its value."""

    exchange: int
    name: str
    value: str


class Givers:
    """Tells which ids an answer gives: what a server makes there and other requests take."""

    def __init__(self, contract: Contract) -> None:
        self._given = {one.key: contract.ids & one.server_made for one in contract.operations}

    def given(self, exchange: Exchange) -> list[Id]:
        """The ids in the answer to an exchange, if it is a success."""
        names = self._given.get(exchange.operation or "", frozenset())
        if not names or exchange.response is None or exchange.response.status // 100 != 2:
            return []
        try:
            answer = parse(exchange.response.body)
        except ValueError:
            return []
        members = answer if isinstance(answer, dict) else {}
        return [
            Id(exchange.number, name, value)
            for name in sorted(names)
            if isinstance(value := members.get(name), str) and value
        ]


class Ids:
    """Finds known ids in requests. Of ids with one value, the first that was given counts."""

    def __init__(self, ids: Iterable[Id]) -> None:
        self._by_value: dict[str, Id] = {}
        for one in ids:
            self._by_value.setdefault(one.value, one)
        self._by_form = {
            form: one for value, one in self._by_value.items() for form in _forms(value)
        }
        short = [form for form, one in self._by_form.items() if len(one.value) < LONG_ENOUGH]
        names = {json.dumps(one.name).encode("ascii") for one in self._by_value.values()}
        self._member = re.compile(
            rb"(?P<before>(?:%b)\s*:\s*\")(?P<id>%b)(?=\")" % (_any_of(names), _any_of(short))
        )
        self._anywhere = re.compile(_any_of(self._by_form.keys() - set(short)))
        long = [value.encode() for value in self._by_value if len(value) >= LONG_ENOUGH]
        self._in_path = re.compile(_any_of(long).decode())

    def used(self, exchange: Exchange) -> frozenset[Id]:
        """The ids in a request that were given before it was sent."""
        found: set[Id] = set()

        def note(one: Id) -> str:
            found.add(one)
            return one.value

        self._replaced(exchange.request, note)
        return frozenset(one for one in found if one.exchange < exchange.number)

    def renewed(self, request: Request, values: Mapping[Id, str]) -> Request:
        """The request with new values for ids; others stay as they are."""
        return self._replaced(request, lambda one: values.get(one, one.value))

    def _replaced(self, request: Request, replacement: Replacement) -> Request:
        def whole(found: re.Match[bytes]) -> bytes:
            return _alike(found.group(), replacement(self._by_form[found.group()]))

        def member(found: re.Match[bytes]) -> bytes:
            form = found["id"]
            return found["before"] + _alike(form, replacement(self._by_form[form]))

        body = self._member.sub(member, self._anywhere.sub(whole, request.body))
        address, mark, query = request.url.partition("?")
        segments = [self._segment(one, replacement) for one in address.split("/")]
        return replace(request, url="/".join(segments) + mark + query, body=body)

    def _segment(self, segment: str, replacement: Replacement) -> str:
        text = unquote(segment)
        if text in self._by_value:
            return _spelled(segment, replacement(self._by_value[text]))
        new = self._in_path.sub(lambda found: replacement(self._by_value[found.group()]), text)
        return segment if new == text else _spelled(segment, new)


def _forms(value: str) -> tuple[bytes, bytes]:
    """A value as it may stand between a JSON text's quotation marks."""
    plain = json.dumps(value, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass")
    return plain, json.dumps(value)[1:-1].encode("ascii")


def _alike(form: bytes, value: str) -> bytes:
    """The new value, escaped if the old one was."""
    plain, escaped = _forms(value)
    return escaped if form.isascii() and b"\\u" in form else plain


def _any_of(texts: Iterable[bytes]) -> bytes:
    """A pattern for any of some texts: of those that begin alike, the longest."""
    return b"|".join(map(re.escape, sorted(texts, key=len, reverse=True))) or b"(?!)"


def _spelled(old: str, text: str) -> str:
    """A path's segment; where the old one escaped a character without need, so does this."""
    needless: list[bool] = []
    for part in re.findall(r"(?:%[0-9A-Fa-f]{2})+|.", old, re.DOTALL):
        escaped = len(part) > 1
        needless += [escaped and quote(one, safe="") == one for one in unquote(part)]
    places = frozenset(place for place, escaped in enumerate(needless) if escaped)
    return str(Spelled(text, places))
