"""Sends recorded requests again, with the ids and the run of now in place of those of then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from conformance import catalogue
from conformance.address import path_at
from conformance.capability import CONSENTS, WITHOUT, Capability
from conformance.drive.client import Client
from conformance.drive.preflight import CASE, FLOW, preflight
from conformance.drive.reply import Missing, Reply
from conformance.drive.session import Session
from conformance.drive.stage import Stage
from conformance.exchange import RUN_HEADER, Exchange, Header, Request, header
from conformance.redaction import LABEL
from conformance.replay.exhaustion import Exhaustion
from conformance.replay.ids import Id
from conformance.replay.selection import FIRST_CALL, Batch, Selection
from conformance.requirement import Flow
from conformance.target import VARIABLES


@dataclass
class Resending:
    """One replay on its way: `sent` has what came of each exchange, by its number of then.

    `own` are the operator's flows, beside the suite's.
    """

    stage: Stage
    then: Header
    selection: Selection
    own: tuple[Flow, ...] = ()
    sent: dict[int, Reply] = field(default_factory=dict)
    _exhaustions: dict[tuple[str, str], Exhaustion] = field(default_factory=dict)

    def send(self, first: list[Exchange]) -> None:
        """Make the first call, as every run does, then send all batches.

        `first` has what the recorder has written down so far. An interruption from the keyboard
        stops the replay.
        """
        try:
            with self.stage.client() as client:
                preflight(Session(self.stage, client, FLOW, CASE), self.stage.contract)
                self._match_first_call(first)
                for batch in self.selection.batches:
                    self._batch(client, batch)
        except KeyboardInterrupt:
            self.stage.recorder.stop("The replay was interrupted from the keyboard.")

    def _match_first_call(self, first: list[Exchange]) -> None:
        now = {one.step: one for one in first if not one.superseded}
        for number, exchange in self.selection.exchanges.items():
            if (exchange.flow, exchange.case) == FIRST_CALL and exchange.step in now:
                self.sent[number] = Reply(now[exchange.step])

    def _batch(self, client: Client, batch: Batch) -> None:
        session = Session(self.stage, client, batch[0].flow, batch[0].case)
        exhaustion = self._exhaustion(batch[0])
        if exhaustion is not None:
            if exhaustion.is_over(batch):
                return
            exhaustion.wait(session, batch)
        calls = [self._call(exchange) for exchange in batch]
        if len(calls) == 1:
            calls[0](session)
        else:
            session.together(calls)
        if exhaustion is not None:
            exhaustion.note(batch, [self.sent[exchange.number] for exchange in batch])

    def _exhaustion(self, exchange: Exchange) -> Exhaustion | None:
        if Capability.EXHAUST not in consents(exchange, self.own):
            return None
        return self._exhaustions.setdefault((exchange.flow, exchange.case), Exhaustion())

    def _call(self, exchange: Exchange) -> Callable[[Session], None]:
        """How to send an exchange again."""
        fresh, missing = self._fresh(exchange)
        superseding = self._exhaustion(exchange) is None

        def call(session: Session) -> None:
            self.sent[exchange.number] = session.send(fresh, missing, superseding=superseding)

        return call

    def _fresh(self, exchange: Exchange) -> tuple[Exchange, Missing | None]:
        """The exchange as it is to be sent now, and why it can't be, if it can't."""
        values = {one: self._value(one) for one in self.selection.uses[exchange.number]}
        there = {one: value for one, value in values.items() if isinstance(value, str)}
        request = self.selection.ids.renewed(exchange.request, there)
        fresh = replace(
            exchange,
            number=0,
            request=self._of_now(request),
            response=None,
            unanswered=None,
            probe=False,
        )
        reasons = [value for value in values.values() if isinstance(value, Missing)]
        return fresh, next(iter([*reasons, *self._hindrances(exchange)]), None)

    def _value(self, one: Id) -> str | Missing:
        """What an id is now: the answer to the same exchange has it at the same place."""
        giver = self.selection.exchanges[one.exchange]
        if (giver.flow, giver.case) == FIRST_CALL:
            return self.stage.chat
        value: str | Missing = self.sent[one.exchange].value(one.name)
        return value

    def _of_now(self, request: Request) -> Request:
        """The request with the target and the run of now."""
        then = header(request.headers, RUN_HEADER) or self.then.run
        now = self.stage.run
        path = (path_at(request.url, self.then.target) or "").replace(then, now)
        return Request(
            request.method,
            self.stage.target.url + path,
            tuple((name, value.replace(then, now)) for name, value in request.headers),
            request.body.replace(then.encode(), now.encode()),
        )

    def _hindrances(self, exchange: Exchange) -> list[Missing]:
        """What else keeps an exchange from being sent: a consent, a credential, a limit."""
        credentials = self.stage.target.credentials
        known = credentials.secrets.keys() | credentials.derived().keys()
        text = f"{exchange.request.url} {exchange.request.headers}"
        labels = {label[len("{secret:") : -1] for label in LABEL.findall(text)}
        exhaustion = self._exhaustion(exchange)
        held = exhaustion and exhaustion.hindrance(exchange)
        return [
            *(
                Missing(WITHOUT[Capability(need)])
                for need in sorted(consents(exchange, self.own) - set(self.stage.target.consents))
            ),
            *(
                Missing(f"the credential {name} is not there: {_where(name)}")
                for name in sorted(labels - known)
            ),
            *([held] if held else []),
        ]


def consents(exchange: Exchange, own: tuple[Flow, ...]) -> frozenset[str]:
    """The operator's consents that the case of an exchange needs."""
    for flow in (*catalogue.flows(), *own):
        for scenario in flow.scenarios:
            if (flow.name, scenario.name) == (exchange.flow, exchange.scenario):
                return scenario.needs & frozenset(map(str, CONSENTS))
    return frozenset()


def _where(name: str) -> str:
    variable = VARIABLES.get(name.removesuffix("-truncated").removesuffix("-case-changed"))
    return f"set {variable}" if variable else "it can't be made again"
