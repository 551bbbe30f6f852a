"""What is under test: addresses, secrets, and what may be asked for."""

from __future__ import annotations

import pytest

from conformance.target import (
    VARIABLES,
    Credentials,
    Target,
    TargetError,
    check_url,
    read_credentials,
)

TOKEN = "A-token-of-ours-1"


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://api.example.com", "https://api.example.com"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://[::1]:80/v3/", "http://[::1]:80/v3"),
    ],
)
def test_a_base_address(url: str, base: str) -> None:
    assert check_url(url) == base


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "ftp://example.com",
        "http://",
        "http:///path",
        "http://[",
        "http://example.com:0",
        "http://example.com:99999",
        "http://example.com:port",
        "http://example.com/?a=b",
        "http://example.com/#part",
        "http://user@example.com",
        "http://example.com/ü",
        "http://example.com/a b",
    ],
)
def test_what_is_no_base_address(url: str) -> None:
    with pytest.raises(TargetError, match="The URL"):
        check_url(url)


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(TargetError) as raised:
        check_url("https://user:hunter2hunter2@example.com")
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONFORMANCE_TOKEN", f" {TOKEN}"),
        ("CONFORMANCE_TOKEN", f"{TOKEN}\n"),
        ("CONFORMANCE_TOKEN", f"{TOKEN}\x00x"),
        ("CONFORMANCE_TOKEN", f"{TOKEN}é"),
        ("CONFORMANCE_TOKEN", "short"),
        ("CONFORMANCE_API_KEY", f"{TOKEN}\t"),
        ("CONFORMANCE_OTHER_TOKEN", TOKEN),
    ],
)
def test_a_secret_that_cannot_be_used_is_named_and_not_repeated(name: str, value: str) -> None:
    with pytest.raises(TargetError, match=name) as raised:
        read_credentials({"CONFORMANCE_TOKEN": TOKEN, name: value})
    assert value.strip() not in str(raised.value)


def test_a_token_is_needed() -> None:
    with pytest.raises(TargetError, match="set the environment variable CONFORMANCE_TOKEN"):
        read_credentials({"CONFORMANCE_OTHER_TOKEN": TOKEN})


def test_each_carrier_may_have_a_secret_of_its_own() -> None:
    environment = {variable: f"{TOKEN}-{name}" for name, variable in VARIABLES.items()}
    found = read_credentials(environment)
    assert set(found.secrets) == set(VARIABLES)
    assert not found.one_token
    assert found.name_for("main", "bearer") == "main"
    assert found.name_for("main", "query") == "query"
    assert found.name_for("other", "query") == "other"
    assert read_credentials({"CONFORMANCE_TOKEN": TOKEN}).one_token


def test_flawed_secrets_are_made_and_kept_secret_too() -> None:
    credentials = Credentials({"main": TOKEN, "other": f"{TOKEN}-2"})
    derived = credentials.derived()
    assert derived == {"main-truncated": TOKEN[:-1], "main-case-changed": TOKEN.swapcase()}
    text = credentials.redactor().text(f"{TOKEN} {TOKEN[:-1]} {TOKEN.swapcase()} {TOKEN}-2")
    assert text == (
        "{secret:main} {secret:main-truncated} {secret:main-case-changed} {secret:other}"
    )
    assert TOKEN not in repr(credentials)


def test_capabilities_are_what_was_claimed_allowed_and_given() -> None:
    one = Target("http://x", Credentials({"main": "1234567890"}), ("agent",))
    assert set(one.capabilities({"bearer": 1})) == {"agent", "bearer", "one-token"}
    two = Target(
        "http://x",
        Credentials({"main": TOKEN, "other": f"{TOKEN}-2", "query": f"{TOKEN}-3"}),
        consents=("exhaust-rate-limit",),
    )
    assert set(two.capabilities({"bearer": 1, "query": 2})) == {
        "bearer",
        "query",
        "cased-token",
        "other-agent",
        "exhaust-rate-limit",
    }


@pytest.mark.parametrize("what", ["features", "consents"])
def test_an_unknown_claim_is_refused(what: str) -> None:
    with pytest.raises(TargetError, match="'agents' is unknown; known are"):
        Target("http://x", Credentials({"main": TOKEN}), **{what: ("agents",)})
