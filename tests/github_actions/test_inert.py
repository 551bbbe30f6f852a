"""Output under GitHub Actions: whatever is printed, the runner obeys none of it but our own."""

from __future__ import annotations

import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.github.commands import command
from conformance.github.inert import InertStream, inert_output

from .runner import Obeyed, obeyed

FRAGMENTS = (
    *("::", ":", "##[", "##", "#", "[", "]", "error", "add-mask", "stop-commands", " ", "\t"),
    *("\n", "\r", "\r\n", "\xa0", "\u2003", "title=x,", "x", "\\", "%0A", "\x1b[0m"),
)
COMMANDS = (
    "::error::x", "  ::add-mask::x", "a ##[add-mask]x", "\t\xa0::stop-commands::x", "###[debug]",
    "##[##[error]x", ":::error::x", "::::", "::error ::x",
)  # fmt: skip


def through(*pieces: str) -> str:
    below = io.StringIO(newline="")
    stream = InertStream(below)
    for piece in pieces:
        assert stream.write(piece) == len(piece)
        stream.flush()
    stream.end()
    return below.getvalue()


def test_the_runner_in_miniature_obeys_what_the_real_one_does() -> None:
    found = obeyed("a\n ::error file=a%2Cb,line=3::no%0Away\r\nx ##[add-mask]b\n::unknown::x\n::x")
    assert found == [
        Obeyed("error", "no\nway", {"file": "a,b", "line": "3"}),
        Obeyed("add-mask", "b", {}),
    ]


@pytest.mark.parametrize("text", COMMANDS)
def test_no_command_passes_whole_or_in_pieces(text: str) -> None:
    for written in ((text,), tuple(text), (f"\n{text}\n",), (f"a\r{text}",)):
        assert obeyed(through(*written)) == []


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12), st.sampled_from(COMMANDS))
def test_no_text_passes_for_a_command(pieces: list[str], text: str) -> None:
    assert obeyed(through(*pieces)) == []
    assert obeyed(through(*pieces, text)) == []


def test_ordinary_lines_pass_as_they_are() -> None:
    lines = "a::b ::1 c\n  /metadata: x\n# ## [x]\n:\nno end of line"
    assert through(lines) == lines
    assert through("  ::1 is an address\n") == "  \\u003a:1 is an address\n"


@given(st.recursive(st.text(st.sampled_from('#[:\\" a')), st.lists))
def test_json_stays_the_same_value(value: object) -> None:
    text = json.dumps(value, indent=2) + "\n"
    assert json.loads(through(text)) == value
    assert obeyed(through(text)) == []


def test_a_command_of_ours_stands_on_a_line_of_its_own() -> None:
    below = io.StringIO()
    stream = InertStream(below)
    stream.write("::error::theirs")
    stream.command(command("error", "ours\nx", {"title": "a,b:c"}))
    assert obeyed(below.getvalue()) == [Obeyed("error", "ours\nx", {"title": "a,b:c"})]


@given(st.text(), st.text())
def test_nothing_in_a_command_ends_it_or_gives_it_other_properties(text: str, value: str) -> None:
    properties = {"title": value or "x", "file": "v3.yaml"}
    assert obeyed(command("warning", text, properties)) == [Obeyed("warning", text, properties)]


@pytest.mark.parametrize(("value", "harmless"), [("true", True), ("false", False), (None, False)])
def test_output_is_left_alone_elsewhere(
    value: str | None, harmless: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sys.stdout, sys.stderr
    with inert_output({} if value is None else {"GITHUB_ACTIONS": value}):
        print("::error::x")
        print("##[debug]x", end="", file=sys.stderr)
    assert (sys.stdout, sys.stderr) == before
    printed = capsys.readouterr()
    assert (obeyed(printed.out + printed.err) == []) is harmless
    assert printed.err.endswith("x")
