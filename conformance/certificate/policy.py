"""What a reader of certificates demands of one, from a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from conformance.moment import is_moment, unix_seconds

MAX_AGE_DAYS = 180
"""How long a certificate holds where nobody says otherwise."""


class PolicyError(Exception):
    """A policy that can't be followed: says where and why."""


@dataclass(frozen=True, slots=True)
class Policy:
    """`features` must all be declared; empty names of subject, version and sets allow any.

    Where `deviations` are not allowed, only the verdict `conformant` will do.
    """

    max_age_days: int = MAX_AGE_DAYS
    features: tuple[str, ...] = ()
    deviations: bool = True
    subject: str = ""
    version: str = ""
    sets: tuple[str, ...] = ()

    def objections(self, claim: Mapping[str, Any], now: datetime) -> list[str]:
        """A sentence for each demand that a certificate's own predicate doesn't meet."""
        who = claim["implementation"]
        missing = sorted(set(self.features) - set(claim["features"]))
        made = _moment(claim["startedAt"])
        if made is None:
            return ["It doesn't say when it was made."]
        age = (now - made).days
        verdicts = {"conformant"} | ({"conformant-with-deviations"} if self.deviations else set())
        checks = (
            (
                claim["verdict"] in verdicts,
                f"Its verdict is {claim['verdict']}, and the policy wants "
                f"{' or '.join(sorted(verdicts))}.",
            ),
            (age >= 0, "It was made in the future, by the clock of this machine."),
            (
                age <= self.max_age_days,
                f"It is {age} days old, and the policy allows {self.max_age_days}.",
            ),
            (not missing, f"It doesn't declare what the policy wants: {', '.join(missing)}."),
            (
                self.subject in {"", who["name"]},
                f"It is about {who['name']}, and the policy wants {self.subject}.",
            ),
            (
                self.version in {"", who["version"]},
                f"It is about version {who['version']}, and the policy wants {self.version}.",
            ),
            (
                not self.sets or claim["requirementSet"]["name"] in self.sets,
                f"Its requirements are the set {claim['requirementSet']['name']}, and the policy "
                f"wants {' or '.join(self.sets)}.",
            ),
        )
        return [sentence for holds, sentence in checks if not holds]

    def only_age_speaks_against(self, claim: Mapping[str, Any], now: datetime) -> bool:
        """Whether a certificate that has objections now had none when it was made."""
        made = _moment(claim["startedAt"])
        return made is not None and made <= now and not self.objections(claim, made)

    def last_day(self, started_at: str) -> date:
        """The last day (UTC) on which a certificate made at a moment (RFC 3339) is young enough."""
        try:
            made = datetime.fromtimestamp(int(unix_seconds(started_at)), UTC)
            return made.date() + timedelta(days=self.max_age_days)
        except OverflowError:
            return date.max


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(unix_seconds(text)), UTC) if is_moment(text) else None
    except (OverflowError, ValueError):
        return None


_KINDS: dict[str, type[Any]] = {
    "max-age-days": int,
    "features": list,
    "deviations": bool,
    "subject": str,
    "version": str,
    "sets": list,
}


_WORDS: dict[type[Any], str] = {
    int: "a whole number",
    list: "a list of texts",
    bool: "true or false",
    str: "a text",
}


def read_policy(path: Path) -> Policy:
    """The policy in a file. Raises PolicyError."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PolicyError(f"The policy {path} can't be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"The policy {path} is not valid TOML: {error}.") from None
    return Policy(
        **{key.replace("-", "_"): _checked(path, key, value) for key, value in values.items()}
    )


def _checked(path: Path, key: str, value: Any) -> Any:
    """A value of the kind that its key demands; lists become tuples."""
    kind = _KINDS.get(key)
    if kind is None:
        known = ", ".join(_KINDS)
        raise PolicyError(f"The policy {path} has the unknown key {key!r}; known: {known}.")
    if kind is list and type(value) is list and all(type(one) is str for one in value):
        return tuple(value)
    if kind is list or type(value) is not kind:
        raise PolicyError(f"In the policy {path}, {key!r} must be {_WORDS[kind]}.")
    return value


def now() -> datetime:
    """The present moment, for the age of a certificate."""
    return datetime.now(UTC)
