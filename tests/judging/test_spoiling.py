"""Which answers of a running server a saboteur spoils, and of what it makes them."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from conformance.evidence import Accepted, Answered
from conformance.requirement import Requirement
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Answer as Outgoing
from conformance.sabotage.call import Call
from conformance.sabotage.memory import Memory
from conformance.sabotage.spoiling import Spoiling
from conformance.target import Credentials

from .builders import CONTRACT, MADE, PAGE, house


def asked(spoiling: Spoiling, step: str, status: int = 200, **members: Any) -> Outgoing | None:
    """What is answered to one step of one case of one run, in the place of a correct answer."""
    headers = [
        (b"host", b"127.0.0.1:1"),
        (b"x-conformance-run", b"r1"),
        (b"x-conformance-step", step.encode("ascii")),
    ]
    path = "/things"
    scope = {"method": "POST", "path": path, "raw_path": path.encode("ascii")}
    call = Call({**scope, "query_string": b"", "headers": headers}, b"{}", Memory())
    body = json.dumps({**MADE, **members}).encode("ascii")
    call.answer = Outgoing(status, [(b"content-type", b"application/json")], body)
    return asyncio.run(spoiling.spoilt(call))


def spoiling(requirement: Requirement) -> Spoiling:
    """What spoils answers for a saboteur that is the requirement's last."""
    saboteur = requirement.saboteurs[-1]
    return Spoiling(requirement, saboteur, CONTRACT, Credentials({"main": "some-long-token"}))


def statuses(*answers: Outgoing | None) -> list[int]:
    return [0 if answer is None else answer.status for answer in answers]


def test_an_invariant_is_broken_at_the_first_answer_to_the_step_that_is_named() -> None:
    def check(answer: Answered) -> None:
        """It is looked at."""

    def mark(answer: Answer) -> None:
        answer.status = 299

    requirement = house()[0].always_must("HOUSE-09", PAGE, over=lambda _: True)(check)
    requirement.broken_by(step="again")(mark)
    made = spoiling(requirement)
    steps = ("house/walk/made", "elsewhere/walk/again", "house/walk/again")
    assert statuses(*(asked(made, step) for step in steps)) == [200, 299, 200]


def test_until_its_control_comes_the_last_success_stands_in_for_it() -> None:
    def check(flawed: Answered, control: Accepted) -> None:
        """Both are looked at."""

    def accept(answer: Answer) -> None:
        answer.succeed_like(answer.others["control"])

    requirement = house()[1].must("HOUSE-01", PAGE)(check)
    requirement.broken_by(accept)
    made = spoiling(requirement)
    asked(made, "house/walk/other", name="before")
    wrong = asked(made, "house/walk/flawed", status=422)
    assert wrong is not None
    assert (wrong.status, wrong.json["name"]) == (200, "before")
    asked(made, "house/walk/control", name="control")
    asked(made, "house/walk/other", name="after")
    wrong = asked(made, "house/walk/flawed", status=422)
    assert wrong is not None
    assert (wrong.status, wrong.json["name"]) == (200, "control")
