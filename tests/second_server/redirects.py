"""Where the old paths are now."""

from __future__ import annotations

from urllib.parse import quote

_NEW = "/external/message"
_MOVED = {"email-handoff": f"{_NEW}/email-handoff"}


def redirect(path: str, query: bytes, method: str) -> tuple[int, dict[str, str], bytes]:
    """301 for what only reads; 307 for all else, so that method and body are kept."""
    name = path.removeprefix("/external/tools").strip("/")
    location = _MOVED.get(name, f"{_NEW}/new-message")
    if query:
        location += "?" + quote(query, safe="%&=+/:@!$'()*,;?-._~")
    status = 301 if method in {"GET", "HEAD"} else 307
    return status, {"Location": location, "Content-Type": "text/plain"}, b"It has moved.\n"
