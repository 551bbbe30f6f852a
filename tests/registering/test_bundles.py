"""Real bundles, signed again by somebody who has a key: what a register makes of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from certificates.making import remembering

from conformance.certificate import judging
from conformance.register.as_html import render_html
from conformance.register.entry import State
from conformance.register.register import register

from .builders import called, made_with, predicate_of, signed_again
from .conftest import Made


@pytest.fixture(autouse=True)
def _judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of these have one transcript; `test_command` judges it as it is judged really."""
    monkeypatch.setattr(judging, "_attempt", remembering)


def day_of(bundle: bytes) -> date:
    return datetime.fromisoformat(predicate_of(bundle)["startedAt"]).date()


def test_of_many_each_is_told_by_what_it_is(made: Made, bundle: bytes) -> None:
    def put(data: bytes, name: str) -> None:
        made.put(data, f"v3/{name}/{name}-1.conformance.zip")

    put(signed_again(bundle, made.signer, called("good", "1")), "good")
    put(bundle, "stranger")
    put(signed_again(bundle, made.signer, made_with("0.0.9")), "older")
    put(signed_again(bundle, made.signer, called("<b>x\x1b", "1")), "<b>x\x1b")
    put(signed_again(bundle, made.signer, lambda one: one.update(deviations=["LEAD-09"])), "liar")
    put(bundle[:-1], "cut")
    found = register(made.directory, day_of(bundle))
    told = {entry.implementation: (entry.state, entry.reasons) for entry in found.entries}
    assert told["good"] == (State.CERTIFIED, ())
    # No claim may have such a name; it is shown as the folder has it.
    assert told["<b>x\x1b"][0] is State.REFUSED
    assert told["stranger"][0] is State.REFUSED
    assert "It isn't signed with the given key." in told["stranger"][1][0]
    assert told["older"][0] is State.OTHER_SUITE
    assert told["older"][1][0].startswith("It was made with version 0.0.9 of the suite")
    assert told["liar"][0] is State.REFUSED
    assert "claims something else than the evidence shows" in told["liar"][1][0]
    assert told["cut"][0] is State.REFUSED
    assert {entry.implementation for entry in found.entries if entry.result} == {"good"}
    page = render_html(found)
    assert "<b>x" not in page
    assert "&lt;b&gt;x\\x1b" in page


@pytest.mark.parametrize("suite", [None, 7, ["0.0.9"], {"version": "0.0.9"}])
def test_another_suite_has_to_be_named_as_one(made: Made, bundle: bytes, suite: Any) -> None:
    made.put(signed_again(bundle, made.signer, made_with(suite)), "v3/a/a-1.conformance.zip")
    [entry] = register(made.directory, day_of(bundle)).entries
    assert entry.state is State.REFUSED


def test_another_catalogue_of_the_same_version_is_refused(made: Made, bundle: bytes) -> None:
    data = signed_again(
        bundle, made.signer, lambda one: one["suite"].update(catalogue_digest="sha256:0")
    )
    made.put(data, "v3/a/a-1.conformance.zip")
    [entry] = register(made.directory, day_of(bundle)).entries
    assert entry.state is State.REFUSED


def test_the_real_one_expires_and_keeps_its_numbers(made: Made, bundle: bytes) -> None:
    data = signed_again(bundle, made.signer, called("a", "1"))
    made.put(data, "v3/a/a-1.conformance.zip")
    day = day_of(bundle)
    [young] = register(made.directory, day).entries
    assert young.result is not None
    assert young.result.expires == day + timedelta(days=180)
    [old] = register(made.directory, young.result.expires + timedelta(days=1)).entries
    assert old.state is State.EXPIRED
    assert old.reasons == ("It is 181 days old, and the policy allows 180.",)
    assert old.result == young.result


def test_the_same_bundles_on_the_same_day_give_the_same_page(made: Made, bundle: bytes) -> None:
    made.put(signed_again(bundle, made.signer, called("a", "1")), "v3/a/a-1.conformance.zip")
    pages = {render_html(register(made.directory, day_of(bundle))) for _ in range(2)}
    assert len(pages) == 1
