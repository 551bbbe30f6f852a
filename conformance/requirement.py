"""The unit of work: a requirement, its check, and the saboteurs that show that it can fail.

A flow has scenarios, which drive, and each scenario has requirements, which judge its steps. A flow
may also have invariants: requirements judged over every exchange to which they apply.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, overload

from conformance.evidence import Case, Demand, Evidence, Memory
from conformance.outcome import Level
from conformance.plan import Plan, Variations, Vary

if TYPE_CHECKING:
    from conformance.sabotage.answer import Answer

ROOT = Path(__file__).parent.parent

Check = Callable[..., None]
Spoil = Callable[["Answer"], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a requirement comes from. `ours` ones are never above SHOULD, unless `testable`."""

    origin: str
    text: str
    testable: bool = False

    def __str__(self) -> str:
        return f"[{self.origin}] {self.text}"


def page(section: str) -> Source:
    """The API owner's page, by the heading of the section."""
    return Source("page", section)


def public(what: str) -> Source:
    """Other public pages of the same vendor."""
    return Source("public", what)


def rfc(number: int, section: str) -> Source:
    """An internet standard, such as `rfc(9110, "11.6.1")`."""
    return Source(f"RFC {number}", f"section {section}")


def ours(why: str, *, testable: bool = False) -> Source:
    """Our decision; `testable` says that without it the contract could not be tested."""
    return Source("ours", why, testable)


@dataclass(frozen=True, slots=True)
class Need:
    """What a parameter of a check asks for: a step, once or repeated, and its demand."""

    step: str
    demand: Demand
    many: bool


@dataclass(frozen=True, slots=True)
class Saboteur:
    """A fault: it turns a correct answer into a wrong one.

    It is applied to the answers of `step` (None: of the requirement's first step; for an invariant
    to the first exchange it judges). `also` names the other requirements that rightly notice it.
    """

    name: str
    spoil: Spoil
    step: str | None
    also: frozenset[str]


@dataclass(eq=False)
class Requirement:
    """One thing that is asked of a server. `needs` are capabilities of the target."""

    id: str
    level: Level
    source: Source
    flow: Flow
    scenario: Scenario | None
    check: Check
    needs: frozenset[str]
    over: Callable[[Evidence], bool] | None = None
    optional: bool = False
    saboteurs: list[Saboteur] = field(default_factory=list)

    @cached_property
    def _paragraphs(self) -> list[str]:
        text = inspect.cleandoc(self.check.__doc__ or "")
        return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]

    @property
    def statement(self) -> str:
        """What is required, in one sentence."""
        return self._paragraphs[0]

    @property
    def explanation(self) -> str:
        """Why it is required."""
        return " ".join(self._paragraphs[1:])

    @property
    def file(self) -> str:
        """The file it is written in, relative to the root of the checkout or of the package."""
        return Path(self.check.__code__.co_filename).relative_to(ROOT).as_posix()

    @property
    def line(self) -> int:
        return self.check.__code__.co_firstlineno

    @cached_property
    def evidence(self) -> tuple[Need, ...]:
        """What its check asks for, in the order of the parameters."""
        return tuple(
            _need(name, hint)
            for name, hint in self._parameters.items()
            if hint not in (Case, Memory)
        )

    @cached_property
    def memory(self) -> str | None:
        """The parameter of its check in which it remembers what it has judged, if it has one."""
        return self._parameter(Memory)

    @cached_property
    def whole(self) -> str | None:
        """The parameter of its check that is the whole case, if it has one."""
        return self._parameter(Case)

    def _parameter(self, kind: type) -> str | None:
        return next((name for name, hint in self._parameters.items() if hint is kind), None)

    @cached_property
    def _parameters(self) -> dict[str, Any]:
        hints = typing.get_type_hints(self.check, include_extras=True)
        return {name: hints.get(name) for name in inspect.signature(self.check).parameters}

    @overload
    def broken_by(self, spoil: Spoil, /) -> Spoil: ...

    @overload
    def broken_by(
        self, /, *, also: Iterable[str] = (), step: str | None = None
    ) -> Callable[[Spoil], Spoil]: ...

    def broken_by(
        self,
        spoil: Spoil | None = None,
        /,
        *,
        also: Iterable[str] = (),
        step: str | None = None,
    ) -> Spoil | Callable[[Spoil], Spoil]:
        """Decorator: adds a saboteur, whose name says what a faulty server does."""

        def add(function: Spoil) -> Spoil:
            name = function.__name__.replace("_", " ")
            self.saboteurs.append(Saboteur(name, function, step, frozenset(also)))
            return function

        return add if spoil is None else add(spoil)


