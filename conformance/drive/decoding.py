"""Takes the content codings off a body, bounded: a small body may be a huge one packed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import httpx

GZIP, ZLIB, BARE = 31, 15, -15
"""How zlib is told which header to expect. Some servers' deflate has none."""

FORMS = {"gzip": (GZIP,), "x-gzip": (GZIP,), "deflate": (ZLIB, BARE)}


class TooLargeError(Exception):
    """The answer is larger than any of this API's should be."""


def decoded(body: bytes, codings: Iterable[str], largest: int) -> bytes:
    """The body without its codings, which are named in the order in which they were applied.

    A coding that isn't known stays. Raises TooLargeError beyond `largest` bytes, also on the way
    there, and httpx.DecodingError for what isn't in the coding.
    """
    for coding in reversed([one.strip().lower() for one in codings]):
        if coding in FORMS:
            body = _unpacked(body, FORMS[coding], largest)
        elif coding not in {"", "identity"}:
            break
    return body


def _unpacked(body: bytes, forms: Iterable[int], largest: int) -> bytes:
    for form in forms:
        unpacking = zlib.decompressobj(form)
        try:
            plain = unpacking.decompress(body, largest + 1)
        except zlib.error:
            continue
        if len(plain) > largest:
            raise TooLargeError
        return plain
    raise httpx.DecodingError("the body isn't in its content coding")
