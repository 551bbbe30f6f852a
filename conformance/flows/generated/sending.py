"""Which generated requests a run sends, in which order, and to which chats."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.capability import Capability
from conformance.contract import FEATURES
from conformance.corpus import FILES, Group, corpus_digest, load
from conformance.fits import fits
from conformance.flows.generated.chats import ChatSource, Promised, Shared, common, own, talking
from conformance.flows.generated.flow import flow
from conformance.outcome import Level
from conformance.plan import Plan
from conformance.share import WHOLE, Share

SAMPLE = {
    "new-chat": 2,
    "new-message": 18,
    "email-handoff": 1,
    "messages": 3,
    "agent": 2,
    "agent-v2": 2,
}
"""How many groups of each operation are sent where a sample is enough: the limits allow no more."""

SHARING = 25
"""So many groups share a chat: what they send stays within the limit of a chat."""

NEAR = 24
"""So many groups after the one that opens a chat nobody takes it: a lane would wait for it."""

SCENARIO = "requests"
"""The scenario in which they are sent."""

OPENING, WRITING, ENDING = "new-chat", "new-message", "email-handoff"
"""The operations that give a chat, that write to it, and that take it for good."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A group on its way: `chat` gives what it is sent to, `promise` waits for what it opens.

    `beside` is the case whose chat it takes, which is to be driven in the same run.
    """

    group: Group
    chat: ChatSource
    promise: Promised | None = None
    beside: str | None = None


def sendings(plan: Plan) -> Iterator[tuple[str, Sending]]:
    """The groups of the corpus, as many as the profile sends, and then those that are fresh."""
    chats = Chats(few=plan.sample, share=plan.share)
    for group in itertools.chain(_frozen(plan), plan.fresh):
        yield group.valid.id, chats.assign(group)


def _frozen(plan: Plan) -> Iterator[Group]:
    """The corpus: where few are sent, one operation's groups after the other's; else evenly mixed.

    Mixed so, no operation's limit is met by all that is left, while those of others lie idle.
    """
    columns = [
        tuple(
            itertools.islice(_groups(name, operation, plan), SAMPLE[name] if plan.sample else None)
        )
        for name, operation in FILES.items()
        if plan.claims(operation)
    ]
    if plan.sample:
        return itertools.chain(*columns)
    placed = (
        ((position + 0.5) / len(column), number, group)
        for number, column in enumerate(columns)
        for position, group in enumerate(column)
    )
    return (group for *_, group in sorted(placed, key=lambda one: one[:2]))


def _groups(name: str, operation: str, plan: Plan) -> Iterator[Group]:
    """The groups of a file; of those made from another contract, the ones that fit this one."""
    if plan.contract.digest == corpus_digest():
        return load(name)
    known = plan.contract.operation(operation)
    return (group for group in load(name) if fits(group, known))


class Chats:
    """Tells each group the chat that it goes to. `few`: open none that can be done without.

    A handoff takes the chat that a group long before it opens, since a chat may be handed off only
    once.
    All others share chats that are never handed off. Nobody waits for a chat that is opened by a
    group which another run has a `share` in.
    """

    def __init__(self, *, few: bool, share: Share = WHOLE) -> None:
        self._share = share
        self._few = few
        self._kept: ChatSource | None = None
        self._opened: deque[tuple[int, str, Promised]] = deque()
        self._assigned = 0
        self._shared: dict[str, tuple[Shared, int]] = {}

    def assign(self, group: Group) -> Sending:
        """The group with its chat."""
        self._assigned += 1
        operation, case = group.valid.operation, f"{SCENARIO}/{group.valid.id}"
        if operation == OPENING:
            promise = Promised()
            if self._few and self._kept is None:
                self._kept = promise if self._takes(case) else common
            elif group.valid.level is Level.MUST:
                # Another may lawfully be refused, and would take the handoff down with it.
                self._opened.append((self._assigned, case, promise))
            return Sending(group, own, promise)
        if operation == ENDING:
            return self._ending(group)
        # One that isn't driven here takes no room in a chat.
        shared = self._sharing(operation) if self._takes(case) else own
        return Sending(group, shared)

    def _takes(self, case: str) -> bool:
        return self._share.takes(flow.name, case)

    def _ending(self, group: Group) -> Sending:
        near = 0 if self._few else NEAR
        if not self._opened or self._opened[0][0] + near > self._assigned:
            return Sending(group, own)
        _, opener, promise = self._opened.popleft()
        return Sending(group, promise if self._takes(opener) else own, beside=opener)

    def _sharing(self, operation: str) -> ChatSource:
        shared, users = self._shared.get(operation, (None, 0))
        if shared is None or users == SHARING:
            shared, users = Shared(self._source(operation)), 0
        self._shared[operation] = shared, users + 1
        return shared

    def _source(self, operation: str) -> ChatSource:
        if not self._few:
            return talking if operation in FEATURES[Capability.AGENT] else own
        return self._kept if operation == WRITING and self._kept is not None else common
