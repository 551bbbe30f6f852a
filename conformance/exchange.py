"""What happened on the wire: plain frozen values, and the transcript file that holds them."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any

FORMAT = "optimly-conformance-transcript/1"

TIMED_OUT = "no answer came within"
"""How `Exchange.unanswered` begins where the suite gave up waiting."""

Headers = tuple[tuple[str, str], ...]


class TranscriptError(Exception):
    """A transcript that can't be read: the sentence says which line and why."""


def header(headers: Headers, name: str) -> str | None:
    """The value of a header, names compared without case; repeated ones are joined by a comma."""
    values = [value for key, value in headers if key.lower() == name.lower()]
    return ", ".join(values) if values else None


@dataclass(frozen=True, slots=True)
class Request:
    """A request as sent, secrets replaced by their labels."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer as received, secrets replaced by their labels. `body` is decoded of any coding."""

    status: int
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what became of it.

    `step` is the name by which requirements ask for it, within one `case` of a `flow`.
    `response` is None when there was no answer; `unanswered` then says why in a sentence.
    `sent` is false when the request could not be sent at all (what it builds on was missing).
    `started` and `ended` are seconds since the run began.
    `superseded` marks an attempt that met a rate limit and was sent again.
    """

    number: int
    flow: str
    case: str
    step: str
    operation: str | None
    agent: str | None
    carrier: str | None
    request: Request
    response: Response | None = None
    unanswered: str | None = None
    sent: bool = True
    superseded: bool = False
    started: float = 0.0
    ended: float = 0.0

    @property
    def scenario(self) -> str:
        """The scenario of the case, whichever of its variations it is."""
        return self.case.split("/")[0]


@dataclass(frozen=True, slots=True)
class Header:
    """What was run, against what, with which permissions: all that a judge may know of the run."""

    run: str
    started_at: str
    suite_version: str
    spec_digest: str
    target: str
    profile: str
    seed: int
    capabilities: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    format: str = FORMAT


@dataclass(frozen=True, slots=True)
class Transcript:
    """Every exchange of a run in the order of their numbers.

    `damage` is None for a whole transcript, else a sentence. `stopped` says why driving ended
    early, or None when it ran to its end. `faults` are errors of the suite itself.
    """

    header: Header
    exchanges: tuple[Exchange, ...] = ()
    damage: str | None = None
    stopped: str | None = None
    faults: tuple[str, ...] = ()

    def with_exchanges(self, exchanges: Iterable[Exchange]) -> Transcript:
        return replace(self, exchanges=tuple(exchanges))


def _encode_body(body: bytes) -> dict[str, str]:
    try:
        return {"text": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode("ascii")}


def _decode_body(value: Mapping[str, str]) -> bytes:
    if "base64" in value:
        return base64.b64decode(value["base64"], validate=True)
    return value["text"].encode("utf-8")


def exchange_to_json(exchange: Exchange) -> dict[str, Any]:
    """The exchange as JSON data; bodies become `{"text": …}`, or `{"base64": …}` if not UTF-8."""
    value = asdict(exchange)
    value["request"]["body"] = _encode_body(exchange.request.body)
    if exchange.response is not None:
        value["response"]["body"] = _encode_body(exchange.response.body)
    return value


def exchange_from_json(value: Mapping[str, Any]) -> Exchange:
    """The inverse of `exchange_to_json`; raises KeyError, TypeError or ValueError."""
    fields = dict(value)
    for side, kind in (("request", Request), ("response", Response)):
        part = fields[side]
        if part is not None:
            part = dict(part)
            part["headers"] = tuple((str(key), str(text)) for key, text in part["headers"])
            part["body"] = _decode_body(part["body"])
            fields[side] = kind(**part)
    return Exchange(**fields)


@dataclass(slots=True)
class TranscriptWriter:
    """Writes a transcript line by line, so that what was sent is on disk whatever happens next.

    Not safe for several threads by itself: the recorder holds one lock around it.
    """

    file: IO[str]
    count: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def _line(self, kind: str, value: Mapping[str, Any]) -> None:
        line = json.dumps({"kind": kind, **value}, ensure_ascii=True, separators=(",", ":")) + "\n"
        self.digest.update(line.encode("ascii"))
        self.file.write(line)
        self.file.flush()

    def begin(self, header: Header) -> None:
        self._line("header", asdict(header))

    def write(self, exchange: Exchange) -> None:
        self._line("exchange", exchange_to_json(exchange))
        self.count += 1

    def end(self, stopped: str | None, faults: Iterable[str]) -> None:
        digest = self.digest.hexdigest()
        footer = {"exchanges": self.count, "stopped": stopped, "faults": list(faults)}
        self._line("footer", {**footer, "sha256": digest})


def write_transcript(path: Path, transcript: Transcript) -> None:
    """Write a whole transcript to a file."""
    with path.open("w", encoding="ascii") as file:
        writer = TranscriptWriter(file)
        writer.begin(transcript.header)
        for exchange in transcript.exchanges:
            writer.write(exchange)
        writer.end(transcript.stopped, transcript.faults)


@dataclass(slots=True)
class _Reader:
    """Takes in a transcript's lines one by one."""

    header: Header | None = None
    exchanges: list[Exchange] = field(default_factory=list)
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
            lists = {name: tuple(value[name]) for name in ("capabilities", "only")}
            self.header = Header(**{**value, **lists})
        elif kind == "exchange" and self.header is not None:
            self.exchanges.append(exchange_from_json(value))
        else:
            raise ValueError(f"an unexpected {kind}")
        self.digest.update(raw)

    def damage(self) -> str | None:
        """What is wrong with all the lines taken together, or None."""
        if self.footer is None:
            return "the footer is missing: the transcript was cut off"
        whole = {"exchanges": len(self.exchanges), "sha256": self.digest.hexdigest()}
        if not whole.items() <= self.footer.items():
            return "the footer doesn't match the exchanges"
        return None


def read_transcript(path: Path) -> Transcript:
    """Read a transcript file.

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
    return Transcript(reader.header, tuple(reader.exchanges), damage, stopped, faults)
