"""One exchange as a check sees it, and what must hold before it may be judged at all.

A check's parameters are named like the steps that it judges. Their annotations say what each step
must have come to; where it hasn't, the requirement is not-observed, never passed and never failed.
A control is simply an `Accepted` parameter.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Annotated, Any

from conformance.contract import Contract
from conformance.difference import escaped
from conformance.exchange import Exchange
from conformance.operation import Operation
from conformance.same import UnreadError, parse

SMALL = 4096
"""Bytes: what a body up to here says is kept for as long as its evidence is."""

MOST_PROBLEMS = 50
"""A schema's complaints about one answer that are looked at."""


NO_JSON = "it is not JSON"


def _parsed(body: bytes, exact: bool) -> tuple[Any, str | None]:
    try:
        return parse(body, exact=exact), None
    except UnreadError as unread:
        return None, str(unread)
    except ValueError:
        return None, NO_JSON


# Of large bodies only what the last ones say is kept: a case may have a hundred of them.
_parsed_large = lru_cache(maxsize=4)(_parsed)


@dataclass(frozen=True)
class Evidence:
    """An exchange with its bodies parsed (once) and its operation looked up.

    `ids` are the names of members that hold what only a run knows.
    """

    exchange: Exchange
    operation: Operation | None
    ids: frozenset[str]

    @property
    def status(self) -> int:
        """The answer's status; 0 if there was no answer."""
        return self.exchange.response.status if self.exchange.response else 0

    @property
    def body(self) -> bytes:
        return self.exchange.response.body if self.exchange.response else b""

    def header(self, name: str) -> str | None:
        """A header of the answer; repeated ones are joined by a comma."""
        return self._headers.get(name.lower())

    @cached_property
    def _headers(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, value in self.exchange.response.headers if self.exchange.response else ():
            key = name.lower()
            found[key] = f"{found[key]}, {value}" if key in found else value
        return found

    @property
    def media_type(self) -> str:
        """The answer's media type in lower case, without parameters."""
        return (self.header("Content-Type") or "").split(";")[0].strip().lower()

    @cached_property
    def _small(self) -> tuple[Any, str | None]:
        return _parsed(self.body, True)

    @property
    def _said(self) -> tuple[Any, str | None]:
        return self._small if len(self.body) <= SMALL else _parsed_large(self.body, True)

    @property
    def json(self) -> Any:
        """The answer's body; None if it is not JSON (see `is_json`)."""
        return self._said[0]

    @property
    def is_json(self) -> bool:
        return self._said[1] is None

    @property
    def no_json(self) -> str | None:
        """Why the answer's body is not JSON, or more than we read, in a few words; else None."""
        return self._said[1]

    @cached_property
    def sent(self) -> Any:
        """The request's JSON body; None if it had none."""
        try:
            return parse(self.exchange.request.body)
        except ValueError:
            return None

    @property
    def succeeded(self) -> bool:
        return 200 <= self.status < 300

    @property
    def refused(self) -> bool:
        return 400 <= self.status < 500

    @cached_property
    def accepted(self) -> bool:
        """A success that shows something which only a server can know, such as a new id.

        So a server that answers everything with `{}`, or with what it was sent, accepts nothing.
        """
        if not self.succeeded or self.operation is None:
            return False
        if isinstance(self.json, list) != self.operation.answers_list:
            return False
        # An empty list is what anyone can answer.
        objects = self.json if isinstance(self.json, list) else [self.json]
        made = self.operation.server_made
        return bool(objects) and all(_has_any(one, made) for one in objects)

    @cached_property
    def schema_problems(self) -> tuple[tuple[str, str, str], ...]:
        """Where the answer violates its schema: JSON pointer, expected, actual."""
        if self.operation is None:
            return ()
        validator = self.operation.answer_validator
        if validator is None or self.operation.allows_answer(self._plain):
            return ()
        found = islice(validator.iter_errors(self._plain), MOST_PROBLEMS)
        errors = sorted(found, key=lambda error: list(error.path))
        return tuple(
            (
                "".join(f"/{escaped(part)}" for part in error.absolute_path),
                f"{error.validator}: {json.dumps(error.validator_value, default=str)[:120]}",
                error.message[:200],
            )
            for error in errors
        )

    @property
    def _plain(self) -> Any:
        # jsonschema takes no Decimal for a number.
        value, _ = (_parsed if len(self.body) <= SMALL else _parsed_large)(self.body, False)
        return value


def _has_any(value: Any, names: frozenset[str]) -> bool:
    return isinstance(value, dict) and any(value.get(name) for name in names)


def shown(evidence: Evidence) -> str:
    """What came of a request, in a few words."""
    exchange = evidence.exchange
    if exchange.response is None:
        return exchange.unanswered or "it got no answer"
    return f"it was answered {exchange.response.status}"


class NoEvidence(Exception):  # noqa: N818 - not an error: a reason
    """Why what happened is no evidence: the requirement can't be judged by it."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a step must have come to. `unmet` says why evidence is none, or is None.

    A case in which it is none leaves the requirement not observed, unless `passed_over`: then the
    requirement says nothing about such a case.
    """

    unmet: Callable[[Evidence], str | None]
    passed_over: bool = False


def _need_sent(evidence: Evidence) -> str | None:
    return None if evidence.exchange.sent else evidence.exchange.unanswered or "it was not sent"


def _need_answer(evidence: Evidence) -> str | None:
    return None if evidence.exchange.response is not None else shown(evidence)


def _need_success(evidence: Evidence) -> str | None:
    return None if evidence.accepted else f"{shown(evidence)}, not with a success as documented"


def _need_refusal(evidence: Evidence) -> str | None:
    return None if evidence.refused else f"{shown(evidence)}, which is no refusal"


Sent = Annotated[Evidence, Demand(_need_sent)]
"""The request left us; whether an answer came is for the check to judge."""

Answered = Annotated[Evidence, Demand(_need_answer)]
"""Any answer came."""

Accepted = Annotated[Evidence, Demand(_need_success)]
"""A success with something in it that only the server can have made."""

Refused = Annotated[Evidence, Demand(_need_refusal)]
"""A 4xx came."""

IfAccepted = Annotated[Evidence, Demand(_need_success, passed_over=True)]
"""Like `Accepted`; where it wasn't accepted, that is another requirement's business."""


class Case(tuple[Evidence, ...]):
    """A check's parameter of this kind is all exchanges of the case, in the order of their numbers.

    It stands beside parameters that name steps, which say whether there is anything to judge.
    """

    __slots__ = ()


class Memory(dict[str, Any]):
    """A check's parameter of this kind is what an invariant keeps from one exchange to the next.

    It is empty at the first exchange of a run. So ids can be compared without keeping exchanges.
    """


class Observations:
    """Makes each exchange's evidence. `keep`: once, for many judgings of exchanges in memory."""

    def __init__(self, contract: Contract, *, keep: bool = False) -> None:
        self._operations: dict[str | None, Operation] = {
            operation.key: operation for operation in contract.operations
        }
        self._ids = contract.ids
        self._keep = keep
        self._made: dict[int, Evidence] = {}

    def of(self, exchange: Exchange) -> Evidence:
        made = self._made.get(id(exchange))
        if made is None:
            operation = self._operations.get(exchange.operation)
            made = Evidence(exchange, operation, self._ids)
            if self._keep:
                self._made[id(exchange)] = made
        return made
