"""Sequences as values, and as lines of JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.sequence import Call, Sequence, What, load, read, written

SEQUENCE = Sequence(
    "series-01",
    (
        Call(What.OPEN, 1, flags={"ai_enabled": False}, metadata={"größe": [1.5, None]}),
        Call(What.OPEN, 2, "other"),
        Call(What.SAY, 1, text="Hällo\n", sender="user"),
        Call(What.SAY, 1, "other", text="", sender="assistant", metadata={}),
        Call(What.HAND_OFF, 2, "other", address="buyer@example.com"),
        Call(What.READ, 1),
        Call(What.ASK, 1, text="?"),
    ),
)


def test_a_line_is_read_as_it_was_written() -> None:
    line = written(SEQUENCE)
    assert line.isascii()
    assert "\n" not in line
    assert read(line) == SEQUENCE


def test_what_is_not_said_is_not_written() -> None:
    calls = json.loads(written(SEQUENCE))["calls"]
    assert calls[5] == {"what": "read", "chat": 1, "agent": "main"}
    assert (calls[3]["text"], calls[3]["metadata"]) == ("", {})


def test_a_chat_belongs_to_who_opened_it() -> None:
    assert SEQUENCE.owners == {1: "main", 2: "other"}
    foreign = [SEQUENCE.foreign(call) for call in SEQUENCE.calls]
    assert foreign == [False, False, False, True, False, False, False]


@pytest.mark.parametrize(
    "calls",
    [
        [{"what": "say", "chat": 1}],
        [{"what": "open", "chat": 1}, {"what": "read", "chat": 2}],
        [{"what": "open", "chat": 1}, {"what": "open", "chat": 1}],
        [{"what": "shout", "chat": 1}],
    ],
)
def test_a_sequence_that_cannot_be_driven_is_refused(calls: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match=r"chat|shout"):
        read(json.dumps({"id": "series-01", "calls": calls}))


def test_a_file_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "sequences.jsonl"
    path.write_text(f"{written(SEQUENCE)}\n{{}}\n", encoding="ascii")
    lines = load(path)
    assert next(lines) == SEQUENCE
    with pytest.raises(KeyError):
        next(lines)
