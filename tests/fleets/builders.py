"""Fleets as values, made by hand and generated."""

from __future__ import annotations

from typing import Any

from comparing.builders import HOSTILE
from hypothesis import strategies as st

from conformance.compare.comparison import Group
from conformance.fleet.against import Against, Change
from conformance.fleet.result import CODES, Fleet, Result, State
from conformance.outcome import Outcome, Verdict
from conformance.verdict import exit_code

STARTED = "2026-11-27T02:00:00.000Z"


def made_result(
    name: str = "acme", verdict: Verdict | None = Verdict.CONFORMANT, **given: Any
) -> Result:
    """A target that was judged, or with a `state` one that wasn't."""
    state = given.pop("state", State.JUDGED)
    code = CODES[state] if verdict is None else exit_code(verdict)
    return Result(
        **{
            "name": name, "url": f"https://{name}.example.com", "profile": "core",
            "asked": "0" * 64, "state": state, "summary": "193 requirements held.", "code": code,
            "verdict": verdict,
            "run": "run1", "started_at": STARTED, "requests": 1204, "seconds": 12.5,
            "counts": {Outcome.PASS: 190, Outcome.FAIL: 0}, "starts": 1,
            "worker": "tls://127.0.0.1:40000", **given,
        }
    )  # fmt: skip


def unjudged(name: str, state: State) -> Result:
    return made_result(
        name, None, state=state, summary="It is so.", run=None, started_at=None, counts={}
    )


def made_fleet(*results: Result, stopped: str | None = None) -> Fleet:
    return Fleet("0.1.0", STARTED, 61.5, 2, stopped, results)


def every_word() -> Fleet:
    """A target for each verdict, and for each state without one."""
    judged = [made_result(verdict.value, verdict) for verdict in Verdict]
    others = [unjudged(state.value, state) for state in CODES]
    return made_fleet(*judged, *others)


texts = st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=()), max_size=12)
names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)


@st.composite
def results(draw: st.DrawFn, name: str) -> Result:
    said = draw(texts)
    if draw(st.booleans()):
        state = draw(st.sampled_from(sorted(CODES)))
        return made_result(name, None, state=state, summary=said, run=None, started_at=None)
    return made_result(
        name, draw(st.sampled_from(Verdict)), url=draw(texts), summary=said, gate=draw(texts),
        stopped=draw(texts), starts=draw(st.integers(1, 3)), worker=draw(texts),
        certificate=draw(st.none() | st.just(f"register/v3/{name}/{name}-1.conformance.zip")),
        uncertified=draw(st.none() | texts),
    )  # fmt: skip


@st.composite
def changes(draw: st.DrawFn) -> Change:
    ids = st.lists(st.from_regex(r"[A-Z]{2,5}-[0-9]{2}", fullmatch=True), max_size=3).map(tuple)
    return Change(
        draw(st.sampled_from([group for group in Group if group is not Group.GONE])),
        draw(
            st.none() | st.sampled_from(Verdict).map(str) | st.sampled_from(sorted(CODES)).map(str)
        ),
        draw(st.dictionaries(st.sampled_from([Group.BROKEN, Group.MENDED]), ids)),
        draw(st.lists(texts, max_size=2).map(tuple)),
        draw(st.none() | st.just("comparison.html")),
    )


@st.composite
def fleets(draw: st.DrawFn) -> tuple[Fleet, Against | None]:
    found = draw(st.lists(names, min_size=1, max_size=5, unique_by=str.lower))
    fleet = made_fleet(*(draw(results(name)) for name in found), stopped=draw(st.none() | texts))
    if draw(st.booleans()):
        return fleet, None
    gone = draw(st.lists(names, max_size=2).map(tuple))
    return fleet, Against(STARTED, {one.name: draw(changes()) for one in fleet.results}, gone)
