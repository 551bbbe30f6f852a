"""A search for secrets in what is about to be handed out, in whatever form they may stand there.

The canary of a run is random, so that any long enough piece of it is a leak; a real secret may
share pieces with ordinary words, so that it is looked for whole.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote_to_bytes

PIECE = 10
"""So many characters of a canary in a row are no chance: 40 bits of it.

It is cut into such pieces; twice as many in a row are sure to have one whole.
"""

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
_ROT13 = bytes.maketrans(_LETTERS, _TURNED)
_JOINTS = bytes(set(range(256)) - set(_LETTERS + b"0123456789._~+/=-"))


def leak(contents: Iterable[bytes], secrets: Mapping[str, str], canary: str = "") -> str | None:
    """Which secret is in one of the contents, in words that don't tell it, or None."""
    whole = {name: secret.lower().encode() for name, secret in secrets.items()}
    pieces = [canary[start : start + PIECE].lower().encode() for start in _starts(canary)]
    for content in contents:
        for view in views(content):
            low = view.lower()
            for piece in pieces:
                if piece in low or piece[::-1] in low:
                    return "the run's canary came out again, so redaction can't be relied upon"
            for name, secret in whole.items():
                if secret in low or secret[::-1] in low:
                    return f"the secret {name} is in it, in a form that redaction has missed"
    return None


def _starts(canary: str) -> range:
    """Where pieces begin that have nothing but the canary's random part."""
    first = canary.find("-") + 1
    return range(first, len(canary) - PIECE + 1, PIECE)


def views(content: bytes, depth: int = DEPTH) -> Iterator[bytes]:
    """The content as it is, and with every encoding undone that there may be in it."""
    yield content
    if not depth:
        return
    for undone in (*_unescaped(content), *_decoded(content)):
        if undone != content:
            yield from views(undone, depth - 1)


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
    yield content.translate(_ROT13)


def _character(found: re.Match[bytes]) -> bytes:
    text = found[1].decode()
    number = int(text[1:], 16) if text.startswith("x") else int(text)
    return bytes([number]) if number < 0x80 else b"?"


def _decoded(content: bytes) -> Iterator[bytes]:
    """All that reads as base64, from each of the four places where it may begin, and as hex."""
    runs = _BASE64.findall(content)
    for offset in range(4):
        yield b"\n".join(map(_from_base64, (run[offset:] for run in runs)))
    yield b"\n".join(binascii.unhexlify(run) for run in _HEX.findall(content))
    yield b"\n".join(
        binascii.unhexlify(run[1:-1]) for run in _HEX.findall(content) if len(run) > 17
    )


def _from_base64(run: bytes) -> bytes:
    plain = run.replace(b"-", b"+").replace(b"_", b"/")
    return base64.b64decode(plain[: len(plain) // 4 * 4])
