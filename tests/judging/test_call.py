"""A call to a faulty server: by what it comes, as whom, and what is under way beside it."""

from __future__ import annotations

import pytest

from conformance.sabotage.call import Call
from conformance.sabotage.memory import Memory

TOKENS = {"main": "Main-Token", "other": "Other-Token"}


def call(
    *headers: tuple[bytes, bytes],
    query: bytes = b"",
    operation: str = "message/new-message",
    memory: Memory | None = None,
) -> Call:
    path = f"/external/{operation}"
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode("ascii"),
        "query_string": query,
        "headers": list(headers),
    }
    return Call(scope, b"{}", memory or Memory(), tokens=TOKENS)


@pytest.mark.parametrize(
    ("header", "query", "carrier", "token"),
    [
        (None, b"", None, ""),
        ((b"x-api-key", b""), b"", "api-key", ""),
        ((b"x-api-key", b"k"), b"", "api-key", "k"),
        ((b"authorization", b"Bearer t"), b"", "bearer", "t"),
        (None, b"access_token_query=", "query", ""),
        (None, b"a=b&access_token_query=q%20r", "query", "q r"),
    ],
)
def test_a_credential_comes_by_its_carrier_even_if_it_is_empty(
    header: tuple[bytes, bytes] | None, query: bytes, carrier: str | None, token: str
) -> None:
    made = call(*([header] if header else []), query=query)
    assert (made.carrier, made.token) == (carrier, token)


def test_it_is_the_call_of_whoever_the_token_belongs_to() -> None:
    assert call((b"x-api-key", b"Other-Token")).agent == "other"
    assert call((b"x-api-key", b"other-token")).agent is None


def test_meanwhile_are_the_pending_calls_to_the_same_operation() -> None:
    memory = Memory()
    first, other = call(memory=memory), call(operation="message/new-chat", memory=memory)
    memory.pending += [first, other]
    assert [one is first for one in call(memory=memory).meanwhile] == [True]
    assert call(operation="message/email-handoff", memory=memory).meanwhile == []
