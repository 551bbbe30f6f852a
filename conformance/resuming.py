"""A run that broke off, as far as it came: what it has sent, and what is left to drive.

Nothing is judged twice, and nothing is lost: an exchange of a case that was driven whole stays as
it is. One of a case that broke off stays too, marked as superseded, and the case is driven again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from conformance.capability import CONSENTS, FEATURES
from conformance.configuration import Choices
from conformance.corpus import FRESH, STEPS
from conformance.directory import TRANSCRIPT
from conformance.drive.journal import JOURNAL, Case, Journaled, identity, read_journal
from conformance.exchange import Exchange, Header
from conformance.flows.generated.flow import flow as generated
from conformance.flows.generated.sending import SCENARIO
from conformance.plan import CERTIFICATION
from conformance.share import Share
from conformance.transcript import TranscriptWriter, exchange_from_json, header_from_json

ON_ITS_WAY = "it was on its way when the run broke off, and nobody knows whether it arrived"


SAME: Mapping[str, str] = {
    "suite_version": "the suite's version",
    "spec_digest": "the spec with the digest",
    "target": "the target",
    "profile": "the profile",
    "seed": "the seed",
    "explore": "the number of fresh cases",
    "capabilities": "the features, consents, carriers and agents",
    "only": "the selection",
    "own": "the flows of your own",
    "shard": "the shard",
}
"""What has to be the same in a run that goes on, by the header's members."""


class ResumeError(Exception):
    """A run that can't be gone on with: says why and what to do."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """What a run left behind. `done` are the cases that it has driven whole."""

    directory: Path
    header: Header
    journaled: Journaled

    @property
    def done(self) -> frozenset[Case]:
        return self.journaled.ended

    def exchanges(self) -> Iterator[Exchange]:
        """What was sent, numbered anew, as it belongs into the transcript of what goes on."""
        number = 0
        known: set[tuple[Any, ...]] = set()
        for exchange in _exchanges(self.directory / TRANSCRIPT):
            known.add(identity(exchange))
            whole = (exchange.flow, exchange.case) in self.done and not exchange.probe
            if exchange.sent or whole:
                number += 1
                superseded = exchange.superseded or not whole
                yield replace(exchange, number=number, superseded=superseded)
        for sent in self.journaled.sent:
            if identity(sent) not in known:
                number += 1
                yield replace(
                    sent,
                    number=number,
                    sent=False,
                    unanswered=ON_ITS_WAY,
                    superseded=True,
                    ended=sent.started,
                )

    def fresh(self) -> int:
        """How many of the fresh cases have been driven."""
        groups = f"{SCENARIO}/{FRESH}"
        return sum(
            exchange.sent and exchange.step in STEPS.values()
            for exchange in self.exchanges()
            if exchange.flow == generated.name
            and exchange.case.startswith(groups)
            and not exchange.superseded
        )


def interrupted(directory: Path) -> Interrupted:
    """The run that broke off in a directory. Raises ResumeError."""
    try:
        journaled = read_journal(directory / JOURNAL)
        with (directory / TRANSCRIPT).open("rb") as file:
            header = header_from_json(json.loads(file.readline()))
    except FileNotFoundError as error:
        raise ResumeError(_nothing(directory, error)) from None
    except OSError as error:
        raise ResumeError(f"{error.filename} can't be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ResumeError(
            f"What the run in {directory} has left behind can't be read; start it anew."
        ) from None
    if journaled.ours:
        raise ResumeError(
            f"The server of the run in {directory} was started for it and has ended with it; "
            "start the run anew."
        )
    return Interrupted(directory, header, journaled)


def _nothing(directory: Path, error: OSError) -> str:
    if not directory.is_dir():
        return f"There is no directory {directory}; name the one of the run that broke off."
    if (directory / TRANSCRIPT).is_file():
        return f"The run in {directory} has come to its end; there is nothing to go on with."
    return f"{error.filename} is missing: no run broke off in {directory}."


def continued(choices: Choices, header: Header) -> Choices:
    """The choices of a run, with what the one that broke off was about."""
    return replace(
        choices,
        url=header.target,
        app=None,
        profile=header.profile,
        features=tuple(str(name) for name in FEATURES if name in header.capabilities),
        allow=tuple(str(name) for name in CONSENTS if name in header.capabilities),
        seed=header.seed,
        only=header.only,
        explore=header.explore,
        shard=Share(*header.shard) if header.shard else None,
    )


def check(then: Header, now: Header) -> None:
    """Whether a run can go on with one that broke off. Raises ResumeError."""
    if then.profile == CERTIFICATION:
        raise ResumeError("A certification is one run without a break; start it anew.")
    for name, what in SAME.items():
        if getattr(then, name) != getattr(now, name):
            raise ResumeError(
                f"The run that broke off had {what} {_said(getattr(then, name))}, and now it is "
                f"{_said(getattr(now, name))}; start it anew, or give it the same."
            )


def _said(value: object) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, tuple) else str(value)


def rewrite(broken: Interrupted, header: Header) -> tuple[TranscriptWriter, float]:
    """Begin the transcript anew with what was sent before.

    Gives its writer, and the moment at which the last of it ended. The old one stays until the new
    one is complete. Raises OSError, and ResumeError where it can't be read.
    """
    path, last = broken.directory / TRANSCRIPT, 0.0
    fresh = path.with_name(f".{TRANSCRIPT}.new")
    with fresh.open("w", encoding="ascii") as file:
        writer = TranscriptWriter(file)
        writer.begin(header)
        for exchange in broken.exchanges():
            writer.write(exchange)
            last = max(last, exchange.ended)
    fresh.replace(path)
    writer.file = path.open("a", encoding="ascii")
    return writer, last


def _exchanges(path: Path) -> Iterator[Exchange]:
    """Those of a transcript that may have been broken off in the middle of a line."""
    with path.open("rb") as file:
        next(file, None)
        for raw in file:
            try:
                value = json.loads(raw)
                if value.pop("kind") == "exchange":
                    yield exchange_from_json(value)
            except (ValueError, KeyError, TypeError, AttributeError):
                if raw.endswith(b"\n"):
                    raise ResumeError(
                        f"A line of {path} can't be read, and it isn't the last: something else "
                        "has changed it; start the run anew."
                    ) from None
