"""Text from a target made safe to show: nothing hidden, nothing endless.

What a server answers may hold terminal escapes, marks that reverse the order of reading, or a
megabyte where a word was expected. A reader has to see that it is there, and must not be
deceived by it.
"""

from __future__ import annotations

import codecs
import unicodedata

LINE_LIMIT = 600
BLOCK_LIMIT = 4096

# Categories with nothing to see: controls, format marks (bidi overrides, zero-width joiners),
# lone surrogates, private and unassigned code points, and separators that pass for a space.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _shown(character: str, kept: str) -> str:
    if character in kept or unicodedata.category(character) not in _UNSEEN:
        return character
    code = ord(character)
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 0x80 else f"\\u{{{code:x}}}")


def visible(text: str, limit: int = LINE_LIMIT, *, lines: bool = False) -> str:
    r"""The text with every unseen character written out, such as `\x1b` or `\u{202e}`.

    Line feeds and tabs are written out too, unless `lines`. A text longer than `limit`
    characters is cut, and says how much of it is missing. The result is legal in XML 1.0.
    """
    kept = " \n\t" if lines else " "
    head = text[:limit]
    if not (head.isascii() and head.isprintable()):
        head = "".join(_shown(character, kept) for character in head)
    missing = len(text) - limit
    return f"{head}… ({missing:,} more characters)" if missing > 0 else head


def body_text(body: bytes, limit: int = BLOCK_LIMIT) -> str:
    r"""The first `limit` bytes of a body to be shown over several lines.

    Bytes that aren't UTF-8 appear as `\xff`. A cut body says how many bytes there were.
    """
    # The decoder holds back a character that the cut goes through: that isn't the target's fault.
    decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")
    text = decoder.decode(body[:limit], final=len(body) <= limit)
    shown = visible(text, 5 * limit, lines=True)
    if len(body) > limit:
        shown += f"\n… (cut for display: the first {limit:,} of {len(body):,} bytes)"
    return shown
