"""The first groups of each file are a sample of all, for runs that have no time for more."""

from __future__ import annotations

from collections import Counter

import pytest

from conformance.corpus import FILES, MEDIA_TYPE, SYNTAX, Group
from conformance.outcome import Level

from .oracle import CORPUS


def first(name: str, count: int) -> list[Group]:
    return CORPUS[name][:count]


def steps(groups: list[Group]) -> Counter[str]:
    return Counter(case.step for group in groups for case in (group.valid, *group.invalid))


def flaws(groups: list[Group]) -> set[tuple[str, str]]:
    found = [case.violation for group in groups for case in group.invalid]
    return {(violation.place, violation.kind) for violation in found if violation}


@pytest.mark.parametrize("name", FILES)
def test_every_group_starts_with_its_control(name: str) -> None:
    for group in CORPUS[name]:
        assert group.valid.violation is None
        assert len(group.invalid) <= 4
        for case in group.invalid:
            # What an unusual control is refused for could pass for the refusal of the flaw.
            assert group.valid.level is Level.MUST or case.level is Level.SHOULD


@pytest.mark.parametrize("name", FILES)
def test_the_first_group_is_an_ordinary_one(name: str) -> None:
    assert first(name, 1)[0].valid.step == "valid"
    assert first(name, 1)[0].invalid


def test_new_chats_start_with_a_missing_member_and_a_mistyped_boolean() -> None:
    groups = first("new-chat", 2)
    assert {group.valid.step for group in groups} == {"valid"}
    assert flaws(groups) == {("/client_id", "required"), ("/ai_enabled", "type")}
    assert steps(groups) == {"valid": 2, "flawed": 2}


def test_new_messages_start_with_every_step() -> None:
    groups = first("new-message", 25)
    wanted = {"valid", "unusual", "flawed", "doubtful", "unknown_chat", "impossible_chat"}
    assert set(steps(groups)) == wanted
    assert {place for place, _ in flaws(groups)} >= {"/sender", "/content", "/metadata", "/chat_id"}
    assert {kind for _, kind in flaws(groups)} >= {"required", "type", "enum", SYNTAX}
    # All of them go to one chat, of which a minute's limit must suffice for other flows too.
    assert sum(steps(groups).values()) <= 75


def test_handoffs_start_with_four_kinds_of_flaws() -> None:
    groups = first("email-handoff", 1)
    assert len(groups[0].invalid) == 4
    assert {kind for _, kind in flaws(groups)} == {"format", "required", "type", SYNTAX}


@pytest.mark.parametrize("name", ["agent", "agent-v2"])
def test_calls_of_the_agent_start_with_several_kinds(name: str) -> None:
    groups = first(name, 2)
    assert steps(groups).keys() >= {"valid", "flawed", "unknown_chat"}
    assert len({kind for _, kind in flaws(groups)} - {MEDIA_TYPE}) >= 4


def test_readings_start_with_every_step() -> None:
    groups = first("messages", 3)
    assert set(steps(groups)) == {"valid", "unusual", "unknown_chat", "impossible_chat"}


@pytest.mark.parametrize("name", FILES)
def test_every_tenth_of_a_file_has_some_of_each_step(name: str) -> None:
    groups = CORPUS[name]
    size = len(groups) // 10
    for place in range(10):
        part = groups[place * size : (place + 1) * size]
        assert steps(part).keys() >= {"valid", "unusual"}, place
        assert sum(len(group.invalid) for group in part) >= 8, place
