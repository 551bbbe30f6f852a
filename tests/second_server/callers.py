"""Which agent is calling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

from .problem import Problem


def agent_of(
    headers: Iterable[tuple[bytes, bytes]], query: bytes, tokens: Mapping[str, str]
) -> str:
    """The agent whose token was sent; of several carriers, the first in the page's order counts.

    Raises Problem 401.
    """
    sent = dict(headers)
    if b"authorization" in sent:
        scheme, _, token = sent[b"authorization"].decode("latin-1").partition(" ")
        token = token.strip(" ") if scheme.lower() == "bearer" else ""
    elif b"x-api-key" in sent:
        token = sent[b"x-api-key"].decode("latin-1")
    else:
        fields = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
        token = fields.get("access_token_query", "")
    if token in tokens:
        return tokens[token]
    raise Problem(401, "Send a valid access token.", WWW_Authenticate='Bearer realm="messages"')
