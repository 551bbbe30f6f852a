"""Each case is driven in one shard, and what belongs together stays together."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from conformance import catalogue
from conformance.capability import Capability
from conformance.contract import Contract
from conformance.drive.lanes import Unit, units
from conformance.flows.generated.chats import Promised, Shared, own
from conformance.flows.generated.flow import flow
from conformance.flows.generated.requests import requests
from conformance.flows.generated.sending import ENDING, SCENARIO, Sending
from conformance.plan import Plan
from conformance.share import WHOLE, Share, share_of

CAPABILITIES = frozenset(map(str, Capability))
KNOWN: dict[tuple[str, Share], list[Unit]] = {}
NAMES = some.text(min_size=1, max_size=20)


def driven(contract: Contract, profile: str, share: Share) -> list[Unit]:
    if (profile, share) not in KNOWN:
        chosen = catalogue.selected(profile, ())
        scenarios = catalogue.scenarios(chosen, profile, (), CAPABILITIES)
        plan = Plan(profile, contract, CAPABILITIES, share=share)
        KNOWN[profile, share] = list(units(scenarios, plan))
    return KNOWN[profile, share]


def names(driven: list[Unit]) -> list[tuple[str, str]]:
    return [(unit.scenario.flow.name, unit.case) for unit in driven]


@given(NAMES, NAMES, some.none() | NAMES, some.integers(1, 40), some.data())
def test_each_case_is_in_one_shard(
    flow: str, case: str, beside: str | None, shards: int, data: some.DataObject
) -> None:
    first, last = data.draw(some.sampled_from([(False, False), (True, False), (False, True)]))
    takers = [
        shard
        for shard in range(1, shards + 1)
        if Share(shard, shards).takes(flow, case, beside, first=first, last=last)
    ]
    assert len(takers) == 1
    if first or last:
        assert takers == ([1] if first else [shards])


@given(NAMES, NAMES, NAMES, some.integers(1, 40))
def test_what_goes_beside_another_is_where_the_other_is(
    flow: str, case: str, other: str, shards: int
) -> None:
    (shard,) = (one for one in range(1, shards + 1) if Share(one, shards).takes(flow, other))
    assert Share(shard, shards).takes(flow, case, other)


@pytest.mark.parametrize("profile", ["smoke", "core", "full"])
@pytest.mark.parametrize("shards", [2, 8])
def test_the_shards_of_a_run_are_disjoint_and_complete(
    contract: Contract, profile: str, shards: int
) -> None:
    every = names(driven(contract, profile, WHOLE))
    parts = [names(driven(contract, profile, Share(one, shards))) for one in range(1, shards + 1)]
    assert sorted(case for part in parts for case in part) == sorted(every)
    assert len(set(every)) == len(every)
    # Each in the order of the whole run.
    assert all(part == [case for case in every if case in set(part)] for part in parts)


def test_no_shard_of_a_full_run_has_much_more_than_another(contract: Contract) -> None:
    sizes = [len(driven(contract, "full", Share(one, 8))) for one in range(1, 9)]
    assert max(sizes) < 1.2 * sum(sizes) / 8


def test_what_is_known_of_a_digest_stays_so() -> None:
    """Shards of one run may be driven by different machines, so it may not change by itself."""
    found = [one for one in range(1, 9) if Share(one, 8).takes("lead", "lead/plain")]
    assert found == [5]


@pytest.mark.parametrize("profile", ["core", "full"])
def test_nobody_waits_for_a_chat_that_another_run_opens(contract: Contract, profile: str) -> None:
    every = names(driven(contract, profile, WHOLE))
    openers = frozenset(
        (flow.name, f"{SCENARIO}/{name}")
        for name, sending in requests.variations(Plan(profile, contract, CAPABILITIES))
        if sending.promise is not None
    )
    for share in (*(Share(one, 5) for one in range(1, 6)), Share(done=openers)):
        kept: set[int] = set()
        for unit in driven(contract, profile, share):
            for sending in unit.arguments:
                if not isinstance(sending, Sending):
                    continue
                waits_for = sending.chat
                if isinstance(waits_for, Shared):
                    waits_for = waits_for._source
                assert not isinstance(waits_for, Promised) or id(waits_for) in kept
                kept.add(id(sending.promise))
    assert openers <= set(every)


def test_a_handoff_is_where_its_chat_is_opened(contract: Contract) -> None:
    def opened_for_handoffs(share: Share) -> int:
        sent = [value for unit in driven(contract, "full", share) for value in unit.arguments]
        endings = [
            one for one in sent if isinstance(one, Sending) and one.group.valid.operation == ENDING
        ]
        return sum(one.chat is own for one in endings)

    parts = [opened_for_handoffs(Share(one, 8)) for one in range(1, 9)]
    assert sum(parts) == opened_for_handoffs(WHOLE)


def test_what_is_done_is_driven_no_more(contract: Contract) -> None:
    every = driven(contract, "core", WHOLE)
    done = frozenset(names(every[::3]))
    rest = driven(contract, "core", replace(WHOLE, done=done))
    assert names(rest) == [name for name in names(every) if name not in done]


def test_a_share_is_written_as_two_numbers() -> None:
    assert share_of("3/8") == Share(3, 8)
    assert str(share_of("1/1")) == "shard 1 of 1"
    assert share_of("1/1").whole
    assert not share_of("1/2").whole


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0/4", "there is no shard 0 of 4; they are counted from 1"),
        ("5/4", "there is no shard 5 of 4; they are counted from 1"),
        ("1/0", "a run has from 1 to 999 shards, not 0"),
        ("1/1000", "a run has from 1 to 999 shards, not 1000"),
        ("2", "'2' is no shard; write K/N, such as 1/4, or auto"),
        ("1/4 ", "'1/4 ' is no shard; write K/N, such as 1/4, or auto"),
        ("-1/4", "'-1/4' is no shard; write K/N, such as 1/4, or auto"),
        ("1/0x4", "'1/0x4' is no shard; write K/N, such as 1/4, or auto"),
    ],
)
def test_what_is_no_share_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(why)}$"):
        share_of(text)
