"""The file that holds a transcript: JSON Lines with a header, the exchanges, and a footer."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import IO, Any

from conformance.exchange import Exchange, Header, Request, Response, Transcript


class TranscriptError(Exception):
    """A transcript that can't be read: the sentence says which line and why."""


# Made once, because making one takes as long as it then does for a small value.
compact = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode

PIECE = 2**15
"""Characters of a text that are looked at together; a shorter body is written as it comes."""


def _encode_body(body: bytes) -> dict[str, str]:
    try:
        text = body.decode("utf-8")
        if len(body) <= PIECE or not _swells(text, 2 * len(body)):
            return {"text": text}
    except UnicodeDecodeError:
        pass
    return {"base64": base64.b64encode(body).decode("ascii")}


def _swells(text: str, most: int) -> bool:
    """Whether a text takes more than `most` characters as JSON, where escapes take six for one."""
    # Piece by piece: the whole of it would take six times the memory too.
    pieces = (text[start : start + PIECE] for start in range(0, len(text), PIECE))
    return sum(len(json.dumps(piece)) - 2 for piece in pieces) > most


def _decode_body(value: Mapping[str, str]) -> bytes:
    if "base64" in value:
        return base64.b64decode(value["base64"], validate=True)
    return value["text"].encode("utf-8")


def exchange_to_json(exchange: Exchange) -> dict[str, Any]:
    """The exchange as JSON data; bodies become `{"text": …}`, or `{"base64": …}` if not UTF-8."""
    value = _members(exchange)
    for side, message in (("request", exchange.request), ("response", exchange.response)):
        if message is not None:
            value[side] = {**_members(message), "body": _encode_body(message.body)}
    return value


def _members(value: Exchange | Request | Response) -> dict[str, Any]:
    # Unlike asdict, which copies all that is in them and takes half the time of a request.
    return {name: getattr(value, name) for name in _NAMES[type(value)]}


_NAMES = {kind: tuple(one.name for one in fields(kind)) for kind in (Exchange, Request, Response)}


def encoded(exchange: Exchange) -> str:
    """All of an exchange's line that stands behind its number, which may not be known yet."""
    value = exchange_to_json(exchange)
    del value["number"]
    return compact(value)[1:]


def exchange_from_json(value: Mapping[str, Any]) -> Exchange:
    """The inverse of `exchange_to_json`; raises KeyError, TypeError or ValueError."""
    members = dict(value)
    for side, kind in (("request", Request), ("response", Response)):
        part = members[side]
        if part is not None:
            part = dict(part)
            part["headers"] = tuple((str(key), str(text)) for key, text in part["headers"])
            part["body"] = _decode_body(part["body"])
            members[side] = kind(**part)
    return Exchange(**members)


def header_from_json(value: Mapping[str, Any]) -> Header:
    """The header from its line, with or without its kind; raises KeyError, TypeError or such."""
    members = {name: value[name] for name in value if name != "kind"}
    names = ("capabilities", "only", "own", "shard")
    # Older transcripts know of no flows but the suite's, and of no shards.
    optional = {"own", "shard"} - value.keys()
    lists = {name: tuple(members[name]) for name in names if name not in optional}
    return Header(**{**members, **lists})


@dataclass(slots=True)
class TranscriptWriter:
    """Writes a transcript line by line, so that what was sent is on disk whatever happens next.

    Not safe for several threads by itself: the recorder holds one lock around it.
    """

    file: IO[str]
    count: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    @property
    def sha256(self) -> str:
        """The digest of all that was written so far, in hexadecimal."""
        digest: str = self.digest.hexdigest()
        return digest

    def _line(self, kind: str, value: Mapping[str, Any]) -> None:
        self._write(compact({"kind": kind, **value}) + "\n")

    def _write(self, line: str) -> None:
        self.digest.update(line.encode("ascii"))
        self.file.write(line)
        self.file.flush()

    def begin(self, header: Header) -> None:
        value = asdict(header)
        # Most runs are whole, and say nothing about it.
        unsaid = {name for name in ("shard", "merged") if not value[name]}
        unsaid |= {"parts"} if header.parts == 1 else set()
        self._line("header", {name: value[name] for name in value if name not in unsaid})

    def write(self, exchange: Exchange) -> None:
        self.write_encoded(exchange.number, encoded(exchange))

    def write_encoded(self, number: int, rest: str) -> None:
        """Write an exchange under a number; `rest` is what `encoded` has made of it."""
        self._write(f'{{"kind":"exchange","number":{number},{rest}\n')
        self.count += 1

    def end(self, stopped: str | None, faults: Iterable[str]) -> None:
        footer = {"exchanges": self.count, "stopped": stopped, "faults": list(faults)}
        self._line("footer", {**footer, "sha256": self.sha256})


