"""As much of a terminal as it takes to see what is left on it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r"\x1b\[(\??[\d;]*)([A-Za-z])|\x1b.|\r|\n|[^\x1b\r\n]+", re.DOTALL)


@dataclass
class Emulator:
    """Lines without end upwards; knows the sequences that a display of ours may use, and no other.

    `frames` are the screens as they were whenever the cursor went up to be written over.
    """

    width: int = 80
    lines: list[str] = field(default_factory=lambda: [""])
    frames: list[str] = field(default_factory=list)
    cursor_shown: bool = True
    coloured: bool = False
    _row: int = 0
    _column: int = 0

    def feed(self, text: str) -> None:
        for match in _TOKEN.finditer(text):
            token = match[0]
            if token == "\r":
                self._column = 0
            elif token == "\n":
                self._down()
            elif match[2]:
                self._control(match[1], match[2])
            elif token.startswith("\x1b"):
                raise AssertionError(f"an unknown sequence: {token!r}")
            else:
                self._write(token)

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.lines).rstrip("\n")

    def _control(self, given: str, kind: str) -> None:
        match kind:
            case "A":
                if self._row == len(self.lines) - 1:
                    self.frames.append(self.text)
                self._row -= int(given or 1)
                assert self._row >= 0, "went above the first line"
            case "K":
                assert given == "2"
                self.lines[self._row] = ""
            case "m":
                self.coloured = self.coloured or any(
                    30 <= int(one or 0) <= 49 or 90 <= int(one or 0) <= 107
                    for one in given.split(";")
                )
            case "h" | "l":
                assert given == "?25"
                self.cursor_shown = kind == "h"
            case _:
                raise AssertionError(f"an unknown sequence: {given!r} {kind!r}")

    def _write(self, text: str) -> None:
        assert text.isprintable(), text
        while text:
            room = self.width - self._column
            if not room:
                self._down()
                self._column = 0
                continue
            part, text = text[:room], text[room:]
            line = self.lines[self._row].ljust(self._column)
            self.lines[self._row] = line[: self._column] + part + line[self._column + len(part) :]
            self._column += len(part)

    def _down(self) -> None:
        self._row += 1
        if self._row == len(self.lines):
            self.lines.append("")
