"""Writing down: numbered, without secrets, and until it makes no sense to go on."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import pytest

from conformance.drive.recorder import LIMITED_PATIENCE, PATIENCE, Recorder
from conformance.exchange import Exchange, Header, Request, Response
from conformance.redaction import Redactor
from conformance.transcript import TranscriptWriter, read_transcript

from .conftest import Telling

SECRET = "a-secret-token"


def recorder(file: io.StringIO | None = None) -> Recorder:
    header = Header("run1", "2026-01-01T00:00:00Z", "0", "sha256:0", "http://x", "core", 0)
    return Recorder(header, TranscriptWriter(file or io.StringIO()), Redactor({"main": SECRET}))


def exchange(status: int | None = 200, *, sent: bool = True) -> Exchange:
    request = Request("GET", "http://x/", (("X-API-Key", SECRET),), SECRET.encode())
    response = None if status is None else Response(status, (), SECRET.encode())
    unanswered = None if response else f"no answer to {SECRET}"
    return Exchange(0, "f", "c", "s", None, None, None, request, response, unanswered, sent)


def test_several_threads_get_numbers_of_their_own() -> None:
    seen: list[Exchange] = []
    one = recorder()
    one.observer = Telling(seen.append)
    threads = [
        threading.Thread(target=lambda: [one.record(exchange()) for _ in range(50)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.number for each in seen) == list(range(1, 201))


def test_no_secret_is_written(tmp_path: Path) -> None:
    file = io.StringIO()
    one = recorder(file)
    one.record(exchange())
    one.record(exchange(None))
    one.fault(f"It broke at {SECRET}.")
    one.finish()
    assert SECRET not in file.getvalue()
    assert SECRET not in repr(one.faults)
    path = tmp_path / "transcript.jsonl"
    path.write_text(file.getvalue(), encoding="ascii")
    whole = read_transcript(path)
    assert whole.damage is None
    assert len(whole.exchanges) == 2
    assert whole.faults == ("It broke at {secret:main}.",)


@pytest.mark.parametrize(
    ("status", "patience", "said"),
    [(None, PATIENCE, "without an answer"), (429, LIMITED_PATIENCE, "answered 429")],
)
def test_it_stops_where_going_on_shows_nothing(
    status: int | None, patience: int, said: str
) -> None:
    one = recorder()
    for _ in range(patience - 1):
        one.record(exchange(status))
    one.record(exchange(200))
    for _ in range(patience - 1):
        one.record(exchange(status))
    assert one.stopped is None
    one.record(exchange(status))
    assert one.stopped is not None
    assert said in one.stopped


def test_what_was_not_sent_says_nothing_of_the_target() -> None:
    one = recorder()
    for _ in range(2 * PATIENCE):
        one.record(exchange(None, sent=False))
    assert one.stopped is None


def test_the_first_reason_to_stop_counts() -> None:
    one = recorder()
    one.stop("First.")
    one.stop("Second.")
    assert one.stopped == "First."


def test_the_observer_sees_each_as_it_is_written() -> None:
    seen: list[Exchange] = []
    one = recorder()
    one.observer = Telling(seen.append)
    one.record(exchange())
    assert [each.number for each in seen] == [1]
    assert SECRET not in repr(seen)