def write_transcript(path: Path, transcript: Transcript) -> None:
    """Write a whole transcript to a file."""
    with path.open("w", encoding="ascii") as file:
        writer = TranscriptWriter(file)
        writer.begin(transcript.header)
        for exchange in transcript.exchanges:
            writer.write(exchange)
        writer.end(transcript.stopped, transcript.faults)


class FiledExchanges(Collection[Exchange]):
    """The first `count` exchanges of a transcript's file, read anew each time they are asked for.

    So a run's memory doesn't grow with what it sends. OSError where the file is gone, and
    TranscriptError where it isn't any more what was written.
    """

    def __init__(self, path: Path, count: int) -> None:
        self._path = path
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __contains__(self, exchange: object) -> bool:
        return any(one == exchange for one in self)

    def __iter__(self) -> Iterator[Exchange]:
        with self._path.open("rb") as file:
            yield from itertools.islice(following(file, self._path), self._count)


def following(file: IO[bytes], path: Path) -> Iterator[Exchange]:
    """The exchanges of a transcript that may still be written; to be asked only for what is there.

    Raises TranscriptError where it isn't any more what was written.
    """
    next(file, None)
    for raw in file:
        try:
            value = json.loads(raw)
            del value["kind"]
            exchange = exchange_from_json(value)
        except (ValueError, KeyError, TypeError):
            raise TranscriptError(
                f"{path} was changed by something else while the run went on; "
                "give each run a directory of its own with --report-dir."
            ) from None
        yield exchange


@dataclass(slots=True)
class _Reader:
    """Takes in a transcript's lines one by one, and remembers what all of them come to."""

    header: Header | None = None
    count: int = 0
    footer: dict[str, Any] | None = None
    digest: Any = field(default_factory=hashlib.sha256)

    def take(self, raw: bytes) -> None:
        """Take in one line; raises ValueError, KeyError, TypeError or AttributeError."""
        value = json.loads(raw)
        kind = value.pop("kind")
        if self.footer is not None:
            raise ValueError("something follows the footer")
        if kind == "footer":
            self.footer = value
            return
        if kind == "header" and self.header is None:
            self.header = header_from_json(value)
        elif kind == "exchange" and self.header is not None:
            exchange_from_json(value)
            self.count += 1
        else:
            raise ValueError(f"an unexpected {kind}")
        self.digest.update(raw)

    def damage(self) -> str | None:
        """What is wrong with all the lines taken together, or None."""
        if self.footer is None:
            return "the footer is missing: the transcript was cut off"
        whole = {"exchanges": self.count, "sha256": self.digest.hexdigest()}
        if not whole.items() <= self.footer.items():
            return "the footer doesn't match the exchanges"
        return None


def open_transcript(path: Path) -> Transcript:
    """Check a transcript's file; its exchanges stay there and are read when they are needed.

    A missing, wrong or repeated footer is not an error: the transcript says so in `damage`, and
    whatever can be read is there. Raises TranscriptError when not even the header can be read,
    and OSError.
    """
    reader = _Reader()
    damage: str | None = None
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            try:
                reader.take(raw)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                damage = f"line {number} can't be read: {type(error).__name__}"
                break
    damage = damage or reader.damage()
    if reader.header is None:
        raise TranscriptError(f"{path} is not a transcript: {damage}")
    footer = reader.footer or {}
    stopped, faults = footer.get("stopped"), tuple(footer.get("faults", ()))
    filed = FiledExchanges(path, reader.count)
    return Transcript(reader.header, filed, damage, stopped, faults)


def read_transcript(path: Path) -> Transcript:
    """Like `open_transcript`, but all of it in memory."""
    transcript = open_transcript(path)
    return transcript.with_exchanges(transcript.exchanges)
