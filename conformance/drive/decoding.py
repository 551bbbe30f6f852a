"""Takes the content codings off a body, bounded: a small body may be a huge one packed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from conformance.drive.capacity import Capacity

GZIP, ZLIB, BARE = 31, 15, -15
"""How zlib is told which header to expect. Some servers' deflate has none."""

FORMS = {"gzip": (GZIP,), "x-gzip": (GZIP,), "deflate": (ZLIB, BARE)}

MOST_CODINGS = 5
"""One is usual, two happen."""


class UndecodableError(Exception):
    """The body isn't in the coding that it is said to be in, in a sentence."""


def decoded(body: bytes, codings: Iterable[str], capacity: Capacity) -> bytes:
    """The body without its codings, which are named in the order in which they were applied.

    A coding that isn't known stays. Raises TooLargeError for more than is allowed, also on the way
    there, and UndecodableError for what isn't in the coding, and for more codings than anyone
    applies.
    """
    applied = [one.strip().lower() for one in codings]
    applied = [one for one in applied if one not in {"", "identity"}]
    if len(applied) > MOST_CODINGS:
        raise UndecodableError(f"the body has more than {MOST_CODINGS} content codings")
    for coding in reversed(applied):
        if coding not in FORMS:
            break
        body = _unpacked(body, FORMS[coding], capacity.largest)
        capacity.check(len(body))
    return body


def _unpacked(body: bytes, forms: Iterable[int], largest: int) -> bytes:
    """What is in the body, or one byte more of it than `largest`."""
    for form in forms:
        try:
            return zlib.decompressobj(form).decompress(body, largest + 1)
        except zlib.error:
            continue
    raise UndecodableError("the body isn't in its content coding")
