"""Signed claims of any form and type get a sentence, never a traceback."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.certificate.envelope import signed
from conformance.certificate.verify import Kind

from .changing import predicate
from .making import Made, payload

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just("\ud800") | st.just("x" * 9999),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FUZZED = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@FUZZED
@given(data=st.data())
def test_a_member_of_any_type_gets_a_sentence(made: Made, data: st.DataObject) -> None:
    """One member of our predicate is something else, and the vendor signs it."""
    names = sorted(made.json("conformance.predicate.json"))
    name = data.draw(st.sampled_from(names))
    before = made.json("conformance.predicate.json")[name]
    value = data.draw(JSON.filter(lambda one: one != before and type(one) is not type(before)))
    objections = made.verify(predicate(name, value)(made)).objections
    assert objections
    assert {one.kind for one in objections} <= {Kind.SUITE, Kind.CLAIMS}


@FUZZED
@given(statement=JSON, member=st.sampled_from(["subject", "predicate", "predicateType", ""]))
def test_a_statement_of_any_form_gets_a_sentence(made: Made, statement: Any, member: str) -> None:
    whole = json.loads(payload(made.parts["conformance.dsse.json"]))
    changed = {**whole, member: statement} if member else statement
    objections = made.verify(
        made.with_part("conformance.dsse.json", signed(changed, made.signer))
    ).objections
    assert [one.kind for one in objections] == [Kind.SIGNATURE]
