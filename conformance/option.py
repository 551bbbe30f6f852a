"""Every option that a run can be told, and how its value is read, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from conformance.capability import CONSENTS, FEATURES
from conformance.share import AUTO, Share, share_of

PROFILES = ("smoke", "core", "full", "certification")

SAMPLED = ("smoke", "core")
"""The profiles that send only a sample of the generated cases."""


def _listed(value: Any) -> tuple[str, ...]:
    """Names from `a,b`, or from a list of such."""
    parts = [value] if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        raise ValueError("must be names, separated by commas")
    return tuple(name.strip() for part in parts for name in part.split(",") if name.strip())


def _narrowing(value: Any) -> tuple[str, ...]:
    """Names that a run is narrowed to; an empty text would silently narrow it to nothing at all."""
    found = _listed(value)
    if not found and value not in ([], ()):
        raise ValueError("must name a requirement or a flow")
    return found


def _known(names: tuple[str, ...], what: str) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        found = _listed(value)
        for name in found:
            if name not in names:
                raise ValueError(f"{name!r} is no {what}; known: {', '.join(names)}")
        return found

    return read


def _profile(value: Any) -> str:
    if value not in PROFILES:
        raise ValueError(f"{value!r} is no profile; choose one of {', '.join(PROFILES)}")
    return str(value)


def _integer(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        try:
            number = int(value) if isinstance(value, str) else value
        except ValueError:
            number = None
        if type(number) is not int or not least <= number <= most:
            raise ValueError(f"must be a whole number from {least} to {most}, not {value!r}")
        return number

    return read


def _seconds(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = 0.0
    if isinstance(value, bool) or not 0 < number <= 600:
        raise ValueError(f"must be seconds, above 0 and at most 600, not {value!r}")
    return number


def _rate(value: Any) -> float:
    """Requests a second, from `5`, `5/s` or `300/m`."""
    found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)(?:/(s|m))?", str(value))
    if isinstance(value, bool) or found is None or not float(found[1]):
        raise ValueError(f"must be requests a second or a minute, like 5/s or 300/m, not {value!r}")
    return float(found[1]) / (60 if found[2] == "m" else 1)


def _yes_or_no(value: Any) -> bool:
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    found = value if isinstance(value, bool) else words.get(str(value).lower())
    if found is None:
        raise ValueError(f"must be true or false, not {value!r}")
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("must be a text that is not empty")
    return value


def _application(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[\w.]+:[\w.]+(\(\))?", value):
        raise ValueError(
            f"{value!r} names no app; write module:app, or module:create() for a function that "
            "makes it"
        )
    return value


def _modules(value: Any) -> tuple[str, ...]:
    found = _listed(value)
    for name in found:
        if not re.fullmatch(r"\w+(\.\w+)*", name):
            raise ValueError(f"{name!r} is no module; write it as in an import, like acme.flows")
    return found


def _path(value: Any) -> Path:
    return value if isinstance(value, Path) else Path(_text(value))


def _shard(value: Any) -> Share | str:
    """A share, or AUTO where the environment is to be asked."""
    return AUTO if value == AUTO else share_of(_text(value))


READERS: Mapping[str, Callable[[Any], Any]] = {
    "url": _text,
    "app": _application,
    "profile": _profile,
    "report-dir": _path,
    "features": _known(tuple(map(str, FEATURES)), "feature"),
    "allow": _known(tuple(map(str, CONSENTS)), "consent"),
    "spec": _path,
    "seed": _integer(0, 2**63 - 1),
    "concurrency": _integer(1, 64),
    "only": _narrowing,
    "flows": _modules,
    "strict": _yes_or_no,
    "timeout": _seconds,
    "explore": _integer(0, 1_000_000),
    "rate": _rate,
    "budget": _integer(1, 10_000_000),
    "shrink-requests": _integer(0, 100_000),
    "shrink-seconds": _seconds,
    "baseline": _path,
    "shard": _shard,
}
"""Every option by its name on the command line and in the file."""
