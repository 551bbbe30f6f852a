"""Transcripts made small, and read again without trusting how large they will be."""

from __future__ import annotations

import struct
import zlib

from conformance.certificate.archive import LARGEST, ArchiveError

_STEP = 1024 * 1024


_HEADER = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255])
"""Of a gzip file without a date, a name or a system: RFC 1952, 2.3."""


def compress(data: bytes) -> bytes:
    """Gzip without a date or a name: the same bytes each time.

    The header is written here because Python's own differs between its versions.
    """
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    deflated = stream.compress(data) + stream.flush()
    return _HEADER + deflated + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


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
