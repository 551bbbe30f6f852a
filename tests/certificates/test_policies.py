"""What a reader demands, and what nobody can tell without the server."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from conformance.certificate.policy import Policy
from conformance.certificate.verify import Kind

from .making import Made

POLICIES: dict[str, tuple[Policy, str]] = {
    "deviations": (Policy(deviations=False), "the policy wants conformant."),
    "another subject": (Policy(subject="other"), "It is about acme"),
    "another version": (Policy(version="2.0"), "It is about version 1.0"),
    "another set": (Policy(sets=("2099-01",)), "the policy wants 2099-01"),
    "age": (Policy(max_age_days=-1), "It is 0 days old"),
}


def test_every_demand_of_a_policy_can_fail(made: Made) -> None:
    claim = made.json("conformance.predicate.json")
    for policy, said in POLICIES.values():
        (sentence,) = policy.objections(claim, made.started + timedelta(hours=1))
        assert said in sentence
    lacking = Policy(features=("transcript", "another"))
    assert lacking.objections(claim, made.started + timedelta(hours=1)) == [
        "It doesn't declare what the policy wants: another."
    ]


def test_a_policy_speaks_of_age_by_the_clock(made: Made) -> None:
    claim = made.json("conformance.predicate.json")
    policy = Policy(max_age_days=30)
    assert policy.objections(claim, made.started + timedelta(days=30, hours=1)) == []
    assert policy.objections(claim, made.started + timedelta(days=31, hours=1)) == [
        "It is 31 days old, and the policy allows 30."
    ]
    assert policy.objections(claim, made.started - timedelta(seconds=2)) == [
        "It was made in the future, by the clock of this machine."
    ]


def test_a_policy_is_asked_of_what_the_evidence_shows(made: Made) -> None:
    done = made.verify(made.data, Policy(subject="other"))
    assert [one.kind for one in done.objections] == [Kind.POLICY]


def test_what_nobody_offline_can_tell(made: Made) -> None:
    """A vendor who makes up a lawful answer and signs it is believed: --spot is for that."""
    exchanges = list(made.exchanges)
    place = next(
        at for at, one in enumerate(exchanges) if at > 500 and one.step == "valid" and one.response
    )
    one = exchanges[place]
    assert one.response is not None
    headers = (*one.response.headers, ("x-made-up", "yes"))
    exchanges[place] = replace(one, response=replace(one.response, headers=headers))
    text = made.rewritten(exchanges)
    assert made.verify(made.remade(transcripts=(text,))).holds
