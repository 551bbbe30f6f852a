"""Cases of an operation that takes no body: harmless headers, and ids in other spellings."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

from conformance.corpus import UNKNOWN_CHAT, Case
from conformance.generate.author import Author
from conformance.generate.flaws import Flaw
from conformance.generate.grading import SHOULD
from conformance.generate.systematic import MADE_BY
from conformance.generate.unknown import fits_a_path, impossible_ids, plain_ids

HEADERS: Mapping[str, tuple[str, ...]] = {
    "Accept": (
        "application/json", "*/*", "application/*", "application/json, text/plain;q=0.5",
        "application/json;q=0.9, */*;q=0.1", "application/problem+json, application/json",
        "application/json; charset=utf-8", "text/html, application/json;q=0.9, */*;q=0.8",
        "APPLICATION/JSON", "application/json;version=3, application/json", "application/json,*/*",
    ),
    "Accept-Language": (
        "en", "de-AT, de;q=0.9, en;q=0.5", "*", "zh-Hant-TW", "ar", "x-klingon", "en-US,en;q=0.001",
        "fr-CH, fr;q=0.9, *;q=0.5", "sr-Latn-RS", "tlh", "en-GB-oed", "i-default",
    ),
    "Accept-Encoding": ("gzip", "identity", "deflate", "gzip, deflate", "gzip;q=0.5, identity"),
    "Accept-Charset": ("utf-8", "utf-8, iso-8859-1;q=0.5"),
    "Cache-Control": ("no-cache", "no-store", "max-age=0", "max-age=60, max-stale", "no-transform"),
    "Pragma": ("no-cache",),
    "User-Agent": (
        "curl/8.5.0", "Mozilla/5.0 (X11; Linux x86_64) conformance", "python-requests/2.32", "x",
        "conformance (comment; with parts)", "okhttp/4.12.0", "conformance/" + "1." * 60 + "0",
    ),
    "X-Request-Id": (
        "conformance-1", "00000000-0000-4000-8000-000000000000", "0", "a/b+c=", "x" * 128,
    ),
    "X-Correlation-Id": ("conformance", "7f3a", "0" * 32),
    "traceparent": (
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
    ),
    "tracestate": ("conformance=1", "a=b,c=d"),
    "DNT": ("1", "0"),
    "Sec-GPC": ("1",),
    "Save-Data": ("on",),
    "Priority": ("u=1", "u=7, i"),
    "X-Requested-With": ("XMLHttpRequest",),
}  # fmt: skip
"""What clients and the proxies between send along, and what no answer may hang on."""

UNUSUAL_HEADERS: Mapping[str, tuple[str, ...]] = {
    "Origin": ("https://www.example.com", "null", "http://shop.example"),
    "Referer": ("https://www.example.com/pricing?plan=a", "http://shop.example/"),
    "Content-Type": ("application/json", "application/json; charset=utf-8"),
    "Sec-Fetch-Site": ("none", "same-origin"),
    "X-Conformance": ("a\tb", "x" * 1000, "a,b;c=d"),
}  # fmt: skip

PLAIN_READINGS = 215
ESCAPES = 40
LONGEST_ID = 24
"""Positions beyond it come round again, so that ids of any length are met."""


def readings(author: Author, source: random.Random) -> Iterator[Case]:
    """Valid cases with one to four harmless headers each, every one of them once alone."""
    made: set[tuple[tuple[str, str], ...]] = set()
    alone = [(name, value) for name, values in HEADERS.items() for value in values]
    names = list(HEADERS)
    plans = [{}, *({name: value} for name, value in alone)]
    while len(plans) < 2 * PLAIN_READINGS:
        chosen = sorted(source.sample(names, source.randint(2, 4)), key=names.index)
        plans.append({name: source.choice(HEADERS[name]) for name in chosen})
    for headers in plans:
        key = tuple(headers.items())
        if key not in made and len(made) < PLAIN_READINGS:
            made.add(key)
            yield author.reading(MADE_BY, headers=headers)


def unusual_readings(author: Author, source: random.Random) -> dict[str, Iterator[Case]]:
    """Valid cases by what is unusual: headers of browsers, ids that are percent-encoded."""
    headers = [{name: value} for name, values in UNUSUAL_HEADERS.items() for value in values]
    return {
        "headers": (author.reading(MADE_BY, headers=each, level=SHOULD) for each in headers),
        "spelling": (
            author.reading(MADE_BY, headers={}, escaped=places, level=SHOULD)
            for places in _places(source)
        ),
    }


def _places(source: random.Random) -> Iterator[tuple[int, ...]]:
    """Positions in an id: each alone, some together, all."""
    yield (0,)
    yield tuple(range(LONGEST_ID))
    yield from ((place,) for place in range(1, LONGEST_ID))
    for _ in range(ESCAPES - LONGEST_ID - 1):
        yield tuple(sorted(source.sample(range(LONGEST_ID), source.randint(2, 8))))


def strangers(author: Author, source: random.Random) -> dict[str, Iterator[Flaw]]:
    """Flaws of a request whose only content is the id in its path."""
    impossible = filter(fits_a_path, impossible_ids(source))
    return {
        "same form": iter([_stranger(author, UNKNOWN_CHAT)] * 40),
        "plain id": (_impossible(author, id_) for id_ in plain_ids(source)),
        "impossible id": (_impossible(author, id_) for id_ in impossible),
    }


def _stranger(author: Author, id_: str) -> Flaw:
    return lambda case: author.stranger(case, id_, MADE_BY)


def _impossible(author: Author, id_: str) -> Flaw:
    return lambda case: author.stranger(case, id_, MADE_BY, SHOULD)
