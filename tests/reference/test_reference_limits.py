"""Rate limits: the headers, the windows, their scopes, and the refusal past the limit."""

import re
from collections.abc import Iterator

import httpx
import pytest

from conformance.reference import (
    Limits,
    RunningServer,
    Settings,
    create_app,
    documented_limits,
    parse_limits,
)
from conformance.reference.limits import RateLimiter
from conformance.reference.settings import Limit

NEW_CHAT = "/external/message/new-chat"
NEW_MESSAGE = "/external/message/new-message"


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limited(clock: Clock) -> Iterator[httpx.Client]:
    """A client of a server with the documented limits; its clock stands still."""
    tokens = {"secret-of-main": "agent_main", "secret-of-second": "agent_second"}
    with (
        RunningServer(create_app(Settings(tokens=tokens), clock)) as running,
        httpx.Client(base_url=running.url, headers={"X-API-Key": "secret-of-main"}) as client,
    ):
        yield client


def remaining(answer: httpx.Response) -> int:
    return int(answer.headers["X-RateLimit-Remaining"])


def test_a_window_from_its_first_request_to_the_next_window(
    limited: httpx.Client, clock: Clock
) -> None:
    for left in range(29, -1, -1):
        answer = limited.post(NEW_CHAT, json={"client_id": "c"})
        assert answer.status_code == 200
        assert remaining(answer) == left
        assert answer.headers["X-RateLimit-Limit"] == "30"
        assert answer.headers["X-RateLimit-Reset"] == "60"
        assert answer.headers["RateLimit-Policy"] == '"new-chat";q=30;w=60'
        assert answer.headers["RateLimit"] == f'"new-chat";r={left};t=60'
    clock.now += 59.5
    refused = limited.post(NEW_CHAT, json={"client_id": "c"})
    assert refused.status_code == 429
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.headers["Retry-After"] == refused.headers["X-RateLimit-Reset"] == "1"
    assert remaining(refused) == 0
    clock.now = 1060.0
    again = limited.post(NEW_CHAT, json={"client_id": "c"})
    assert (again.status_code, remaining(again)) == (200, 29)


def test_refused_requests_count_and_a_flaw_is_named_even_past_the_limit(
    limited: httpx.Client,
) -> None:
    for left in range(29, -1, -1):
        answer = limited.post(NEW_CHAT, content=b"{", headers={"Content-Type": "application/json"})
        assert (answer.status_code, remaining(answer)) == (400, left)
    assert limited.post(NEW_CHAT, json={"client_id": "c"}).status_code == 429
    assert limited.post(NEW_CHAT, json={}).status_code == 422
    assert limited.post(NEW_CHAT, json={}, headers={"X-API-Key": "x"}).status_code == 401
    other = limited.post(
        NEW_CHAT, json={"client_id": "c"}, headers={"X-API-Key": "secret-of-second"}
    )
    assert (other.status_code, remaining(other)) == (200, 29)


def test_messages_are_limited_per_chat(limited: httpx.Client) -> None:
    first, second = (
        limited.post(NEW_CHAT, json={"client_id": "c"}).json()["chat_id"] for _ in range(2)
    )

    def post(chat_id: str, **members: object) -> httpx.Response:
        body = {"chat_id": chat_id, "sender": "user", "content": "c", **members}
        return limited.post(NEW_MESSAGE, json=body)

    assert remaining(post(first)) == 119
    assert remaining(post(first, sender="nobody")) == 118
    assert remaining(post(second)) == 119
    assert remaining(post("unknown")) == 119
    assert remaining(post("unknown")) == 118
    assert remaining(limited.post(NEW_MESSAGE, json=[])) == 119
    assert remaining(limited.post(NEW_MESSAGE, json={"chat_id": 1})) == 118
    for _ in range(118):
        post(first)
    assert post(first).status_code == 429
    assert post(second).status_code == 200
    transcript = limited.get(f"/external/chat/{first}/messages")
    assert len(transcript.json()) == 119
    assert transcript.headers["X-RateLimit-Limit"] == "300"


