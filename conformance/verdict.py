"""The verdict of a run, and its exit code: the one place that computes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conformance.outcome import Judgement, Level, Outcome, Verdict

OBSERVED = frozenset({Outcome.PASS, Outcome.FAIL, Outcome.DEVIATION})


def verdict(
    judgements: Iterable[Judgement],
    levels: Mapping[str, Level],
    damaged: bool = False,
    erred: bool = False,
    partial: bool = False,
    *,
    stopped: bool = False,
) -> Verdict:
    """What the judgements together say of a target.

    `levels` gives each requirement's level by its id. `damaged` says that the transcript isn't
    whole, `erred` that the suite itself went wrong while driving, `partial` that some of the run's
    cases are not in it, `stopped` that it ended before its time. More evidence of failure never
    makes a verdict better.
    """
    all_of_them = tuple(judgements)
    outcomes = {judgement.outcome for judgement in all_of_them}
    if Outcome.FAIL in outcomes:
        return Verdict.NON_CONFORMANT
    if damaged or erred or Outcome.ERROR in outcomes or not (partial or outcomes & OBSERVED):
        return Verdict.INVALID
    if (
        partial
        or stopped
        or any(
            judgement.outcome is Outcome.NOT_OBSERVED
            and levels[judgement.requirement] is Level.MUST
            for judgement in all_of_them
        )
    ):
        return Verdict.INCOMPLETE
    if Outcome.DEVIATION in outcomes:
        return Verdict.CONFORMANT_WITH_DEVIATIONS
    return Verdict.CONFORMANT


def exit_code(verdict: Verdict, *, erred: bool = False, strict: bool = False) -> int:
    """The process's exit code for a verdict; with `strict` a deviation counts as a failure.

    `erred` says that the suite itself went wrong: that is 4 unless the target was found wanting.
    """
    match verdict:
        case Verdict.NON_CONFORMANT:
            return 1
        case Verdict.CONFORMANT:
            return 0
        case Verdict.CONFORMANT_WITH_DEVIATIONS:
            return 1 if strict else 0
        case Verdict.INCOMPLETE | Verdict.INVALID:
            return 4 if erred else 3
