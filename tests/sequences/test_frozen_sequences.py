"""The frozen sequences: made anew they are the same; they are many, different and safe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from reserved import real

from conformance.contract import Contract
from conformance.generate.sequences import COUNT, sequences, write_sequences
from conformance.same import same
from conformance.sequence import SEQUENCES, Call, Sequence, What, load
from conformance.target import MAIN, OTHER

FROZEN = tuple(load())
SAID = [call for one in FROZEN for call in one.calls if call.what in {What.SAY, What.ASK}]


def test_they_are_made_anew_byte_by_byte(tmp_path: Path) -> None:
    write_sequences(tmp_path)
    made = (tmp_path / SEQUENCES.name).read_bytes()
    assert made == SEQUENCES.read_bytes(), "They have to be made anew: nox -s corpus"


def test_another_seed_makes_others() -> None:
    few, others = sequences(8, 4), sequences(8, 5)
    assert few[0].calls == others[0].calls == FROZEN[0].calls
    assert not any(one.calls == other.calls for one in few[1:] for other in others[1:])


def test_they_are_many_and_no_two_alike() -> None:
    assert len(FROZEN) == COUNT
    assert len({one.id for one in FROZEN}) == COUNT
    assert not any(one.calls == other.calls for one in FROZEN for other in FROZEN if one != other)
    assert {len(one.calls) for one in FROZEN} == set(range(4, 15))


def own(one: Sequence) -> list[Call]:
    """The calls that each agent makes in its own chats."""
    return [call for call in one.calls if not one.foreign(call)]


def after_handoff(one: Sequence, what: What) -> Iterator[Call]:
    """Calls of a kind in a chat that was handed off before."""
    handed_off: set[int] = set()
    for call in own(one):
        if call.what is what and call.chat in handed_off:
            yield call
        if call.what is What.HAND_OFF:
            handed_off.add(call.chat)


def interleaved(one: Sequence) -> bool:
    """One chat is written to, then another, then the first again."""
    chats = [call.chat for call in one.calls if call.what is What.SAY]
    turns = [chat for place, chat in enumerate(chats) if place == 0 or chats[place - 1] != chat]
    return len(set(turns)) < len(turns)


def read_before_and_after_handoff(one: Sequence) -> bool:
    after = {call.chat for call in after_handoff(one, What.READ)}
    first: dict[int, What] = {}
    for call in own(one):
        if call.what in {What.READ, What.HAND_OFF}:
            first.setdefault(call.chat, call.what)
    return any(first[chat] is What.READ for chat in after)


def repeated(one: Sequence) -> bool:
    texts = [(call.chat, call.text) for call in one.calls if call.what is What.SAY]
    return len(set(texts)) < len(texts)


def repeated_elsewhere(one: Sequence) -> bool:
    places = {(call.chat, call.text) for call in one.calls if call.what is What.SAY}
    return len({text for _, text in places}) < len(places)


def read_twice(one: Sequence) -> bool:
    pairs = zip(one.calls, one.calls[1:], strict=False)
    return any(first == second and first.what is What.READ for first, second in pairs)


def foreign_after_handoff(one: Sequence) -> bool:
    handed_off = [call.chat for call in own(one) if call.what is What.HAND_OFF]
    return any(one.foreign(call) and call.chat in handed_off for call in one.calls)


@pytest.mark.parametrize(
    ("has_it", "least"),
    [
        (interleaved, 6),
        (lambda one: len(one.owners) >= 2, 25),
        (lambda one: any(after_handoff(one, What.SAY)), 10),
        (lambda one: any(after_handoff(one, What.HAND_OFF)), 8),
        (lambda one: any(after_handoff(one, What.READ)), 15),
        (read_before_and_after_handoff, 6),
        (read_twice, 5),
        (repeated, 6),
        (repeated_elsewhere, 3),
        (lambda one: OTHER in one.owners.values(), 8),
        (lambda one: any(map(one.foreign, one.calls)), 10),
        (foreign_after_handoff, 5),
        (lambda one: any(call.what is What.ASK for call in one.calls), 15),
        (lambda one: any(call.metadata and call.what is What.HAND_OFF for call in one.calls), 8),
    ],
)
def test_they_are_spread(has_it: Callable[[Sequence], bool], least: int) -> None:
    assert sum(map(has_it, FROZEN)) >= least


def test_texts_and_senders_are_spread() -> None:
    texts = [call.text or "" for call in SAID]
    assert {call.sender for call in SAID} == {"user", "assistant", None}
    assert min(map(len, texts)) <= 2
    assert max(map(len, texts)) > 1000
    assert sum(not text.isascii() for text in texts) > 50
    assert sum(text != text.strip() for text in texts) > 15
    assert any(max(text) > "\uffff" for text in texts)


def test_the_first_touches_everything_and_opens_two_chats_of_the_main_agent() -> None:
    first = FROZEN[0]
    assert first.owners == {1: MAIN, 2: MAIN}
    assert {call.what for call in first.calls} == set(What)
    assert {call.sender for call in own(first) if call.what is What.SAY} == {"user", "assistant"}
    for what in (What.SAY, What.HAND_OFF, What.READ):
        assert any(after_handoff(first, what))
    assert read_before_and_after_handoff(first)
    assert any(map(first.foreign, first.calls))


def test_only_the_main_agents_chats_are_called_by_another() -> None:
    for one in FROZEN:
        assert all(one.owners[call.chat] == MAIN for call in one.calls if one.foreign(call))


def test_what_another_agent_says_is_said_by_nobody_before() -> None:
    for one in FROZEN:
        for place, call in enumerate(one.calls):
            if one.foreign(call) and call.text and call.what is not What.HAND_OFF:
                assert call.text not in [before.text for before in one.calls[:place]]


def test_nobody_is_written_to_by_accident() -> None:
    values = [[call.text, call.address, call.metadata] for one in FROZEN for call in one.calls]
    assert real(values) == []


def test_no_text_could_be_refused() -> None:
    for call in SAID:
        assert call.text
        assert call.text.strip()
        assert len(call.text) <= 2000
        assert not any(character < " " and character not in "\t\n\r" for character in call.text)
        assert not any("\x7f" <= character < "\xa0" for character in call.text)
        assert not any("\ud800" <= character <= "\udfff" for character in call.text)
        assert not any(ord(character) & 0xFFFE == 0xFFFE for character in call.text)
        assert "{" not in call.text


def request(call: Call) -> tuple[str, dict[str, Any]] | None:
    """The operation and the body of a call as the contract has it; None for a reading."""
    optional = {} if call.metadata is None else {"metadata": call.metadata}
    chat = {"chat_id": "chat_1"} | optional
    match call.what:
        case What.OPEN:
            return "new-chat", {"client_id": "conformance-1", **call.flags, **optional}
        case What.SAY:
            return "new-message", {**chat, "sender": call.sender, "content": call.text}
        case What.HAND_OFF:
            reason = {} if call.text is None else {"reason": call.text}
            return "email-handoff", {**chat, **reason, "customer_email": call.address}
        case What.ASK:
            return "external/agent", {**chat, "content": call.text}
    return None


def test_every_call_is_valid_and_its_numbers_survive_any_parser(contract: Contract) -> None:
    bodies = [body for one in FROZEN for call in one.calls if (body := request(call))]
    assert len(bodies) > 200
    for operation, sent in bodies:
        validator = contract.operation(operation).request_validator
        assert validator is not None
        assert list(validator.iter_errors(sent)) == []
        for number in numbers(sent):
            assert not same(number, "another")


def numbers(value: Any) -> Iterator[int | float]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from numbers(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value
