"""Some of a certificate's calls sent to a running server, and the answers held against the record.

A transcript can be made up by whoever holds the key; a server that answers the same calls otherwise
is then found out.
"""

from __future__ import annotations

import io
import random
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.certificate.archive import unpack
from conformance.certificate.bundle import KNOWN, TRANSCRIPT
from conformance.certificate.compression import decompress
from conformance.difference import ABSENT, escaped
from conformance.drive.preflight import CASE
from conformance.evidence import Evidence, Observations
from conformance.exchange import Exchange, Transcript
from conformance.expectation import find
from conformance.loading import load_contract
from conformance.outcome import Finding, Level
from conformance.replay.recorded import Numbered
from conformance.replay.replaying import resend
from conformance.replay.sending import consents
from conformance.resources import SPEC
from conformance.target import Target, check_url, read_credentials
from conformance.transcript import open_transcript

TIMEOUT = 10.0
"""Seconds to wait for one answer."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What came of it: a line for each call that was answered otherwise, and a last one."""

    lines: tuple[str, ...]
    exit_code: int


def spot(data: bytes, number: int, url: str, environment: Mapping[str, str]) -> Spot:
    """Send `number` recorded calls, and what they build on, to `url`.

    Which ones is random, so that nobody can prepare for it. `environment` has the tokens. Raises
    ArchiveError and TargetError.
    """
    address = check_url(url)
    parts = unpack(data, KNOWN)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "transcript.jsonl"
        path.write_bytes(decompress(parts[TRANSCRIPT]))
        transcript = open_transcript(path)
        contract = load_contract(SPEC)
        observations = Observations(contract)
        chosen = _chosen(transcript, number, observations)
        findings = [_as_finding(place, one) for place, one in enumerate(chosen, start=1)]
        target = Target(address, read_credentials(environment))
        again, _ = resend(transcript, findings, contract, target, io.StringIO(), TIMEOUT)
    if (stopped := again.stage.recorder.stopped) is not None:
        return Spot((stopped,), 3)
    lines = []
    missing = 0
    for then in chosen:
        reply = again.sent.get(then.number)
        now = reply.exchange if reply else None
        if now is None or now.response is None:
            missing += 1
            lines.append(f"Exchange {then.number} got no answer.")
        elif (said := _differs(observations.of(then), observations.of(now))) is not None:
            lines.append(f"Exchange {then.number}, {then.operation}: {said}.")
    wrong = len(lines) - missing
    lines.append(
        f"{len(chosen)} calls were sent again: {len(chosen) - len(lines)} answered as on record, "
        f"{wrong} otherwise, {missing} not."
    )
    return Spot(tuple(lines), 1 if wrong else 3 if missing else 0)


def _chosen(transcript: Transcript, number: int, observations: Observations) -> list[Exchange]:
    """Recorded calls of the contract that were answered, drawn by chance."""
    able = list(_able(transcript, observations))
    return sorted(
        random.SystemRandom().sample(able, min(number, len(able))), key=lambda one: one.number
    )


def _able(transcript: Transcript, observations: Observations) -> Iterator[Exchange]:
    """A 429 depends on what else was sent; the first call is made in any case."""
    for exchange in transcript.exchanges:
        evidence = observations.of(exchange)
        asked = evidence.operation is not None and exchange.response is not None
        lasting = exchange.case != CASE and evidence.status != 429 and not exchange.superseded
        if asked and lasting and not consents(exchange, ()):
            yield exchange


def _as_finding(number: int, exchange: Exchange) -> Numbered:
    finding = Finding(exchange.number, "", "", "", "")
    return Numbered(number, "", Level.MUST, "", finding)


def _differs(then: Evidence, now: Evidence) -> str | None:
    """What is otherwise, in a few words: the kind of status, a member, or what came back."""
    if then.status // 100 != now.status // 100:
        return f"it was answered {now.status}, and {then.status} is on record"
    if not then.succeeded or not isinstance(then.json, dict):
        # What a list holds depends on what else was sent before.
        return None
    if then.accepted and not now.accepted:
        return "it was accepted on record, and isn't now"
    for pointer, value in _members(then.json):
        came = find(now.json, pointer)
        if came is ABSENT:
            return f"its answer has no {pointer} any more"
        echoed = value == find(then.sent, pointer)
        if echoed and came != find(now.sent, pointer):
            return f"{pointer} came back as it was sent on record, and doesn't now"
    return None


def _members(value: dict[str, Any], pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every member of an object, and of the objects in it, with its JSON pointer."""
    for name, each in value.items():
        place = f"{pointer}/{escaped(name)}"
        yield place, each
        if isinstance(each, dict):
            yield from _members(each, place)
