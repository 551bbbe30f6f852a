"""Transcripts made small, and read again without trusting how large they will be."""

from __future__ import annotations

import gzip
import zlib

from conformance.certificate.archive import LARGEST, ArchiveError

_STEP = 1024 * 1024


def compress(data: bytes) -> bytes:
    """Gzip without a date or a name: the same bytes each time."""
    return gzip.compress(data, compresslevel=9, mtime=0)


def decompress(data: bytes, largest: int = LARGEST) -> bytes:
    """What `compress` was given. Raises ArchiveError for more than `largest` bytes."""
    stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    out = bytearray()
    try:
        rest = data
        while rest and not stream.eof:
            out += stream.decompress(rest, _STEP)
            rest = stream.unconsumed_tail
            if len(out) > largest:
                raise ArchiveError(f"A part decompresses to more than {largest:,} bytes.")
        out += stream.flush()
    except zlib.error:
        raise ArchiveError("A compressed part is damaged.") from None
    if not stream.eof or stream.unused_data:
        raise ArchiveError("A compressed part is cut off, or something follows it.")
    return bytes(out)
