"""What is under test: where it is, with which credentials, and what may be asked of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from conformance.capability import CARRIERS, CONSENTS, FEATURES, Capability
from conformance.redaction import CANARY, Redactor, canary

MAIN, OTHER = "main", "other"

VARIABLES: Mapping[str, str] = {
    MAIN: "CONFORMANCE_TOKEN",
    OTHER: "CONFORMANCE_OTHER_TOKEN",
    "api-key": "CONFORMANCE_API_KEY",
    "query": "CONFORMANCE_QUERY_TOKEN",
}


class TargetError(Exception):
    """A target that can't be tested as given: says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The secrets of a run, by name: `main`, and optionally `other`, `api-key` and `query`.

    `api-key` and `query` are the main agent's where they differ from `main` for that carrier.
    """

    secrets: Mapping[str, str] = field(repr=False)

    def name_for(self, agent: str, carrier: str) -> str:
        """The name of the secret that an agent sends by a carrier."""
        return carrier if agent == MAIN and carrier in self.secrets else agent

    @property
    def one_token(self) -> bool:
        """Whether the same credential goes by every carrier."""
        return len({self.secrets[self.name_for(MAIN, carrier)] for carrier in CARRIERS}) == 1

    def derived(self) -> dict[str, str]:
        """Flawed credentials made from the real ones; secret too, since most of one is in them."""
        made = {}
        for name, secret in self.secrets.items():
            if name != OTHER:
                made[f"{name}-truncated"] = secret[:-1]
                if secret.swapcase() != secret:
                    made[f"{name}-case-changed"] = secret.swapcase()
        return made

    def redactor(self, run: str | None = None) -> Redactor:
        """What keeps the secrets out of what is written; with those of a run, its canary too."""
        planted = {} if run is None else {CANARY: canary(run)}
        return Redactor({**self.secrets, **self.derived(), **planted})


def read_credentials(environment: Mapping[str, str]) -> Credentials:
    """The credentials from the environment. Raises TargetError, which never quotes one."""
    secrets = {}
    for name, variable in VARIABLES.items():
        value = environment.get(variable, "")
        if value:
            secrets[name] = value
        if value != value.strip() or not (value.isascii() and (not value or value.isprintable())):
            raise TargetError(
                f"{variable} holds a space at an end, a line break or a character outside ASCII; "
                "set it to the token alone."
            )
        if 0 < len(value) < 9:
            raise TargetError(
                f"{variable} has fewer than 9 characters, too few to keep it out of reports; "
                "use a longer token."
            )
    if MAIN not in secrets:
        raise TargetError(
            "There is no token to call the target with: "
            "set the environment variable CONFORMANCE_TOKEN to an agent's access token."
        )
    if secrets.get(OTHER) == secrets[MAIN]:
        raise TargetError(
            "CONFORMANCE_OTHER_TOKEN is the same as CONFORMANCE_TOKEN; it must be another agent's."
        )
    return Credentials(secrets)


def check_url(url: str) -> str:
    """The base URL without a slash at its end. Raises TargetError."""
    try:
        parts = urlsplit(url)
        port_is_good = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_is_good = urlsplit(""), False
    shown = url if "@" not in url else "with a user name or password in it"
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port_is_good:
        raise TargetError(
            f"The URL {shown} is no address of a server; give it like https://api.example.com."
        )
    if parts.username is not None or parts.query or parts.fragment:
        raise TargetError(
            f"The URL {shown} must be the server's base address alone, "
            "without user name, query or fragment; tokens go into the environment."
        )
    if not re.fullmatch(r"[\x21-\x7e]+", url):
        raise TargetError("The URL has characters that must be percent-encoded.")
    return url.rstrip("/")


@dataclass(frozen=True, slots=True)
class Target:
    """A server under test. `url` is its base; `features` and `consents` are its operator's."""

    url: str
    credentials: Credentials
    features: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for given, known in ((self.features, FEATURES), (self.consents, CONSENTS)):
            for name in given:
                if name not in known:
                    raise TargetError(f"{name!r} is unknown; known are: {', '.join(known)}.")

    def capabilities(self, carriers: Mapping[str, object]) -> tuple[str, ...]:
        """All that requirements may need of it; `carriers` are the spec's."""
        found = {*self.features, *self.consents, *carriers}
        if OTHER in self.credentials.secrets:
            found.add(Capability.OTHER_AGENT)
        if self.credentials.one_token:
            found.add(Capability.ONE_TOKEN)
        if any(name.endswith("-case-changed") for name in self.credentials.derived()):
            found.add(Capability.CASED_TOKEN)
        return tuple(sorted(map(str, found)))
