"""Whether a run lets a change through: the one place that decides it, for every front."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from conformance.baseline.entry import Baseline
from conformance.baseline.seen import Result, Seen, seen_in
from conformance.baseline.settling import STALE, Settled, State, settle
from conformance.outcome import Judgement, Outcome, Verdict
from conformance.report import Report
from conformance.reports.text import visible
from conformance.verdict import exit_code, verdict


@dataclass(frozen=True, slots=True)
class Gate:
    """The exit code of a run, and what it rests on. The verdict of the report is not its matter.

    `known` are the ids of requirements whose every cause is in the baseline; `new` those that fail
    otherwise. `settled` has every entry. `place` is the baseline's file, None without one.
    """

    code: int
    known: frozenset[str] = frozenset()
    new: tuple[str, ...] = ()
    settled: tuple[Settled, ...] = ()
    place: Path | None = None

    @property
    def stale(self) -> tuple[Settled, ...]:
        """The entries that have to be changed."""
        return tuple(one for one in self.settled if one.state in STALE)

    def of(self, id_: str, state: State | None = None) -> tuple[Settled, ...]:
        """The entries of a requirement, in one state or any."""
        return tuple(
            one
            for one in self.settled
            if one.entry.requirement == id_ and state in {None, one.state}
        )

    @property
    def sentence(self) -> str | None:
        """Why it passes or fails; None without a baseline."""
        if self.place is None:
            return None
        name = visible(str(self.place))
        present = [one.entry for one in self.settled if one.present]
        if self.code == 0:
            said = f"the gate passes: {_count(len(self.known), 'known failure')} ({name})"
            if present:
                said += f", the earliest expires {min(one.expires for one in present)}"
            unknown = sum(one.state is State.OPEN for one in self.settled)
            return f"{said}; {unknown} not judged in this run" if unknown else said
        counts = [_count(len(self.new), "new failure")] if self.new else []
        for state in sorted(STALE):
            if number := sum(one.state is state for one in self.settled):
                counts.append(f"{number} {state} {'entry' if number == 1 else 'entries'}")
        return f"the gate fails: {', '.join(counts) or 'not all could be judged'} ({name})"


def gate(
    report: Report,
    strict: bool,
    today: date,
    ids: Collection[str],
    *,
    baseline: Baseline | None = None,
    place: Path | None = None,
) -> Gate:
    """What a run comes to at a gate. With `strict` a deviation counts as a failure.

    Known failures are taken as passed, and what the verdict would then be decides: so a run that
    is incomplete or invalid but for them stays so. Entries that have to be changed fail it too.
    """
    erred = bool(report.faults or report.counts[Outcome.ERROR])
    if baseline is None:
        return Gate(_code(report.verdict, report, erred=erred, strict=strict))
    seen = seen_in(report)
    settled = settle(baseline, seen, ids, today)
    covered = {one.entry.key for one in settled if one.present}
    unmet = {id_: result for id_, result in seen.results.items() if result.is_unmet}
    known = frozenset(id_ for id_, result in unmet.items() if _is_covered(id_, result, covered))
    code = _code(_without(known, seen, report), report, known, erred=erred, strict=strict)
    stale = any(one.state in STALE for one in settled)
    counting = {Outcome.FAIL, Outcome.DEVIATION} if strict else {Outcome.FAIL}
    new = tuple(
        id_ for id_, result in unmet.items() if id_ not in known and result.outcome in counting
    )
    return Gate(1 if code == 0 and stale else code, known, new, settled, place)


def _code(
    verdict: Verdict,
    report: Report,
    known: Collection[str] = (),
    *,
    erred: bool,
    strict: bool,
) -> int:
    """The exit code. A shard that was driven to its end has done what was asked of it.

    Its verdict is incomplete all the same, since a part says nothing of the whole.
    """
    done = report.is_shard and verdict is Verdict.INCOMPLETE and report.stopped is None
    if not done:
        return exit_code(verdict, erred=erred, strict=strict)
    deviates = any(
        one.outcome is Outcome.DEVIATION and one.id not in known for one in report.requirements
    )
    return 1 if strict and deviates else 0


def _is_covered(id_: str, result: Result, covered: Collection[tuple[str, str]]) -> bool:
    return bool(result.causes) and all((id_, cause) in covered for cause in result.causes)


def _without(known: Collection[str], seen: Seen, report: Report) -> Verdict:
    """The verdict that there would be if the known failures had passed."""
    judgements = [
        Judgement(id_, Outcome.PASS if id_ in known else result.outcome)
        for id_, result in seen.results.items()
    ]
    levels = {id_: result.level for id_, result in seen.results.items()}
    damaged, erred = report.damage is not None, bool(report.faults)
    return verdict(
        judgements,
        levels,
        damaged=damaged,
        erred=erred,
        partial=report.partial,
        stopped=report.stopped is not None,
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
