"""The unit of work: what decorators make of a check, a drive and a saboteur."""

from __future__ import annotations

import typing
from pathlib import Path
from typing import Any

import pytest

from conformance.evidence import Accepted, Evidence, Refused
from conformance.outcome import Level
from conformance.requirement import Flow
from conformance.sabotage.answer import Answer
from conformance.source import Source, ours, page, public, rfc

from .builders import PAGE, house


def documented(made: Accepted, flawed: list[Refused]) -> None:
    """The answer has
    a name.

    Somebody reads it
    aloud.

    And often.
    """


def undocumented() -> None:
    raise AssertionError("never called")


def test_statement_and_explanation_come_from_the_docstring() -> None:
    requirement = house()[1].must("HOUSE-01", PAGE)(documented)
    assert requirement.statement == "The answer has a name."
    assert requirement.explanation == "Somebody reads it aloud. And often."


def test_without_a_docstring_nothing_is_stated() -> None:
    requirement = house()[1].must("HOUSE-01", PAGE)(undocumented)
    assert (requirement.statement, requirement.explanation) == ("", "")


def test_it_knows_where_it_is_written() -> None:
    requirement = house()[1].must("HOUSE-01", PAGE)(documented)
    assert requirement.file == "tests/judging/test_requirement.py"
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    assert lines[requirement.line - 1].startswith("def documented(")


def test_its_parameters_say_steps_demands_and_repetition() -> None:
    requirement = house()[1].must("HOUSE-01", PAGE)(documented)
    assert [(need.step, need.demand, need.many) for need in requirement.evidence] == [
        ("made", typing.get_args(Accepted)[1], False),
        ("flawed", typing.get_args(Refused)[1], True),
    ]


@pytest.mark.parametrize("kind", [Evidence, list[Evidence], str])
def test_a_parameter_without_a_demand_is_a_type_error(kind: Any) -> None:
    def check(made: Any) -> None:
        """It doesn't say what it demands."""

    check.__annotations__["made"] = kind
    requirement = house()[1].must("HOUSE-01", PAGE)(check)
    with pytest.raises(TypeError, match="parameter made"):
        _ = requirement.evidence


@pytest.mark.parametrize(
    ("source", "text"),
    [(page("Create a chat"), "[page] Create a chat"), (public("README"), "[public] README"),
     (rfc(9110, "11.6.1"), "[RFC 9110] section 11.6.1"), (ours("a rule"), "[ours] a rule"),
     (ours("a", testable=True), "[ours] a")],
)  # fmt: skip
def test_sources_as_text(source: Source, text: str) -> None:
    assert str(source) == text


def test_only_ours_can_be_said_to_be_testable() -> None:
    assert ours("a", testable=True).testable
    assert not any(one.testable for one in (ours("a"), page("a"), public("a"), rfc(1, "a")))


def test_levels_and_places_in_their_flow() -> None:
    flow, walk = house()
    must = walk.must("HOUSE-01", PAGE)(documented)
    should = walk.should("HOUSE-02", PAGE)(documented)
    always = flow.always_must("HOUSE-03", PAGE, over=lambda _: True)(documented)
    ought = flow.always_should("HOUSE-04", PAGE, over=lambda _: False)(documented)
    every = [must, should, always, ought]
    assert flow.requirements == every
    assert [one.level for one in every] == [Level.MUST, Level.SHOULD, Level.MUST, Level.SHOULD]
    assert [one.scenario for one in every] == [walk, walk, None, None]
    assert [one.over is None for one in every] == [True, True, False, False]
    assert {one.flow for one in every} == {flow}
    assert not any(one.optional for one in every)


def test_needs_of_the_scenario_are_those_of_its_requirements_too() -> None:
    flow = Flow("house", "A house")

    @flow.scenario(needs={"agent"})
    def walk(session: Any) -> None:
        """Drives nothing."""

    assert walk.must("HOUSE-01", PAGE, needs={"bearer"})(documented).needs == {"agent", "bearer"}
    assert walk.should("HOUSE-02", PAGE)(documented).needs == {"agent"}


def test_a_scenario_is_named_like_its_function() -> None:
    flow = Flow("house", "A house")

    @flow.scenario(vary=(("first", 1), ("second", 2)), smoke=True, last=True)
    def walk_through_it(session: Any, value: int) -> None:
        """Drives nothing."""

    assert flow.scenarios == [walk_through_it]
    assert (walk_through_it.name, walk_through_it.flow) == ("walk-through-it", flow)
    assert walk_through_it.vary == (("first", 1), ("second", 2))
    assert (walk_through_it.smoke, walk_through_it.last) == (True, True)
    _, plain = house()
    assert (plain.vary, plain.smoke, plain.first, plain.last) == ((), False, False, False)
    assert plain.needs == frozenset()


def test_saboteurs_are_named_like_their_functions_and_stay_in_order() -> None:
    requirement = house()[1].must("HOUSE-01", PAGE)(documented)

    @requirement.broken_by
    def forgets_the_name(answer: Answer) -> None:
        del answer["name"]

    @requirement.broken_by(also={"HOUSE-02"}, step="flawed")
    def accepts_anything(answer: Answer) -> None:
        answer.status = 200

    first, second = requirement.saboteurs
    assert (first.name, first.steps, first.also) == ("forgets the name", (), frozenset())
    assert (second.name, second.steps, second.also) == (
        "accepts anything", ("flawed",), frozenset({"HOUSE-02"}),
    )  # fmt: skip
    assert (first.spoil, second.spoil) == (forgets_the_name, accepts_anything)
