"""What an operator chooses: credentials, database and rate limits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

SANDBOX_TOKENS: Mapping[str, str] = MappingProxyType(
    {"sandbox-token-main": "agent_main", "sandbox-token-second": "agent_second"}
)
"""Published tokens of a sandbox and the agent of each; two, so that isolation can be tried."""

_DOCUMENTED_REQUESTS = MappingProxyType(
    {
        "new-chat": 30,
        "new-message": 120,
        "email-handoff": 60,
        "chat-messages": 300,
        "agent": 60,
        "agent-v2": 60,
    }
)

_DOCUMENTED_WINDOW = 60.0

# Sent as X-RateLimit-Limit when nothing is enforced; a structured-field integer has 15 digits.
_PRACTICALLY_UNLIMITED = 1_000_000_000

_EXPLICIT = re.compile(r"([0-9]{1,9})/([0-9]{1,6}(?:\.[0-9]{1,3})?)")


@dataclass(frozen=True)
class Limit:
    """So many requests in a fixed window of so many seconds."""

    requests: int
    seconds: float

    def __post_init__(self) -> None:
        if self.requests < 1 or not 0 < self.seconds < float("inf"):
            raise ValueError("A limit needs at least one request and a window above 0 seconds.")


@dataclass(frozen=True)
class Limits:
    """The limit of each operation, by the operation's name.

    Without `enforced` the requests are counted and the headers sent, but none is refused.
    """

    by_operation: Mapping[str, Limit]
    enforced: bool = True


def documented_limits(
    new_chat_window: float = _DOCUMENTED_WINDOW, window: float = _DOCUMENTED_WINDOW
) -> Limits:
    """The documented numbers of requests, in windows of 60 seconds.

    `new_chat_window`: another window for `new-chat`, so that running into its limit and waiting
    for the next window takes no time. `window`: another one for everything else.
    """
    windows = {"new-chat": new_chat_window}
    return Limits(
        {
            name: Limit(number, windows.get(name, window))
            for name, number in _DOCUMENTED_REQUESTS.items()
        }
    )


def parse_limits(text: str) -> Limits:
    """Limits from `documented`, `none` or `N/SECONDS`, such as `5/10`.

    `N/SECONDS` gives every operation N requests per SECONDS (a decimal fraction is allowed)
    in its scope. Raises ValueError with one sentence for anything else.
    """
    if text == "documented":
        return documented_limits()
    if text == "none":
        limit = Limit(_PRACTICALLY_UNLIMITED, 60.0)
        return Limits(dict.fromkeys(_DOCUMENTED_REQUESTS, limit), enforced=False)
    explicit = _EXPLICIT.fullmatch(text)
    if explicit is None or int(explicit[1]) < 1 or float(explicit[2]) <= 0:
        raise ValueError(
            f"Limits are 'documented', 'none' or N/SECONDS such as 5/10, not {text!r}."
        )
    limit = Limit(int(explicit[1]), float(explicit[2]))
    return Limits(dict.fromkeys(_DOCUMENTED_REQUESTS, limit))


@dataclass(frozen=True)
class Settings:
    """Settings of one server.

    `tokens` maps each token to its agent's id; a token is one or more visible ASCII
    characters. `database` is a file path, or `:memory:`. `limits` is a `Limits` or a text for
    `parse_limits`. Raises ValueError, which never quotes a token.
    """

    tokens: Mapping[str, str] = field(default_factory=lambda: dict(SANDBOX_TOKENS), repr=False)
    database: str = ":memory:"
    limits: Limits | str = "documented"

    def __post_init__(self) -> None:
        if not self.tokens:
            raise ValueError("The server needs at least one token.")
        for token, agent_id in self.tokens.items():
            if not re.fullmatch(r"[\x21-\x7e]+", token):
                raise ValueError("A token must be visible ASCII characters without spaces.")
            if not agent_id:
                raise ValueError("Every token needs an agent id.")
        self.effective_limits()

    def effective_limits(self) -> Limits:
        """The limits as a value, whichever form was given."""
        return parse_limits(self.limits) if isinstance(self.limits, str) else self.limits
