"""The unit of work: a requirement, its check, and the saboteurs that show that it can fail.

A flow has scenarios, which drive, and each scenario has requirements, which judge its steps. A flow
may also have invariants: requirements judged over every exchange to which they apply.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, overload

from conformance.evidence import Case, Evidence, Memory
from conformance.need import Need, need_of
from conformance.outcome import Level
from conformance.plan import Plan, Variations, Vary
from conformance.source import Source

if TYPE_CHECKING:
    from conformance.sabotage.answer import Answer
    from conformance.sabotage.call import Call

ROOT = Path(__file__).parent.parent

Check = Callable[..., None]
Spoil = Callable[["Answer"], None]
Decide = Callable[["Call"], Iterator[None] | None]
Wrong = TypeVar("Wrong", bound="Spoil | Decide")


@dataclass(frozen=True, slots=True)
class Saboteur:
    """A fault of a server that is correct otherwise; `name` says what the server does.

    One with `spoil` turns a correct answer into a wrong one: the answers to `steps` (none: to the
    requirement's first step; of an invariant, the first exchange that it judges, of such a step
    if any are named). One with `decide` is a server that decides wrongly: it gets each request
    before the correct server behind it, and after a `yield` the answer. `also` names the other
    requirements that rightly notice it.
    """

    name: str
    steps: tuple[str, ...]
    also: frozenset[str]
    spoil: Spoil | None = None
    decide: Decide | None = None

    @property
    def slug(self) -> str:
        """The name in one word, for the command line."""
        return self.name.replace(" ", "-")


@dataclass(eq=False)
class Requirement:
    """One thing that is asked of a server. `needs` are capabilities of the target.

    `within` are wider requirements: whatever violates this one violates one of them too.
    """

    id: str
    level: Level
    source: Source
    flow: Flow
    scenario: Scenario | None
    check: Check
    needs: frozenset[str]
    over: Callable[[Evidence], bool] | None = None
    optional: bool = False
    within: frozenset[str] = frozenset()
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
        """The file it is written in, relative to the root of the checkout or of the package.

        An operator's own is relative to the current directory, and elsewhere no more than its name.
        """
        path = Path(self.check.__code__.co_filename)
        for root in (ROOT, Path.cwd()):
            if path.is_relative_to(root):
                return path.relative_to(root).as_posix()
        return path.name

    @property
    def line(self) -> int:
        return self.check.__code__.co_firstlineno

    @cached_property
    def evidence(self) -> tuple[Need, ...]:
        """What its check asks for, in the order of the parameters."""
        return tuple(
            need_of(name, hint)
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

    def places(self, saboteur: Saboteur) -> set[tuple[str, str, str]]:
        """Flow, scenario and step of each answer that a saboteur of a scenario's steps spoils."""
        assert self.scenario is not None
        steps = saboteur.steps or (self.evidence[0].step,)
        return {(self.flow.name, self.scenario.name, step) for step in steps}

    def _parameter(self, kind: type) -> str | None:
        return next((name for name, hint in self._parameters.items() if hint is kind), None)

    @cached_property
    def _parameters(self) -> dict[str, Any]:
        hints = typing.get_type_hints(self.check, include_extras=True)
        return {name: hints.get(name) for name in inspect.signature(self.check).parameters}

    @overload
    def broken_by(self, wrong: Wrong, /) -> Wrong: ...

    @overload
    def broken_by(
        self, /, *, also: Iterable[str] = (), step: str | tuple[str, ...] = ()
    ) -> Callable[[Wrong], Wrong]: ...

    def broken_by(
        self,
        wrong: Wrong | None = None,
        /,
        *,
        also: Iterable[str] = (),
        step: str | tuple[str, ...] = (),
    ) -> Wrong | Callable[[Wrong], Wrong]:
        """Decorator: adds a saboteur, whose name says what a faulty server does.

        A function of an `answer` spoils that; one of a `call` decides. `step`: the step whose
        answers are spoilt, or several; without it, the requirement's first.
        """
        steps = (step,) if isinstance(step, str) else step

        def add(function: Wrong) -> Wrong:
            name = function.__name__.replace("_", " ")
            decides = "call" in inspect.signature(function).parameters
            functions: Any = {"decide" if decides else "spoil": function}
            self.saboteurs.append(Saboteur(name, steps, frozenset(also), **functions))
            return function

        return add if wrong is None else add(wrong)


Decorator = Callable[[Check], Requirement]


@dataclass(eq=False)
class Scenario:
    """One way through a flow. `drive` gets a session, and a variation where there are several.

    `vary` gives pairs of a name and a value, or makes them for a run. `smoke`: belongs to the
    smallest profile, which takes the first variation only. `first` and `last`: runs before or after
    everything else, alone. `together`: a requirement compares the variations with each other, so
    that they are not parted among shards.
    """

    flow: Flow
    name: str
    drive: Callable[..., None]
    needs: frozenset[str]
    vary: Vary
    smoke: bool
    first: bool
    last: bool
    together: bool = False

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
        within: Iterable[str] = (),
    ) -> Decorator:
        """`optional`: with nothing to judge it is not-applicable. `within`: see `Requirement`."""

        def decorate(check: Check) -> Requirement:
            requirement = Requirement(
                id_,
                level,
                source,
                self.flow,
                self,
                check,
                self.needs | frozenset(needs),
                optional=optional,
                within=frozenset(within),
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
        together: bool = False,
    ) -> Callable[[Callable[..., None]], Scenario]:
        """Decorator: a function that drives; it becomes a scenario named like the function."""

        def decorate(drive: Callable[..., None]) -> Scenario:
            name = drive.__name__.replace("_", "-")
            scenario = Scenario(
                self, name, drive, frozenset(needs), vary, smoke, first, last, together
            )
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
        within: Iterable[str] = (),
    ) -> Decorator:
        """An invariant is judged over every exchange of the run for which `over` is true.

        Its check has one parameter for an exchange, and may have one for its `Memory` of those
        before. `optional`: with nothing to judge it is not-applicable. `within`: see `Requirement`.
        """

        def decorate(check: Check) -> Requirement:
            requirement = Requirement(
                id_,
                level,
                source,
                self,
                None,
                check,
                frozenset(needs),
                over,
                optional,
                frozenset(within),
            )
            self.requirements.append(requirement)
            return requirement

        return decorate
