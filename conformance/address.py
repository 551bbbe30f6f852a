"""Addresses of one target: on the machine of a run itself, the port says nothing."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def path_at(url: str, target: str) -> str | None:
    """What follows a target's address in a URL, from the first slash; None if it is elsewhere.

    Two runs that each start a server of their own reach it by whichever port is free, so that a
    loopback address is the same with another port.
    """
    if url.startswith(f"{target}/"):
        return url.removeprefix(target)
    try:
        place, base = urlsplit(url), urlsplit(target)
    except ValueError:
        return None
    same = (place.scheme, place.hostname) == (base.scheme, base.hostname)
    if not same or not is_loopback(base.hostname) or "@" in place.netloc:
        return None
    rest = url.removeprefix(f"{place.scheme}://{place.netloc}")
    return rest.removeprefix(base.path) if rest.startswith(f"{base.path}/") else None


def is_loopback(host: str | None) -> bool:
    """Whether a host is the machine itself."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False
