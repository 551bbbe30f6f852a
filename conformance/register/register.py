"""The register of a directory: every bundle in it verified anew, none left out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from importlib.metadata import version
from pathlib import Path

from conformance.certificate.keys import KeyFileError, read_public_key
from conformance.certificate.policy import Policy, read_policy
from conformance.register.disputes import RegisterError, read_disputes
from conformance.register.entry import Entry, Register, State
from conformance.register.judging import Judged, judged
from conformance.register.place import KEY, LAYOUT, Place
from conformance.reports.text import visible
from conformance.requirement_set import requirement_set

POLICY = "policy.toml"


def register(
    directory: Path,
    day: date,
    say: Callable[[int, int, str], None] = lambda number, total, path: None,
) -> Register:
    """Verify every bundle below a directory, as of the end of a day (UTC).

    `say` hears which is next, of how many. Raises RegisterError, PolicyError and OSError.
    """
    places = Place.all(directory)
    if not places:
        raise RegisterError(
            f"There are no bundles below {visible(str(directory))}; each belongs into {LAYOUT}."
        )
    policy = read_policy(directory / POLICY) if (directory / POLICY).exists() else Policy()
    folders = {place.file.parent for place in places}
    disputes = {folder: read_disputes(folder) for folder in folders}
    now = datetime.combine(day, time.max, UTC)
    found = []
    for number, place in enumerate(places, start=1):
        say(number, len(places), place.path)
        entry = _entry(place, policy, now)
        found.append((place, replace(entry, disputes=disputes[place.file.parent])))
    return Register(
        day=day,
        suite=version("optimly-conformance"),
        fixed=requirement_set(),
        policy=policy,
        entries=tuple(_in_place(found)),
    )


def _entry(place: Place, policy: Policy, now: datetime) -> Entry:
    data, key = b"", None
    reasons = [said] if (said := place.objection()) is not None else []
    try:
        data = place.read()
        key = read_public_key(place.key)
    except OSError as error:
        reasons.append(f"It can't be read: {error.strerror}.")
    except KeyFileError:
        reasons.append(f"No {KEY} that can be used lies beside it: nothing shows who made it.")
    done = Judged(State.REFUSED, tuple(reasons))
    if key is not None and not reasons:
        done = judged(data, key, policy, now)
    return Entry(
        path=place.path,
        contract=place.contract,
        implementation=place.implementation,
        version=place.version,
        sha256=hashlib.sha256(data).hexdigest() if data else "",
        key=key.keyval["public"] if key is not None else "",
        state=done.state,
        reasons=done.reasons,
        result=done.result,
        disputes=(),
    )


def _in_place(found: Iterable[tuple[Place, Entry]]) -> Iterator[Entry]:
    """The entries; those refused that lie where another belongs, and those that are there twice."""
    found = list(found)
    times = Counter(_about(entry) for _, entry in found)
    for place, entry in found:
        reasons = []
        if (result := entry.result) is not None:
            about = f"It is about {result.name} {result.version}"
            if not place.fits(result.name, result.version):
                reasons.append(f"{about}, which is not what its place and its name say.")
            if times[_about(entry)] > 1:
                reasons.append(f"{about}, and so is another bundle: one of them has to go.")
        if reasons:
            yield replace(entry, state=State.REFUSED, reasons=tuple(reasons), result=None)
        else:
            yield entry


def _about(entry: Entry) -> tuple[str, ...] | None:
    # By its folder too: nobody else's key can put an implementation's own bundles in doubt.
    result = entry.result
    if result is None:
        return None
    return (entry.contract, entry.implementation, result.name, result.version)
