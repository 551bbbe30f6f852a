"""Registers and entries made by hand or generated, and bundles signed again with other words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from generated_reports import requirement_results, texts
from hypothesis import strategies as st
from securesystemslib.signer import CryptoSigner

from conformance.certificate import bundle
from conformance.certificate.archive import pack, unpack
from conformance.certificate.envelope import canonical, opened, signed
from conformance.certificate.policy import Policy
from conformance.outcome import Level, Verdict
from conformance.register.disputes import Dispute
from conformance.register.entry import Entry, FlowResult, Held, Register, Result, State
from conformance.requirement_set import requirement_set

DAY = date(2026, 11, 26)


def signed_again(
    data: bytes, signer: CryptoSigner, change: Callable[[dict[str, Any]], None]
) -> bytes:
    """A bundle whose own predicate was changed, and then signed by somebody who has a key."""
    parts = unpack(data, bundle.KNOWN)
    for name in bundle.PREDICATES.values():
        statement = opened(parts[f"{name}.dsse.json"], None)
        if name == "conformance":
            change(statement["predicate"])
        parts[f"{name}.dsse.json"] = signed(statement, signer)
        parts[f"{name}.predicate.json"] = canonical(statement["predicate"])
    return pack(parts)


def called(name: str, version: str) -> Callable[[dict[str, Any]], None]:
    """Says that a bundle is about another implementation."""

    def change(predicate: dict[str, Any]) -> None:
        predicate["implementation"] |= {"name": name, "version": version}

    return change


def made_with(suite: Any) -> Callable[[dict[str, Any]], None]:
    """Says that a bundle was made with another version of the suite."""

    def change(predicate: dict[str, Any]) -> None:
        predicate["suite"]["version"] = suite

    return change


def predicate_of(data: bytes) -> dict[str, Any]:
    """What a bundle says of itself."""
    found: dict[str, Any] = json.loads(unpack(data, bundle.KNOWN)["conformance.predicate.json"])
    return found


# What the name of a file can be, bytes that are no UTF-8 too.
names = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]) | st.just("\udcff"),
    max_size=20,
)
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
held = st.builds(Held, st.integers(0, 20), st.integers(1, 40), st.integers(0, 20))
flows = st.builds(FlowResult, texts, texts, st.dictionaries(st.sampled_from(Level), held))
results = st.builds(
    Result,
    name=texts,
    version=texts,
    digest=st.none() | texts,
    verdict=st.sampled_from([Verdict.CONFORMANT, Verdict.CONFORMANT_WITH_DEVIATIONS]),
    features=st.lists(texts, max_size=2).map(tuple),
    started_at=texts,
    expires=days,
    suite=texts,
    fixed=st.just(requirement_set()),
    flows=st.lists(flows, max_size=3).map(tuple),
    requirements=st.lists(requirement_results(), max_size=2).map(tuple),
    provisional=st.lists(requirement_results(), max_size=2).map(tuple),
)
disputes = st.builds(Dispute, texts, texts, days, texts)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Entries that can exist: reasons and results are there where their state has them."""
    state = draw(st.sampled_from(State))
    reasons = st.lists(texts, min_size=1, max_size=2).map(tuple)
    return Entry(
        path="/".join(draw(st.lists(names.filter(bool), min_size=1, max_size=3))),
        contract=draw(names),
        implementation=draw(names),
        version=draw(names),
        sha256=draw(st.sampled_from(["", "0" * 64])),
        key=draw(st.sampled_from(["", "f" * 64])),
        state=state,
        reasons=() if state is State.CERTIFIED else draw(reasons),
        result=draw(results) if state in {State.CERTIFIED, State.EXPIRED} else None,
        disputes=tuple(draw(st.lists(disputes, max_size=2))),
    )


registers = st.builds(
    Register,
    day=days,
    suite=texts,
    fixed=st.just(requirement_set()),
    policy=st.builds(Policy, features=st.lists(texts, max_size=2).map(tuple)),
    entries=st.lists(entries(), max_size=4).map(tuple),
)


def made_entry(state: State = State.CERTIFIED, **said: Any) -> Entry:
    """An entry; what isn't said of it is as plain as can be."""
    plain: dict[str, Any] = {
        "path": "v3/acme/acme-1.0.conformance.zip",
        "contract": "v3",
        "implementation": "acme",
        "version": "1.0",
        "sha256": "0" * 64,
        "key": "f" * 64,
        "state": state,
        "reasons": () if state is State.CERTIFIED else ("It is so.",),
        "result": made_result() if state in {State.CERTIFIED, State.EXPIRED} else None,
        "disputes": (),
    }
    return Entry(**{**plain, **said})


def made_result(**said: Any) -> Result:
    """What a bundle came to; what isn't said of it is as plain as can be."""
    levels: Mapping[Level, Held] = {Level.MUST: Held(3, 4, 1)}
    plain: dict[str, Any] = {
        "name": "acme",
        "version": "1.0",
        "digest": None,
        "verdict": Verdict.CONFORMANT,
        "features": ("transcript",),
        "started_at": "2026-11-26T12:00:00Z",
        "expires": date(2027, 5, 25),
        "suite": "0.1.0",
        "fixed": requirement_set(),
        "flows": (FlowResult("lead", "Lead capture", levels),),
        "requirements": (),
        "provisional": (),
    }
    return Result(**{**plain, **said})


def made_register(*made: Entry) -> Register:
    return Register(DAY, "0.1.0", requirement_set(), Policy(), made)