def _need(name: str, hint: Any) -> Need:
    many = typing.get_origin(hint) is list
    inner = typing.get_args(hint)[0] if many else hint
    parts = typing.get_args(inner) if typing.get_origin(inner) is Annotated else ()
    demand = next((part for part in parts if isinstance(part, Demand)), None)
    if demand is None:
        raise TypeError(f"The parameter {name} of a check doesn't say what it demands.")
    return Need(name, demand, many)


Decorator = Callable[[Check], Requirement]


@dataclass(eq=False)
class Scenario:
    """One way through a flow. `drive` gets a session, and a variation where there are several.

    `vary` gives pairs of a name and a value, or makes them for a run. `smoke`: belongs to the
    smallest profile, which takes the first variation only. `first` and `last`: runs before or after
    everything else, alone.
    """

    flow: Flow
    name: str
    drive: Callable[..., None]
    needs: frozenset[str]
    vary: Vary
    smoke: bool
    first: bool
    last: bool

    def variations(self, plan: Plan) -> Variations:
        """The variations in a run."""
        return self.vary(plan) if callable(self.vary) else self.vary

    def must(self, id_: str, source: Source, **options: Any) -> Decorator:
        """Decorator: a requirement on this scenario's steps that every server has to meet."""
        return self._requires(Level.MUST, id_, source, **options)

    def should(self, id_: str, source: Source, **options: Any) -> Decorator:
        """Decorator: a requirement on this scenario's steps that a server ought to meet."""
        return self._requires(Level.SHOULD, id_, source, **options)

    def _requires(
        self,
        level: Level,
        id_: str,
        source: Source,
        *,
        needs: Iterable[str] = (),
        optional: bool = False,
    ) -> Decorator:
        """`optional`: with nothing to judge it is not-applicable."""

        def decorate(check: Check) -> Requirement:
            wanted = self.needs | frozenset(needs)
            requirement = Requirement(
                id_, level, source, self.flow, self, check, wanted, optional=optional
            )
            self.flow.requirements.append(requirement)
            return requirement

        return decorate


@dataclass(eq=False)
class Flow:
    """A part of the contract: its scenarios and its requirements. `name` is for `--only`."""

    name: str
    title: str
    scenarios: list[Scenario] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)

    def scenario(
        self,
        *,
        needs: Iterable[str] = (),
        vary: Vary = (),
        smoke: bool = False,
        first: bool = False,
        last: bool = False,
    ) -> Callable[[Callable[..., None]], Scenario]:
        """Decorator: a function that drives; it becomes a scenario named like the function."""

        def decorate(drive: Callable[..., None]) -> Scenario:
            name = drive.__name__.replace("_", "-")
            scenario = Scenario(self, name, drive, frozenset(needs), vary, smoke, first, last)
            self.scenarios.append(scenario)
            return scenario

        return decorate

    def always_must(self, id_: str, source: Source, **options: Any) -> Decorator:
        """Decorator: an invariant that every server has to keep; see `_invariant`."""
        return self._invariant(Level.MUST, id_, source, **options)

    def always_should(self, id_: str, source: Source, **options: Any) -> Decorator:
        """Decorator: an invariant that a server ought to keep; see `_invariant`."""
        return self._invariant(Level.SHOULD, id_, source, **options)

    def _invariant(
        self,
        level: Level,
        id_: str,
        source: Source,
        *,
        over: Callable[[Evidence], bool],
        needs: Iterable[str] = (),
        optional: bool = False,
    ) -> Decorator:
        """An invariant is judged over every exchange of the run for which `over` is true.

        Its check has one parameter for an exchange, and may have one for its `Memory` of those
        before. `optional`: with nothing to judge it is not-applicable.
        """

        def decorate(check: Check) -> Requirement:
            wanted = frozenset(needs)
            requirement = Requirement(id_, level, source, self, None, check, wanted, over, optional)
            self.requirements.append(requirement)
            return requirement

        return decorate
