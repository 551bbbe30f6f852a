"""Our own faults become the outcome `error`: with their place, and without any secret."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from conformance.evidence import Accepted, Answered, Evidence, Observations
from conformance.expectation import expect
from conformance.judge import judge
from conformance.outcome import Outcome

from .builders import CONTRACT, MADE, PAGE, exchange, house, judged, transcript

SECRET = "hunter2-and-more"


def breaks(made: Answered) -> None:
    """Our check has a fault."""
    raise KeyError(SECRET)


def line_of(text: str) -> int:
    """The line of this file that has a text, without the line that calls this."""
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.strip() == text)


def test_an_error_names_its_kind_file_and_line_and_nothing_else() -> None:
    judgement = judged(house()[1].must("HOUSE-01", PAGE)(breaks), exchange())
    assert judgement.outcome is Outcome.ERROR
    place = f"KeyError at test_judge_errors.py:{line_of('raise KeyError(SECRET)')}."
    report = "Please report it with the transcript to those who wrote it."
    assert judgement.reason == f"A fault of the check: {place} {report}"
    assert SECRET not in repr(judgement)
    assert (judgement.judged, judgement.findings) == (0, ())


@pytest.mark.parametrize(
    ("directory", "named"),
    [
        ("/srv/suite", "there.py:2"),
        (Path(json.__file__).parents[2].as_posix(), "there.py:2"),
        (Path(json.__file__).parents[1].as_posix(), "test_judge_errors.py"),
        ("/srv/python3/site-packages/there", "test_judge_errors.py"),
    ],
)
def test_an_error_in_a_library_is_said_where_it_was_called(directory: str, named: str) -> None:
    there: dict[str, Any] = {}
    code = "def fall():\n    raise KeyError(1)\n"
    exec(compile(code, f"{directory}/there.py", "exec"), there)

    def check(made: Answered) -> None:
        there["fall"]()

    judgement = judged(house()[1].must("HOUSE-01", PAGE)(check), exchange())
    assert judgement.reason is not None
    assert judgement.reason.startswith(f"A fault of the check: KeyError at {named}")


def test_an_error_does_not_keep_others_from_being_judged() -> None:
    flow, walk = house()

    @walk.must("HOUSE-02", PAGE)
    def holds(made: Accepted) -> None:
        """It was made."""
        expect(made).at("/id").equals(MADE["id"])

    faulty = walk.must("HOUSE-01", PAGE)(breaks)
    found = judge(transcript(exchange()), [faulty, holds, faulty], Observations(CONTRACT))
    assert [(one.requirement, one.outcome) for one in found] == [
        ("HOUSE-01", Outcome.ERROR),
        ("HOUSE-02", Outcome.PASS),
        ("HOUSE-01", Outcome.ERROR),
    ]
    assert flow.requirements == [holds, faulty]


def test_a_failed_assertion_in_a_check_is_our_fault_too() -> None:
    def check(made: Answered) -> None:
        assert made.status == 201

    judgement = judged(house()[1].must("HOUSE-01", PAGE)(check), exchange())
    assert judgement.outcome is Outcome.ERROR
    assert judgement.reason is not None
    assert "AssertionError" in judgement.reason


def test_a_step_that_happened_twice_is_our_fault_unless_a_list_is_asked_for() -> None:
    def once(made: Accepted) -> None:
        """Only one is looked at."""

    def often(made: list[Accepted]) -> None:
        """All are looked at."""

    _, walk = house()
    twice = (exchange(1), exchange(2))
    judgement = judged(walk.must("HOUSE-01", PAGE)(once), *twice)
    assert judgement.outcome is Outcome.ERROR
    assert judgement.reason is not None
    assert re.search(r"ValueError at tally\.py:\d+\.", judgement.reason)
    assert judged(walk.must("HOUSE-02", PAGE)(often), *twice).outcome is Outcome.PASS


def test_a_parameter_without_a_demand_is_our_fault() -> None:
    def check(made: Evidence) -> None:
        """It forgot to say what it demands."""

    judgement = judged(house()[1].must("HOUSE-01", PAGE)(check), exchange())
    assert judgement.outcome is Outcome.ERROR
    assert judgement.reason is not None
    assert "TypeError at need.py" in judgement.reason


def test_an_unknown_capability_is_our_fault() -> None:
    def check(made: Accepted) -> None:
        """It needs what nobody has."""

    requirement = house()[1].must("HOUSE-01", PAGE, needs={"wings"})(check)
    assert judged(requirement, exchange()).outcome is Outcome.ERROR


def test_a_fault_in_choosing_exchanges_is_our_fault() -> None:
    def over(evidence: Evidence) -> Any:
        return evidence.json["absent"]

    def check(made: Accepted) -> None:
        """Never reached."""

    requirement = house()[0].always_must("HOUSE-01", PAGE, over=over)(check)
    assert judged(requirement, exchange()).outcome is Outcome.ERROR
