"""What becomes of a bundle, by what verifying it says and where it lies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from handmade import handmade, made_requirement

from conformance.certificate.verify import Kind, Objection, Verification
from conformance.outcome import Level, Outcome
from conformance.register import judging
from conformance.register.disputes import RegisterError
from conformance.register.entry import Entry, Held, Register, State
from conformance.register.register import register

from .builders import DAY
from .conftest import Made

REPORT = handmade(
    made_requirement("LEAD-01", Outcome.PASS, Level.MUST),
    made_requirement("LEAD-02", Outcome.NOT_APPLICABLE, Level.MUST),
    made_requirement("LEAD-03", Outcome.DEVIATION, Level.SHOULD),
)
"""Made on 2026-06-15, so that it holds until 2026-12-12."""


def claim(name: str = "acme", version: str = "1.0") -> dict[str, Any]:
    return {
        "implementation": {"name": name, "version": version, "digest": None},
        "features": [],
        "startedAt": REPORT.started_at,
        "verdict": REPORT.verdict.value,
        "requirementSet": {"name": "v3-1", "digest": "sha256:1"},
    }


@dataclass
class Verifier:
    """Stands for verifying: what comes of a bundle by its bytes, with the real policy."""

    said: dict[bytes, Callable[[], Verification]] = field(default_factory=dict)

    def __call__(self, data: bytes, key: object, policy: Any, now: Any) -> Verification:
        done = self.said[data]()
        if done.claim is None or done.objections:
            return done
        found = policy.objections(done.claim, now)
        objections = tuple(Objection(Kind.POLICY, sentence) for sentence in found)
        return Verification(objections, True, done.claim, done.report)

    def fits(self, data: bytes, said: Mapping[str, Any]) -> None:
        self.said[data] = lambda: Verification((), True, said, REPORT)


@pytest.fixture
def verifier(monkeypatch: pytest.MonkeyPatch) -> Verifier:
    made = Verifier()
    made.fits(b"good", claim())
    monkeypatch.setattr(judging, "verify", made)
    return made


def only(found: Register) -> Entry:
    [entry] = found.entries
    return entry


@pytest.mark.usefixtures("verifier")
def test_what_holds_is_certified_with_the_numbers_of_the_report(made: Made) -> None:
    made.put(b"good", "v3/acme/acme-1.0.conformance.zip")
    found = register(made.directory, DAY)
    entry = only(found)
    assert (entry.state, entry.reasons, found.exit_code) == (State.CERTIFIED, (), 0)
    assert entry.result is not None
    [flow] = entry.result.flows
    assert flow.levels == {Level.MUST: Held(1, 2, 1), Level.SHOULD: Held(0, 1, 0)}
    assert entry.result.deviations == ("LEAD-03",)
    assert entry.result.expires == date(2026, 12, 12)
    assert entry.badge == "v3/acme/badge-acme-1.0.json"


@pytest.mark.usefixtures("verifier")
@pytest.mark.parametrize(("later", "state"), [(0, State.CERTIFIED), (1, State.EXPIRED)])
def test_it_expires_after_its_last_day(made: Made, later: int, state: State) -> None:
    made.put(b"good", "v3/acme/acme-1.0.conformance.zip")
    found = register(made.directory, date(2026, 12, 12) + timedelta(days=later))
    assert only(found).state is state
    assert only(found).result is not None
    assert found.exit_code == 0


@pytest.mark.usefixtures("verifier")
def test_what_is_too_old_and_lacks_a_feature_too_is_refused(made: Made) -> None:
    made.put(b"good", "v3/acme/acme-1.0.conformance.zip")
    (made.directory / "policy.toml").write_text('features = ["agent"]\nmax-age-days = 1\n')
    entry = only(register(made.directory, DAY))
    assert entry.state is State.REFUSED
    assert entry.result is None
    assert len(entry.reasons) == 2


@pytest.mark.usefixtures("verifier")
def test_what_was_made_in_the_future_is_refused(made: Made) -> None:
    made.put(b"good", "v3/acme/acme-1.0.conformance.zip")
    entry = only(register(made.directory, date(2026, 6, 14)))
    assert entry.state is State.REFUSED


def test_what_was_made_today_is_not_of_the_future(made: Made, verifier: Verifier) -> None:
    verifier.fits(b"good", claim() | {"startedAt": "2026-06-15T23:59:59.5Z"})
    made.put(b"good", "v3/acme/acme-1.0.conformance.zip")
    assert only(register(made.directory, date(2026, 6, 15))).state is State.CERTIFIED


@pytest.mark.parametrize("kind", Kind)
def test_what_verifying_speaks_against_is_refused_with_its_reason(
    made: Made, verifier: Verifier, kind: Kind
) -> None:
    said = claim() | ({"verdict": "non-conformant"} if kind is Kind.POLICY else {})
    objection = (Objection(kind, "It is so."),)
    verifier.said[b"bad"] = lambda: Verification(objection, True, said, REPORT)
    made.put(b"bad", "v3/acme/acme-1.0.conformance.zip")
    found = register(made.directory, DAY)
    entry = only(found)
    assert (entry.state, entry.reasons, entry.result) == (State.REFUSED, ("It is so.",), None)
    assert found.exit_code == 1


def test_what_makes_the_suite_go_wrong_is_refused_and_keeps_nobody_out(
    made: Made, verifier: Verifier
) -> None:
    def breaks() -> Verification:
        raise ZeroDivisionError

    verifier.said[b"evil"] = breaks
    made.put(b"evil", "v3/acme/acme-0.9.conformance.zip")
    made.put(b"good", "v3/acme/acme-1.0.conformance.zip")
    evil, good = register(made.directory, DAY).entries
    assert (evil.state, good.state) == (State.REFUSED, State.CERTIFIED)
    assert evil.reasons == ("Judging it made the suite itself go wrong (ZeroDivisionError).",)


@pytest.mark.usefixtures("verifier")
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("acme-1.0.conformance.zip", "It doesn't lie in"),
        ("v3/acme-1.0.conformance.zip", "It doesn't lie in"),
        ("v3/acme/old/acme-1.0.conformance.zip", "It doesn't lie in"),
        ("v4/acme/acme-1.0.conformance.zip", "It lies under another contract than v3"),
        ("v3/other/acme-1.0.conformance.zip", "It is about acme 1.0, which is not"),
        ("v3/acme/acme-1.1.conformance.zip", "It is about acme 1.0, which is not"),
        ("v3/acme/acme-1.0.ZIP", "It is about acme 1.0, which is not"),
    ],
)
def test_what_lies_where_it_does_not_belong_is_refused(made: Made, path: str, said: str) -> None:
    made.put(b"good", path)
    found = register(made.directory, DAY)
    [reason] = only(found).reasons
    assert reason.startswith(said)
    assert (only(found).state, only(found).result, found.exit_code) == (State.REFUSED, None, 1)


@pytest.mark.usefixtures("verifier")
def test_two_with_one_name_and_version_are_both_refused(made: Made) -> None:
    made.put(b"good", "v3/acme/acme-1.0.conformance.zip")
    made.put(b"good", "v3/acme/acme-1.0 (copy).conformance.zip")
    found = register(made.directory, DAY).entries
    assert [entry.state for entry in found] == [State.REFUSED] * 2
    assert all("so is another bundle" in entry.reasons[-1] for entry in found)


@pytest.mark.usefixtures("verifier")
def test_nobody_elses_bundle_puts_one_in_doubt(made: Made) -> None:
    made.put(b"good", "v3/acme/acme-1.0.conformance.zip")
    made.put(b"good", "v3/evil/evil-1.0.conformance.zip")
    acme, evil = register(made.directory, DAY).entries
    assert (acme.state, evil.state) == (State.CERTIFIED, State.REFUSED)


@pytest.mark.usefixtures("verifier")
@pytest.mark.parametrize("key", [None, "no key"])
def test_without_a_key_nothing_is_verified(made: Made, key: str | None) -> None:
    file = made.put(b"good", "v3/acme/acme-1.0.conformance.zip", key=False)
    if key is not None:
        file.with_name("key.pub").write_text(key)
    entry = only(register(made.directory, DAY))
    assert (entry.state, entry.key) == (State.REFUSED, "")
    assert entry.reasons == (
        "No key.pub that can be used lies beside it: nothing shows who made it.",
    )


def test_what_cannot_be_read_is_refused(made: Made) -> None:
    (made.directory / "v3/acme/acme-1.0.conformance.zip").mkdir(parents=True)
    entry = only(register(made.directory, DAY))
    assert entry.reasons == ("It can't be read: Is a directory.",)
    assert entry.sha256 == ""


def test_a_directory_without_bundles_is_no_register(made: Made) -> None:
    with pytest.raises(RegisterError, match=r"There are no bundles below .*NAME-V"):
        register(made.directory, DAY)


@pytest.mark.usefixtures("verifier")
def test_says_which_is_next(made: Made) -> None:
    made.put(b"good", "v3/acme/acme-1.0.conformance.zip")
    made.put(b"good", "v3/acme/acme-1.1.conformance.zip")
    heard: list[tuple[int, int, str]] = []
    register(made.directory, DAY, lambda *said: heard.append(said))
    assert heard == [
        (1, 2, "v3/acme/acme-1.0.conformance.zip"),
        (2, 2, "v3/acme/acme-1.1.conformance.zip"),
    ]
