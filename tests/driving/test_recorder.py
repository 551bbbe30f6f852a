"""Writing down: numbered, without secrets, and until it makes no sense to go on."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import pytest

from conformance.drive.patience import PATIENCE, WITH_LIMITS, WITH_ONE
from conformance.drive.recorder import Recorder
from conformance.exchange import TIMED_OUT, Exchange, Header, Request, Response
from conformance.redaction import Redactor
from conformance.transcript import TranscriptWriter, read_transcript

from .conftest import Telling

SECRET = "a-secret-token"


def recorder(file: io.StringIO | None = None) -> Recorder:
    header = Header("run1", "2026-01-01T00:00:00Z", "0", "sha256:0", "http://x", "core", 0)
    return Recorder(header, TranscriptWriter(file or io.StringIO()), Redactor({"main": SECRET}))


def exchange(
    status: int | None = 200,
    operation: str | None = None,
    *,
    sent: bool = True,
    why: str = f"no answer to {SECRET}",
) -> Exchange:
    request = Request("GET", "http://x/", (("X-API-Key", SECRET),), SECRET.encode())
    response = None if status is None else Response(status, (), SECRET.encode())
    unanswered = None if response else why
    return Exchange(0, "f", "c", "s", operation, None, None, request, response, unanswered, sent)


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
    [(None, PATIENCE, "without an answer"), (429, WITH_LIMITS, "answered 429")],
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
    one.record(exchange(status, "POST /other"))
    assert one.stopped is not None
    assert said in one.stopped


@pytest.mark.parametrize(
    ("why", "patience"), [(f"{TIMED_OUT} 1 second", PATIENCE), ("it was reset", WITH_ONE)]
)
def test_one_operation_that_does_not_answer_is_called_no_more(why: str, patience: int) -> None:
    one = recorder()
    broken, sound = exchange(None, "POST /broken", why=why), exchange(200, "POST /sound")
    for _ in range(patience - 1):
        one.record(broken)
    assert one.refuses(broken) is None
    one.record(broken)
    said = f"the target left {patience} calls of /broken in a row without an answer"
    assert one.refuses(broken) == said
    assert one.refuses(sound) is None
    one.record(sound)
    assert one.refuses(broken) == said
    assert one.stopped is None


def test_an_operation_that_answers_now_and_then_is_called_on() -> None:
    one = recorder()
    for status in (*[None] * (PATIENCE - 1), 200, *[None] * (PATIENCE - 1)):
        one.record(exchange(status, "POST /slow", why=f"{TIMED_OUT} 1 second"))
    assert one.refuses(exchange(200, "POST /slow")) is None


def test_what_is_stopped_refuses_all() -> None:
    one = recorder()
    one.stop("Enough.")
    assert one.refuses(exchange(200)) == "Enough."


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


def test_an_interruption_after_everything_was_sent_comes_too_late(tmp_path: Path) -> None:
    for late in (False, True):
        path = tmp_path / f"{late}.jsonl"
        with path.open("w", encoding="ascii") as file:
            one = Recorder(
                Header("run1", "2026-01-01T00:00:00Z", "0", "sha256:0", "http://x", "core", 0),
                TranscriptWriter(file),
                Redactor({"main": SECRET}),
            )
            one.record(exchange())
            if late:
                one.seal()
            one.interrupt("It was interrupted.")
            one.finish()
        assert read_transcript(path).stopped == (None if late else "It was interrupted.")
