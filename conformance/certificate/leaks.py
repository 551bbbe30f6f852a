"""A search for secrets in what is about to be handed out, in whatever form they may stand there.

The canary of a run is random, so that any long enough piece of it is a leak; a real secret may
share pieces with ordinary words, so that it is looked for whole.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote_to_bytes

PIECE = 10
"""So many characters of a canary in a row are no chance: 40 bits of it.

It is cut into such pieces; twice as many in a row are sure to have one whole.
"""

SHARE = 6
"""So many characters of a secret are its beginning, or its end."""

CAME_OUT = "the run's canary came out again, so redaction can't be relied upon"

DEPTH = 2
"""Encodings within encodings that are undone."""

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}){8,}")
_ESCAPE = re.compile(rb"\\\\*(?:u00|x)([0-9A-Fa-f]{2})")
_ENTITY = re.compile(rb"&#(x[0-9A-Fa-f]{1,4}|[0-9]{1,5});")
_LETTERS = bytes(range(65, 91)) + bytes(range(97, 123))
_TURNED = (
    bytes(range(78, 91)) + bytes(range(65, 78)) + bytes(range(110, 123)) + bytes(range(97, 110))
)
_PLAIN_BASE64 = bytes.maketrans(b"-_", b"+/")
_ROT13 = bytes.maketrans(_LETTERS, _TURNED)
_JOINTS = bytes(set(range(256)) - set(_LETTERS + b"0123456789._~+/=-"))


def leak(contents: Iterable[bytes], secrets: Mapping[str, str], canary: str = "") -> str | None:
    """Which secret is in one of the contents, in words that don't tell it, or None."""
    pieces = [canary[start : start + PIECE].lower().encode() for start in _starts(canary)]
    wanted = {turned: CAME_OUT for piece in pieces for turned in _turned(piece)}
    for name, secret in _whole(secrets).items():
        said = f"the secret {name} is in it, in a form that redaction has missed"
        wanted |= dict.fromkeys(_turned(secret), said)
    for content in contents:
        for view in views(content):
            low = view.lower()
            for needle, said in wanted.items():
                if needle in low:
                    return said
        if (halved := _in_two(content, secrets)) is not None:
            return halved
    return None


def _whole(secrets: Mapping[str, str]) -> dict[str, bytes]:
    """The secrets in lower case, without those that can't be there unless another is."""
    low = {name: secret.lower().encode() for name, secret in secrets.items()}
    return {
        name: secret
        for name, secret in low.items()
        if not any(other in secret and other != secret for other in low.values())
    }


def _turned(needle: bytes) -> tuple[bytes, ...]:
    """A needle as it is, backwards, and both in rot13: cheaper than to turn the haystack."""
    turned = needle.translate(_ROT13)
    return needle, needle[::-1], turned, turned[::-1]


def _in_two(content: bytes, secrets: Mapping[str, str]) -> str | None:
    """Whether a line has the beginning of a secret in one place and all the rest in another.

    A line of a transcript is an exchange; a header and a body are two places of it.
    """
    for name, secret in _whole(secrets).items():
        first, last = secret[:SHARE], secret[-SHARE:]
        low = content.lower()
        if first not in low or last not in low:
            continue
        for line in low.split(b"\n"):
            if first in line and last in line and _shares(secret, line.replace(b"\\", b"")):
                return f"the secret {name} is in it, in two parts"
    return None


def _shares(secret: bytes, line: bytes) -> bool:
    cuts = range(SHARE, len(secret) - SHARE + 1)
    return any(secret[:cut] in line and secret[cut:] in line for cut in cuts)


def _starts(canary: str) -> range:
    """Where pieces begin that have nothing but the canary's random part."""
    first = canary.find("-") + 1
    return range(first, len(canary) - PIECE + 1, PIECE)


def views(content: bytes, depth: int = DEPTH) -> Iterator[bytes]:
    """The content as it is, and with every encoding undone that there may be in it."""
    seen: set[bytes] = set()
    level: Iterable[bytes] = [content]
    for left in reversed(range(depth + 1)):
        deeper = []
        for view in level:
            digest = hashlib.blake2b(view).digest()
            if view and digest not in seen:
                seen.add(digest)
                yield view
                if left:
                    deeper.append(view)
        level = (undone for view in deeper for undone in (*_unescaped(view), *_decoded(view)))


def _unescaped(content: bytes) -> Iterator[bytes]:
    if b"%" in content:
        yield unquote_to_bytes(content)
    if b"\\" in content:
        yield _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), content)
        # What is escaped piece by piece, as in JSON within JSON, is whole without the strokes.
        yield content.replace(b"\\", b"")
    if b"&#" in content:
        yield _ENTITY.sub(_character, content)
    # Split over fields: what stands in one and goes on in the next.
    yield content.translate(None, _JOINTS)


def _character(found: re.Match[bytes]) -> bytes:
    text = found[1].decode()
    number = int(text[1:], 16) if text.startswith("x") else int(text)
    return bytes([number]) if number < 0x80 else b"?"


def _decoded(content: bytes) -> Iterator[bytes]:
    """All that reads as base64, from each of the four places where it may begin, and as hex."""
    runs = [run.translate(_PLAIN_BASE64) for run in _BASE64.findall(content)]
    for offset in range(4):
        # Filled up to groups of four, all are decoded at once: it is much faster.
        groups = (run[offset:] + b"A" * (-(len(run) - offset) % 4) for run in runs)
        yield binascii.a2b_base64(b"".join(groups))
    runs = _HEX.findall(content)
    yield binascii.unhexlify(b"".join(runs))
    yield binascii.unhexlify(b"".join(run[1:-1] for run in runs))
