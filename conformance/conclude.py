"""From a transcript to the report value: judging, counting, the verdict. Nothing is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from conformance import assurance, catalogue
from conformance.capability import CONSENTS, FEATURES
from conformance.contract import Contract
from conformance.evidence import Observations
from conformance.exchange import Exchange, Header, Transcript
from conformance.judge import judge
from conformance.outcome import Judgement, Level, Outcome, Verdict
from conformance.plan import CERTIFICATION
from conformance.report import Report, RequirementResult, Suite, Target
from conformance.requirement import Flow, Requirement
from conformance.requirement_set import requirement_set
from conformance.spec_lines import SpecLines
from conformance.survey import Survey, surveyed
from conformance.verdict import verdict


def conclude(
    transcript: Transcript,
    contract: Contract,
    judgements: Sequence[Judgement] | None = None,
    own: Sequence[Flow] = (),
    survey: Survey | None = None,
) -> Report:
    """Judge a transcript by the profile and selection that its header names.

    `judgements`, in the order of the catalogue, and `survey` save reading it where that has been
    done. `own` are the operator's flows that were driven; ValueError where
    they aren't those of the header.
    """
    header = transcript.header
    if tuple(flow.name for flow in own) != header.own:
        raise ValueError(f"the transcript is of a run with the own flows {header.own}")
    chosen = catalogue.selected(header.profile, header.only, own)
    if judgements is None:
        judgements = judge(transcript, chosen, Observations(contract))
    levels = {requirement.id: requirement.level for requirement in chosen}
    provisional = _provisional(header.profile, chosen)
    scored = [one for one in judgements if one.requirement not in provisional]
    damaged, erred = transcript.damage is not None, bool(transcript.faults)
    reached = verdict(
        scored, levels, damaged, erred, transcript.partial, stopped=transcript.stopped is not None
    )
    counts = Counter(judgement.outcome for judgement in scored)
    cited = {
        number
        for judgement in judgements
        for found in judgement.findings
        for number in (found.exchange, found.control)
    }
    named = tuple(_numbered(transcript, cited))
    seen = survey or surveyed(transcript, contract)
    results = tuple(map(result_of, chosen, _located(judgements, named, contract)))
    return Report(
        verdict=reached,
        summary=_summary(transcript, reached, scored, levels)
        + _parted(header)
        + _owned(chosen, own),
        run=header.run,
        started_at=header.started_at,
        target=Target(
            header.target,
            tuple(name for name in FEATURES if name in header.capabilities),
            header.capabilities,
            tuple(name for name in CONSENTS if name in header.capabilities),
        ),
        suite=Suite(header.suite_version, header.spec_digest, catalogue.digest(), contract.file),
        profile=header.profile,
        only=header.only,
        seed=header.seed,
        explore=header.explore,
        traffic=seen.traffic,
        stopped=transcript.stopped,
        damage=transcript.damage,
        faults=transcript.faults,
        counts={outcome: counts.get(outcome, 0) for outcome in Outcome},
        flows={flow.name: flow.title for flow in (*catalogue.flows(), *own)},
        requirements=tuple(result for result in results if result.id not in provisional),
        exchanges=named,
        assurance=assurance.assurance(),
        coverage=seen.coverage,
        pace=seen.pace,
        remarks=seen.remarks,
        log=transcript.exchanges,
        provisional=tuple(result for result in results if result.id in provisional),
        own=header.own,
        shard=header.shard,
        merged=header.merged,
    )


def _numbered(transcript: Transcript, numbers: Collection[int | None]) -> Iterator[Exchange]:
    """The exchanges that findings name."""
    exchanges = transcript.exchanges if any(numbers) else ()
    return (exchange for exchange in exchanges if exchange.number in numbers)


def _provisional(profile: str, chosen: Iterable[Requirement]) -> frozenset[str]:
    """The requirements that are run and shown without being scored, for certificates alone."""
    if profile != CERTIFICATION:
        return frozenset()
    return frozenset(one.id for one in chosen) - requirement_set().ids


def _located(
    judgements: Sequence[Judgement], shown: Iterable[Exchange], contract: Contract
) -> Iterator[Judgement]:
    """The judgements, each finding with the line of the spec that it is about."""
    exchanges = {one.number: one for one in shown}
    if not exchanges:
        yield from judgements
        return
    lines = SpecLines(contract)
    for judgement in judgements:
        yield replace(
            judgement,
            findings=tuple(
                replace(found, spec_line=lines.of(exchanges[found.exchange], found.pointer))
                for found in judgement.findings
            ),
        )


def _parted(header: Header) -> str:
    """Which part of a run it is, or of how many it was put together, behind the summary."""
    if header.partial and header.shard is not None:
        shard, shards = header.shard
        return f" This is shard {shard} of {shards}, which says nothing of the rest: merge them."
    return f" Merged from {header.merged} shards." if header.merged > 1 else ""


def _owned(chosen: Iterable[Requirement], own: Sequence[Flow]) -> str:
    """What a reader has to know of requirements that aren't the suite's, behind the summary."""
    count = sum(requirement.flow in own for requirement in chosen)
    if not count:
        return ""
    names = ", ".join(flow.name for flow in own)
    verb = "is" if count == 1 else "are"
    return f" {count} of the requirements {verb} the operator's own ({names}), not the suite's."


def result_of(requirement: Requirement, judgement: Judgement) -> RequirementResult:
    """A requirement with what came of it, as reports have it."""
    return RequirementResult(
        id=requirement.id,
        flow=requirement.flow.name,
        level=requirement.level,
        statement=requirement.statement,
        explanation=requirement.explanation,
        source=str(requirement.source),
        file=requirement.file,
        line=requirement.line,
        outcome=judgement.outcome,
        judged=judgement.judged,
        reason=judgement.reason,
        findings=judgement.findings,
        saboteurs=assurance.caught(requirement),
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _summary(
    transcript: Transcript,
    result: Verdict,
    judgements: Sequence[Judgement],
    levels: dict[str, Level],
) -> str:
    """One or two sentences that say what the verdict rests on."""
    counts = Counter(judgement.outcome for judgement in judgements)
    if result is Verdict.NON_CONFORMANT:
        said = f"{_count(counts[Outcome.FAIL], 'mandatory requirement')} failed."
    elif result is Verdict.INVALID:
        said = _why_invalid(transcript, counts)
    elif result is Verdict.INCOMPLETE and transcript.header.partial:
        said = f"{_count(counts[Outcome.PASS], 'requirement')} held in this part and none failed."
    elif result is Verdict.INCOMPLETE:
        missing = _not_observed_musts(judgements, levels)
        said = f"{_count(missing, 'mandatory requirement')} could not be judged."
        if not missing:
            said = "None failed, but not all cases of the run are there."
    else:
        said = f"{_count(counts[Outcome.PASS], 'requirement')} held."
        if counts[Outcome.DEVIATION]:
            said = f"{said[:-1]}, {_count(counts[Outcome.DEVIATION], 'recommendation')} did not."
    return f"{said} {transcript.stopped}" if transcript.stopped else said


def _not_observed_musts(judgements: Iterable[Judgement], levels: dict[str, Level]) -> int:
    return sum(
        judgement.outcome is Outcome.NOT_OBSERVED and levels[judgement.requirement] is Level.MUST
        for judgement in judgements
    )


def _why_invalid(transcript: Transcript, counts: Counter[Outcome]) -> str:
    if transcript.faults or counts[Outcome.ERROR]:
        return "The suite itself went wrong, so this run says nothing about the target."
    if transcript.damage:
        return f"The transcript is damaged: {transcript.damage}."
    return "Nothing could be observed."
