"""Which generated requests a run sends, and to which chats."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.contract import Contract
from conformance.corpus import FILES, Case, Group
from conformance.drive.reply import Missing
from conformance.flows.generated.chats import Promised, Shared, common, own, talking
from conformance.flows.generated.requests import requests
from conformance.flows.generated.sending import (
    NEAR,
    SAMPLE,
    SHARING,
    Chats,
    Sending,
    sendings,
)
from conformance.outcome import Level
from conformance.plan import Plan

FEATURES = frozenset({"transcript", "agent"})


def group(operation: str, number: int = 1, level: Level = Level.MUST) -> Group:
    return Group(Case(f"{operation}-{number}", operation, level, "hand", body={}))


def test_a_sample_is_the_first_groups_of_each_operation(contract: Contract) -> None:
    for profile in ("core", "smoke"):
        sent = dict(sendings(Plan(profile, contract, FEATURES)))
        operations = [sending.group.valid.operation for sending in sent.values()]
        assert {name: operations.count(FILES[name]) for name in SAMPLE} == SAMPLE
        assert set(sent) == {sending.group.valid.id for sending in sent.values()}


def test_all_of_the_corpus_is_sent_every_operation_from_beginning_to_end(
    contract: Contract,
) -> None:
    sent = [one for _, one in sendings(Plan("full", contract, FEATURES))]
    operations = [sending.group.valid.operation for sending in sent]
    assert all(operations.count(FILES[name]) > most for name, most in SAMPLE.items())
    half = operations[: len(operations) // 2]
    for name in FILES.values():
        assert abs(2 * half.count(name) - operations.count(name)) <= 2, name


def test_a_handoff_comes_long_after_the_group_that_opens_its_chat(contract: Contract) -> None:
    sent = [one for _, one in sendings(Plan("full", contract, FEATURES))]
    opened = {one.promise: place for place, one in enumerate(sent) if one.promise is not None}
    between = [place - opened[one.chat] for place, one in enumerate(sent) if one.chat in opened]
    assert len(between) > 100
    # So many lanes drive a group each meanwhile, and none waits.
    assert min(between) >= NEAR


def test_what_is_not_claimed_is_not_sent(contract: Contract) -> None:
    for claimed in (frozenset[str](), frozenset({"agent"})):
        sent = [one for _, one in sendings(Plan("full", contract, claimed))]
        optional = {one.group.valid.operation for one in sent} - {
            "new-chat", "new-message", "email-handoff",
        }  # fmt: skip
        assert optional == ({"external/agent", "agent/v2"} if claimed else set())


def test_fresh_groups_come_after_the_frozen_ones(contract: Contract) -> None:
    fresh = [group("new-message", 7)]
    *_, (name, sending) = sendings(Plan("full", contract, FEATURES, 1, fresh=fresh))
    assert (name, sending.group) == ("new-message-7", fresh[0])


def test_each_handoff_takes_a_chat_that_was_opened_long_before() -> None:
    chats = Chats(few=False)
    opening = [chats.assign(group("new-chat", number)) for number in range(2)]
    assert chats.assign(group("email-handoff")).chat is own
    for number in range(NEAR):
        chats.assign(group("new-message", number))
    ending = [chats.assign(group("email-handoff", number)) for number in range(3)]
    assert [one.chat for one in ending] == [opening[0].promise, opening[1].promise, own]


def test_where_few_are_sent_a_handoff_takes_what_there_is() -> None:
    chats = Chats(few=True)
    chats.assign(group("new-chat", 1))
    opening = chats.assign(group("new-chat", 2))
    assert chats.assign(group("email-handoff")).chat is opening.promise


def test_no_handoff_takes_a_chat_whose_opening_may_lawfully_be_refused() -> None:
    chats = Chats(few=False)
    chats.assign(group("new-chat", level=Level.SHOULD))
    for number in range(NEAR):
        chats.assign(group("new-message", number))
    assert chats.assign(group("email-handoff")).chat is own


def test_the_agent_is_asked_where_it_may_reply() -> None:
    chats = Chats(few=False)
    sources = [chats.assign(group(one)).chat for one in ("external/agent", "agent/v2")]
    assert [isinstance(one, Shared) and one._source for one in sources] == [talking, talking]


def test_other_requests_share_chats_that_are_never_handed_off() -> None:
    chats = Chats(few=False)
    sources = [chats.assign(group("new-message", number)).chat for number in range(SHARING + 1)]
    assert len(set(map(id, sources))) == 2
    assert isinstance(sources[0], Shared)
    assert chats.assign(group("external/agent")).chat not in sources


def test_a_sample_opens_no_chat_that_it_can_do_without() -> None:
    chats = Chats(few=True)
    kept, spare = (chats.assign(group("new-chat", number)) for number in range(2))
    assert chats.assign(group("email-handoff")).chat is spare.promise
    shared = chats.assign(group("new-message")).chat
    assert isinstance(shared, Shared)
    assert shared._source is kept.promise
    reading = chats.assign(group("{chat_id}/messages")).chat
    assert isinstance(reading, Shared)
    assert reading._source is common


class Asked:
    """A session that only opens chats."""

    def __init__(self, opened: Any) -> None:
        self.opened = opened
        self.calls: list[str] = []

    def open_chat(self, **_: Any) -> Any:
        self.calls.append("open")
        return self.opened

    def message_body(self, chat: Any) -> Any:
        return {"chat_id": chat}

    def call(self, step: str, *_: Any) -> None:
        self.calls.append(step)


@pytest.mark.parametrize("opened", ["chat_1", Missing("refused")])
def test_a_shared_chat_is_opened_once(opened: Any) -> None:
    session: Any = Asked(opened)
    shared = Shared(own)
    assert [shared(session) for _ in range(3)] == [opened] * 3
    assert session.calls == ["open", "first_message"]


def test_a_promise_is_kept_whatever_happens() -> None:
    promise = Promised()
    session: Any = Asked("chat_1")
    with pytest.raises(AttributeError):
        requests.drive(session, Sending(group("new-chat"), own, promise))
    assert isinstance(promise(session), Missing)