def test_other_operations_are_limited_per_agent_whatever_chat_they_name(
    limited: httpx.Client,
) -> None:
    for left, chat_id in ((59, "one"), (58, "two")):
        for path in ("message/email-handoff", "agent", "agent/v2"):
            body = {"chat_id": chat_id, "customer_email": "a@b.test", "content": "c"}
            assert remaining(limited.post(f"/external/{path}", json=body)) == left
        chat = {"client_id": "c", "chat_id": chat_id}
        assert remaining(limited.post(NEW_CHAT, json=chat)) == left - 30
        assert remaining(limited.get(f"/external/chat/{chat_id}/messages")) == left + 240


@pytest.mark.parametrize(
    ("operation", "requests"),
    [
        ("new-chat", 30),
        ("new-message", 120),
        ("email-handoff", 60),
        ("chat-messages", 300),
        ("agent", 60),
        ("agent-v2", 60),
    ],
)
def test_documented_numbers(operation: str, requests: int) -> None:
    assert documented_limits().by_operation[operation] == Limit(requests, 60)
    seconds = 3 if operation == "new-chat" else 60
    assert documented_limits(3).by_operation[operation] == Limit(requests, seconds)
    assert documented_limits(3, 3).by_operation[operation] == Limit(requests, 3)
    assert parse_limits("documented") == documented_limits()


def test_a_short_window_in_real_time() -> None:
    with (
        RunningServer(Settings(tokens={"t": "a"}, limits="2/0.2")) as running,
        httpx.Client(base_url=running.url, headers={"X-API-Key": "t"}) as client,
    ):
        answers = [client.post(NEW_CHAT, json={"client_id": "c"}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].headers["RateLimit-Policy"] == '"new-chat";q=2;w=1'
        while answers[-1].status_code == 429:
            answers.append(client.post(NEW_CHAT, json={"client_id": "c"}))
        assert remaining(answers[-1]) == 1


def test_none_counts_but_never_refuses(clock: Clock) -> None:
    limiter = RateLimiter(parse_limits("none"), clock)
    first, *_, last = [limiter.take("new-chat", "agent") for _ in range(1000)]
    assert last.granted
    assert first.remaining - last.remaining == 999
    unenforced = RateLimiter(Limits({"new-chat": Limit(1, 60)}, enforced=False), clock)
    assert [unenforced.take("new-chat", "a").granted for _ in range(3)] == [True] * 3


def test_invented_chats_do_not_fill_the_memory(clock: Clock) -> None:
    limiter = RateLimiter(documented_limits(), clock, most_windows=100)
    for number in range(1000):
        limiter.take("new-message", "agent", f"{'x' * 1000}{number}")
    windows = limiter._windows
    assert len(windows) <= 101
    assert max(len(chat) for _, _, chat in windows) < 100
    assert limiter.take("new-message", "agent", "one more").granted is False
    clock.now += 60
    assert limiter.take("new-message", "agent", "one more").remaining == 119
    assert len(limiter._windows) == 1


@pytest.mark.parametrize(
    "text",
    ["", "unlimited", "5", "5/", "/5", "0/5", "5/0", "-1/5", "5/-1", "1.5/2", "5/1e3", "\u0665/5"],
)
def test_unreadable_limits(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape("N/SECONDS such as 5/10")):
        parse_limits(text)


def test_settings_refuse_nonsense_without_telling_tokens() -> None:
    with pytest.raises(ValueError, match="at least one token"):
        Settings(tokens={})
    for tokens in ({"se cret": "a"}, {"secr\u00e9t": "a"}, {"": "a"}, {"secret": ""}):
        with pytest.raises(ValueError, match="token") as raised:
            Settings(tokens=tokens)
        assert "secret" not in str(raised.value)
    with pytest.raises(ValueError, match="N/SECONDS"):
        Settings(limits="many")
    assert "secret" not in repr(Settings(tokens={"secret": "a"}))
