"""The curl command of a finding: a shell hands exactly the recorded request to curl."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from conformance.exchange import Exchange, Headers, Request
from conformance.reproduce import LONGEST_BODY, reproduce

URL = "http://127.0.0.1:1/things?a=1&b=$HOME"
# Made-up tokens with everything in them that a shell might act on.
TOKENS = {
    "CONFORMANCE_TOKEN": "main $(id) `id` \"q\" 'q' * \\ ~Z",
    "CONFORMANCE_OTHER_TOKEN": "other-token",
    "CONFORMANCE_API_KEY": "api-Key%s%%",
    "CONFORMANCE_QUERY_TOKEN": "query-token",
}
NASTY = [
    "plain",
    "it's",
    "''",
    "a\nb\n",
    "\n",
    "  spaces  ",
    "tab\there",
    "$HOME `id` $(id) ${PATH}",
    'a "quoted" \\ back\\\\slash',
    "a;b|c&d>e<f #g !h *?[x]",
    "-X DELETE",
    "ünïcödé 漢字 🦊",
    "%s%n%%",
]


def exchange(headers: Headers = (), body: bytes = b"", url: str = URL) -> Exchange:
    request = Request("POST", url, headers, body)
    return Exchange(12, "house", "walk", "made", None, "main", "bearer", request)


@pytest.fixture
def stub(tmp_path: Path) -> Path:
    """A directory with a `curl` that writes its arguments down, each ended by a NUL."""
    curl = tmp_path / "curl"
    curl.write_text('#!/bin/sh\nprintf "%s\\0" "$@" >"$RECORD"\n', encoding="ascii")
    curl.chmod(0o755)
    return tmp_path


def arguments(command: str, stub: Path) -> list[str]:
    """What curl gets when a shell runs the command, without the fixed beginning."""
    shell = shutil.which("sh")
    if shell is None:
        pytest.skip("there is no shell")
    record = stub / "record"
    path = f"{stub}{os.pathsep}{os.environ['PATH']}"
    environment = {**TOKENS, "PATH": path, "RECORD": str(record), "HOME": "/expanded"}
    done = subprocess.run(
        [shell, "-c", command], env=environment, cwd=stub, capture_output=True, check=True
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    words = record.read_bytes().decode("utf-8").split("\0")
    assert words.pop() == ""
    assert "-i" in words
    assert words[words.index("-X") + 1] == "POST"
    return words


def values(words: list[str], option: str) -> list[str]:
    """What follows each occurrence of an option."""
    places = [number for number, word in enumerate(words[:-1]) if word == option]
    return [words[number + 1] for number in places]


def body_of(words: list[str]) -> str | None:
    """The body as curl would send it."""
    for option in ("--data-binary", "--data-raw"):
        for value in values(words, option):
            assert option == "--data-raw" or not value.startswith("@"), "this would be a file"
            return value
    return None


@pytest.mark.parametrize("text", NASTY)
def test_bodies_arrive_exactly(text: str, stub: Path) -> None:
    assert body_of(arguments(reproduce(exchange(body=text.encode())), stub)) == text


@pytest.mark.parametrize("text", [text for text in NASTY if "\n" not in text])
def test_headers_and_urls_arrive_exactly(text: str, stub: Path) -> None:
    words = arguments(reproduce(exchange((("X-A", text), ("B", "2")), url=URL + text)), stub)
    headers = values(words, "-H")
    assert [header for header in headers if not header.startswith("Content-Type")] == [
        f"X-A: {text}", "B: 2",
    ]  # fmt: skip
    assert words[-1] == URL + text
    assert body_of(words) is None


def test_a_body_that_begins_with_an_at_sign_is_no_file(stub: Path) -> None:
    (stub / "file").write_text("content", encoding="ascii")
    body = body_of(arguments(reproduce(exchange(body=b"@file")), stub))
    assert body is not None
    assert body.strip() == "@file"


def test_an_empty_header_is_sent_as_curl_wants_it(stub: Path) -> None:
    words = arguments(reproduce(exchange((("Authorization", ""),))), stub)
    assert "Authorization;" in values(words, "-H")


def test_headers_of_the_run_are_left_out(stub: Path) -> None:
    words = arguments(reproduce(exchange((("X-Conformance-Run", "r"), ("X-Con", "1")))), stub)
    assert values(words, "-H") == ["X-Con: 1"]


def test_a_path_is_not_tidied_up(stub: Path) -> None:
    words = arguments(reproduce(exchange(url="http://127.0.0.1:1/a/../b")), stub)
    assert "--path-as-is" in words
    assert words[-1] == "http://127.0.0.1:1/a/../b"


@pytest.mark.parametrize(
    ("label", "variable"),
    [("main", "CONFORMANCE_TOKEN"), ("other", "CONFORMANCE_OTHER_TOKEN"),
     ("api-key", "CONFORMANCE_API_KEY"), ("query", "CONFORMANCE_QUERY_TOKEN")],
)  # fmt: skip
def test_labels_become_the_secrets_of_the_environment(
    label: str, variable: str, stub: Path
) -> None:
    command = reproduce(exchange((("Authorization", f"Bearer {{secret:{label}}}"),)))
    assert f'"${variable}"' in command
    token = TOKENS[variable]
    assert values(arguments(command, stub), "-H") == [f"Authorization: Bearer {token}"]


def test_flawed_credentials_are_made_from_the_secrets(stub: Path) -> None:
    headers = (("A", "{secret:main-truncated}"), ("B", "{secret:api-key-case-changed}"))
    words = arguments(reproduce(exchange(headers)), stub)
    token, key = TOKENS["CONFORMANCE_TOKEN"], TOKENS["CONFORMANCE_API_KEY"]
    assert values(words, "-H") == [f"A: {token[:-1]}", f"B: {key.swapcase()}"]


def test_labels_stand_amid_other_text_and_several_times(stub: Path) -> None:
    headers = (("A", "it's {secret:query}{secret:query} $x"), ("B", "{secret:other}"))
    words = arguments(reproduce(exchange(headers, url="http://h/?t={secret:query}&u='")), stub)
    assert values(words, "-H") == ["A: it's query-tokenquery-token $x", "B: other-token"]
    assert words[-1] == "http://h/?t=query-token&u='"


@pytest.mark.parametrize(
    "body", [b"\xff", b"{}\0", b"x" * (LONGEST_BODY + 1)], ids=["binary", "nul", "huge"]
)
def test_a_body_that_is_no_shell_text_gets_a_sentence(body: bytes) -> None:
    said = reproduce(exchange(body=body))
    assert said == "See exchange 12 in transcript.jsonl: its body is no shell text."


def test_the_longest_body_still_fits(stub: Path) -> None:
    body = "ä" * LONGEST_BODY
    assert body_of(arguments(reproduce(exchange(body=body.encode())), stub)) == body
