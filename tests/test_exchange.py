"""Transcripts: written and read back whole, and a damaged one says so."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from conformance.exchange import Exchange, Header, Request, Response, Transcript, header
from conformance.transcript import (
    TranscriptError,
    TranscriptWriter,
    compact,
    encoded,
    exchange_to_json,
    read_transcript,
    write_transcript,
)

HEADER = Header(
    run="r1",
    started_at="2026-01-01T00:00:00Z",
    suite_version="0",
    spec_digest="d",
    target="http://127.0.0.1:1",
    profile="core",
    seed=0,
    capabilities=("transcript",),
)


def exchange(number: int, body: bytes = b"{}") -> Exchange:
    request = Request("POST", "http://127.0.0.1:1/x", (("A", "b"),), body)
    response = Response(200, (("X-Thing", "1"), ("x-thing", "2")), body)
    return Exchange(number, "lead", "one", "step", "new-chat", "main", "bearer", request, response)


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    path = tmp_path / "transcript.jsonl"
    unanswered = Exchange(
        3, "lead", "one", "last", None, None, None, Request("GET", "/"), None, "reset", sent=False
    )
    exchanges = (exchange(1), exchange(2, b"\xff\x00"), unanswered)
    write_transcript(path, Transcript(HEADER, exchanges, stopped="why", faults=("ours",)))
    return path


def test_comes_back_as_written(whole: Path) -> None:
    transcript = read_transcript(whole)
    assert transcript.header == HEADER
    assert transcript.damage is None
    assert (transcript.stopped, transcript.faults) == ("why", ("ours",))
    assert tuple(transcript.exchanges)[:2] == (exchange(1), exchange(2, b"\xff\x00"))
    assert tuple(transcript.exchanges)[2].response is None


def test_each_line_missing_is_noticed(whole: Path) -> None:
    lines = whole.read_bytes().splitlines(keepends=True)
    for missing in range(1, len(lines)):
        whole.write_bytes(b"".join(lines[:missing] + lines[missing + 1 :]))
        assert read_transcript(whole).damage is not None


def test_each_truncation_is_noticed(whole: Path) -> None:
    content = whole.read_bytes()
    first = content.index(b"\n") + 1
    for length in range(first, len(content) - 1):
        whole.write_bytes(content[:length])
        assert read_transcript(whole).damage is not None


def test_an_edited_line_is_noticed(whole: Path) -> None:
    whole.write_bytes(whole.read_bytes().replace(b'"status":200', b'"status":201', 1))
    assert read_transcript(whole).damage == "the footer doesn't match the exchanges"


def test_something_after_the_footer_is_noticed(whole: Path) -> None:
    content = whole.read_bytes()
    whole.write_bytes(content + content.splitlines(keepends=True)[1])
    assert read_transcript(whole).damage is not None


@pytest.mark.parametrize("content", [b"", b"not json\n", b'{"kind":"footer"}\n', b"[1]\n"])
def test_what_is_no_transcript_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(TranscriptError, match="is not a transcript"):
        read_transcript(path)


def test_every_line_is_on_disk_before_the_next_request() -> None:
    file = io.StringIO()
    writer = TranscriptWriter(file)
    writer.begin(HEADER)
    writer.write(exchange(1))
    assert file.getvalue().count("\n") == 2


def test_a_line_is_the_same_whenever_its_number_is_known() -> None:
    file = io.StringIO()
    writer = TranscriptWriter(file)
    writer.write_encoded(7, encoded(exchange(0)))
    assert file.getvalue() == compact({"kind": "exchange", **exchange_to_json(exchange(7))}) + "\n"
    writer.write(exchange(7))
    first, second = file.getvalue().splitlines()
    assert first == second


def test_header_names_have_no_case_and_repeated_ones_are_joined() -> None:
    response = exchange(1).response
    assert response is not None
    assert header(response.headers, "X-THING") == "1, 2"
    assert header(response.headers, "absent") is None
