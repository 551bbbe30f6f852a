"""Who is calling: one token, by any of three carriers."""

import hmac
import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from starlette.types import Scope

from conformance.reference.errors import ProblemError

QUERY_PARAMETER = b"access_token_query"

_BEARER = re.compile(rb"bearer +([\x21-\x7e]+)", re.IGNORECASE)
_CHALLENGE = 'Bearer realm="optimly"'


class Credentials:
    """The known tokens and the agent of each."""

    def __init__(self, tokens: Mapping[str, str]) -> None:
        self._agents = [(token.encode("ascii"), agent) for token, agent in tokens.items()]

    def authenticate(self, scope: Scope) -> str:
        """The id of the agent that the request's credential belongs to.

        Every credential that was sent must be valid and of the same agent, so that a forged
        one is never hidden behind a good one. Raises ProblemError 401 with a challenge
        (RFC 9110 section 11.6.1).
        """
        presented = _presented(scope)
        if not presented:
            raise ProblemError(
                401, "A credential is required.", headers={"WWW-Authenticate": _CHALLENGE}
            )
        agents = {self._agent_of(token) for token in presented}
        if len(agents) == 1 and (agent := agents.pop()) is not None:
            return agent
        raise ProblemError(
            401,
            "The credential isn't valid.",
            headers={"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'},
        )

    def _agent_of(self, presented: bytes) -> str | None:
        # No early exit: the time taken must not depend on which token matches.
        found = None
        for token, agent in self._agents:
            if hmac.compare_digest(token, presented):
                found = agent
        return found


def _presented(scope: Scope) -> list[bytes]:
    """Every credential of the request; a malformed one as an empty one, which never matches."""
    presented = []
    for name, value in scope["headers"]:
        if name == b"authorization":
            bearer = _BEARER.fullmatch(value)
            presented.append(bearer[1] if bearer else b"")
        elif name == b"x-api-key":
            presented.append(value)
    for pair in scope["query_string"].split(b"&"):
        name, _, value = pair.replace(b"+", b" ").partition(b"=")
        if unquote_to_bytes(name) == QUERY_PARAMETER:
            presented.append(unquote_to_bytes(value))
    return presented
