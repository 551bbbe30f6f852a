"""What a finding says to change in a request, so that it passes."""

from __future__ import annotations

from typing import Any

from conformance.evidence import Accepted, Answered, Sent
from conformance.expectation import Unmet, expect
from conformance.outcome import Change, Finding
from conformance.requirement import Requirement

from .builders import CHANGE, MADE, PAGE, exchange, house, judged

WRONG = {**MADE, "name": "b"}
LONG = {"name": "a" * 50, "note": 1}


def named_a(made: Accepted) -> None:
    """The name is `a`."""
    expect(made).at("/name").equals("a")


def must(check: Any = named_a) -> Requirement:
    return house()[1].must("HOUSE-01", PAGE)(check)


def controlled(failing: Any, control: Any) -> Finding:
    """The finding about a request whose control is another one, both of one operation."""

    def check(made: Sent, flawed: Answered) -> None:
        unmet = Unmet(flawed, "status", "422", "200")
        unmet.control = made
        raise unmet

    (finding,) = judged(
        must(check),
        exchange(1, sent=control, operation=CHANGE),
        exchange(2, "flawed", sent=failing, operation=CHANGE),
    ).findings
    return finding


def test_the_probe_that_passed_and_differs_least_tells_what_to_change() -> None:
    judgement = judged(
        must(),
        exchange(1, case="walk/a", sent={**LONG, "note": 2}, answer=WRONG),
        exchange(2, case="walk/a/smaller-1", sent={"name": "é"}, answer=WRONG, probe=True),
        exchange(3, case="walk/a/smaller-2", sent={"name": "e", "note": 1}, probe=True),
        exchange(4, case="walk/a/smaller-3", sent={"name": "e"}, probe=True),
        exchange(5, case="walk/b", sent={"name": "f"}),
    )
    (finding,) = judgement.findings
    assert (finding.exchange, finding.control) == (2, 4)
    assert finding.changes == (Change("/name", '"é"', '"e"'),)


def test_a_check_may_name_its_control() -> None:
    def check(made: Sent, flawed: Answered) -> None:
        try:
            expect(flawed).status(422)
        except Unmet as unmet:
            unmet.control = made
            raise

    judgement = judged(
        must(check),
        exchange(1, sent={"name": "a"}),
        exchange(2, "flawed", sent={"note": 1}, answer={}),
    )
    (finding,) = judgement.findings
    assert finding.control == 1
    assert finding.changes == (Change("/note", "1", "nothing"), Change("/name", "nothing", '"a"'))


def test_what_differs_everywhere_explains_nothing() -> None:
    def check(made: Sent, flawed: Answered) -> None:
        unmet = Unmet(flawed, "status", "422", "200")
        unmet.control = made
        raise unmet

    many = {f"m{number}": number for number in range(4)}
    judgement = judged(
        must(check), exchange(1, sent={}), exchange(2, "flawed", sent=many, answer={})
    )
    assert (judgement.findings[0].control, judgement.findings[0].changes) == (None, ())


def test_three_changes_are_told_and_no_change_is_none() -> None:
    many = {f"m{number}": number for number in range(3)}
    finding = controlled(many, {})
    assert finding.control == 1
    assert [change.pointer for change in finding.changes] == ["/m0", "/m1", "/m2"]
    finding = controlled(many, many)
    assert (finding.control, finding.changes) == (None, ())


def test_another_id_is_no_change_unless_it_is_the_only_one() -> None:
    finding = controlled({"id": "t1", "name": "b"}, {"id": "t2", "name": "a"})
    assert finding.changes == (Change("/name", '"b"', '"a"'),)
    finding = controlled({"id": "t1", "name": "b"}, {"id": "t2", "name": "b"})
    assert finding.changes == (Change("/id", '"t1"', '"t2"'),)


def test_a_request_of_a_series_that_passed_tells_nothing() -> None:
    def check(made: list[Accepted]) -> None:
        """Every name is `a`."""
        for one in made:
            expect(one).at("/name").equals("a")

    judgement = judged(
        must(check),
        exchange(1, case="walk/a", sent={"name": "é"}, answer=WRONG),
        exchange(2, case="walk/a/smaller-1", sent={"name": "e"}, probe=True),
    )
    (finding,) = judgement.findings
    assert (finding.exchange, finding.control, finding.changes) == (1, None, ())
