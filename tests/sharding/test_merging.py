"""Shards put together are the run that they were parts of, and what is not whole is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from forgetful import forgetful_server
from starlette.types import ASGIApp

from conformance.calibration.trial import FEATURES, credentials
from conformance.certificate.shape import shaped
from conformance.contract import Contract
from conformance.exchange import Exchange, Header, Transcript
from conformance.merge.merging import gather, merge
from conformance.merge.part import MergeError
from conformance.outcome import Outcome, Verdict
from conformance.reference import RunningServer, Settings, create_app
from conformance.report import Report
from conformance.requirement import Flow
from conformance.run import TRANSCRIPT, Options, run
from conformance.share import Share
from conformance.target import Target
from conformance.transcript import open_transcript, read_transcript, write_transcript

ONLY = ("lead", "new-chat", "auth", "handoff", "rate-limits")
SHARDS = 3

Made = Callable[[Path, Share | None], Report]


def made(
    app: ASGIApp, contract: Contract, only: tuple[str, ...], *places: tuple[Path, Any]
) -> None:
    """Runs against one server, each into its place and of its share."""
    with RunningServer(app) as server:
        target = Target(server.url, credentials(), FEATURES)
        for place, share in places:
            run(target, contract, Options(only=only, share=share), place)


def shares(place: Path) -> list[tuple[Path, Share]]:
    return [(place / str(one), Share(one, SHARDS)) for one in range(1, SHARDS + 1)]


@pytest.fixture(scope="module")
def whole(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run, and beside it the same in shards."""
    place = tmp_path_factory.mktemp("right")
    right = create_app(Settings(limits="none"))
    made(right, contract, ONLY, (place / "whole", None), *shares(place))
    return place / "whole"


@pytest.fixture
def parts(whole: Path) -> list[Path]:
    return [whole.parent / str(one) for one in range(1, SHARDS + 1)]


@pytest.fixture(scope="module")
def faulty(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Shards of a server that fails LEAD-02."""
    place = tmp_path_factory.mktemp("faulty")
    made(forgetful_server(), contract, ("lead",), *shares(place))
    return [directory for directory, _ in shares(place)]


def changed(directory: Path, into: Path, **header: Any) -> Path:
    """A shard whose header says something else."""
    transcript = read_transcript(directory / TRANSCRIPT)
    into.mkdir()
    write_transcript(
        into / TRANSCRIPT, replace(transcript, header=replace(transcript.header, **header))
    )
    return into


def merged(
    parts: Sequence[Path], contract: Contract, place: Path, own: Sequence[Flow] = ()
) -> Report:
    return merge(gather(parts), contract, own, place / "merged")


def unplaced(exchange: Exchange) -> Exchange:
    """But for what merging changes."""
    return replace(exchange, number=0, started=0.0, ended=0.0)


def outcomes(report: Report) -> dict[str, Outcome]:
    return {one.id: one.outcome for one in report.requirements}


def test_merged_shards_come_to_what_one_run_comes_to(
    whole: Path, parts: list[Path], contract: Contract, tmp_path: Path
) -> None:
    report = merged(parts, contract, tmp_path)
    with RunningServer(create_app(Settings(limits="none"))) as server:
        target = Target(server.url, credentials(), FEATURES)
        one = run(target, contract, Options(only=ONLY), tmp_path / "one")
    assert outcomes(report) == outcomes(one)
    assert report.verdict is one.verdict
    assert report.summary == f"{one.summary} Merged from {SHARDS} shards."
    judged = {each.id: each.judged for each in one.requirements}
    # Each shard makes a first call of its own, which is evidence for invariants alone.
    assert all(each.judged >= judged[each.id] for each in report.requirements)


def test_the_order_makes_no_difference(
    parts: list[Path], tmp_path: Path, contract: Contract
) -> None:
    contents = set()
    for number, order in enumerate((parts, parts[::-1], parts[1:] + parts[:1])):
        place = tmp_path / str(number)
        merged(order, contract, place)
        contents.add((place / "merged" / TRANSCRIPT).read_bytes())
    assert len(contents) == 1


def test_a_merged_transcript_is_whole(
    parts: list[Path], contract: Contract, tmp_path: Path
) -> None:
    report = merged(parts, contract, tmp_path)
    transcript = open_transcript(tmp_path / "merged" / TRANSCRIPT)
    exchanges = list(transcript.exchanges)
    shards = [read_transcript(part / TRANSCRIPT) for part in parts]
    assert (transcript.damage, transcript.stopped, transcript.faults) == (None, None, ())
    assert (transcript.header.shard, transcript.header.merged) == (None, SHARDS)
    assert transcript.header.parts == 1
    assert transcript.header.started_at == min(one.header.started_at for one in shards)
    assert transcript.header.run == report.run
    assert [one.number for one in exchanges] == list(range(1, len(exchanges) + 1))
    for shard in shards:
        mine = [one for one in exchanges if one.run == shard.header.run]
        assert [unplaced(one) for one in mine] == [unplaced(one) for one in shard.exchanges]


@pytest.mark.parametrize("missing", range(SHARDS))
def test_a_missing_shard_is_named(
    parts: list[Path], missing: int, contract: Contract, tmp_path: Path
) -> None:
    report = merged(parts[:missing] + parts[missing + 1 :], contract, tmp_path)
    assert report.verdict is Verdict.INCOMPLETE
    assert f"Shard {missing + 1} of {SHARDS} is missing." in report.summary
    assert Outcome.FAIL not in outcomes(report).values()


def test_no_evidence_makes_up_for_a_missing_shard(
    whole: Path, contract: Contract, tmp_path: Path
) -> None:
    """Even where all requirements are judged, cases are missing."""
    place = changed(whole, tmp_path / "one", shard=(1, 2))
    report = merged([place], contract, tmp_path)
    assert report.verdict is Verdict.INCOMPLETE
    assert report.summary.startswith("None failed, but not all cases of the run are there.")


def test_a_doubled_shard_is_named_and_counted_once(
    parts: list[Path], contract: Contract, tmp_path: Path
) -> None:
    again = changed(parts[1], tmp_path / "again", started_at="2099-01-01T00:00:00.000Z", run="r2")
    report = merged([again, *parts], contract, tmp_path)
    assert report.verdict is Verdict.INCOMPLETE
    said = f"Shard 2 of {SHARDS} is there more than once: {parts[1]} was taken, and not {again}."
    assert said in report.summary
    whole = merged(parts, contract, tmp_path / "whole")
    assert outcomes(report) == outcomes(whole)
    assert report.traffic.requests == whole.traffic.requests


def test_a_shard_that_was_cut_off_is_named(
    parts: list[Path], contract: Contract, tmp_path: Path
) -> None:
    cut, empty = tmp_path / "cut", tmp_path / "empty"
    for place, length in ((cut, -500), (empty, 0)):
        place.mkdir()
        content = (parts[1] / TRANSCRIPT).read_bytes()
        (place / TRANSCRIPT).write_bytes(content[:length])
    report = merged([parts[0], cut, parts[2]], contract, tmp_path / "a")
    assert report.verdict is Verdict.INCOMPLETE
    assert f"Shard 2 of {SHARDS} is damaged: " in report.summary
    report = merged([parts[0], empty, parts[2]], contract, tmp_path / "b")
    assert report.verdict is Verdict.INCOMPLETE
    assert f"The transcript in {empty} can't be read, so its shard is missing." in report.summary
    assert f"Shard 2 of {SHARDS} is missing." in report.summary


def test_a_shard_that_stopped_or_went_wrong_says_so(
    parts: list[Path], contract: Contract, tmp_path: Path
) -> None:
    for name, members in (("stopped", {"stopped": "It broke."}), ("erred", {"faults": ("Ours.",)})):
        (tmp_path / name).mkdir()
        transcript = read_transcript(parts[2] / TRANSCRIPT)
        write_transcript(tmp_path / name / TRANSCRIPT, replace(transcript, **members))
    report = merged([*parts[:2], tmp_path / "stopped"], contract, tmp_path / "a")
    assert report.verdict is Verdict.INCOMPLETE
    assert f"Shard 3 of {SHARDS} stopped early: It broke." in report.summary
    report = merged([*parts[:2], tmp_path / "erred"], contract, tmp_path / "b")
    assert report.verdict is Verdict.INVALID
    assert report.faults == (f"Shard 3 of {SHARDS}: Ours.",)


def test_a_failure_of_one_shard_is_one_of_the_run(
    faulty: list[Path], contract: Contract, tmp_path: Path
) -> None:
    report = merged(faulty, contract, tmp_path)
    assert report.verdict is Verdict.NON_CONFORMANT
    assert outcomes(report)["LEAD-02"] is Outcome.FAIL
    failing = [
        part
        for part in faulty
        if '"verdict": "non-conformant"' in (part / "report.json").read_text(encoding="utf-8")
    ]
    assert failing
    # More that is missing makes no failure good.
    alone = merged(failing[:1], contract, tmp_path / "alone")
    assert alone.verdict is Verdict.NON_CONFORMANT
    assert "are missing" in alone.summary


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ({"profile": "full"}, "profile is core in the one and full in the other"),
        ({"seed": 4}, "seed is 0 in the one and 4 in the other"),
        ({"explore": 9}, "number of fresh cases (--explore) is 0"),
        ({"only": ("lead",)}, "selection (--only) is auth, handoff, lead, new-chat, rate-limits"),
        ({"own": ("acme",)}, "own flows (--flows) is nothing in the one and acme in the other"),
        ({"capabilities": ()}, "features, consents and credentials is agent, api-key"),
        ({"suite_version": "0.0.1"}, "version of the suite is"),
        ({"spec_digest": "sha256:1"}, "spec is sha256:"),
        ({"shard": (2, 4)}, "number of shards is 3 in the one and 4 in the other"),
        # That is the first of one.
        ({"shard": None}, "number of shards is 3 in the one and 1 in the other"),
        ({"target": "https://api.example.com"}, "target is http://127.0.0.1:"),
        ({"target": "http://127.0.0.1:1/v2"}, "target is http://127.0.0.1:"),
    ],
)
def test_what_is_not_of_one_run_is_refused(
    parts: list[Path], tmp_path: Path, header: dict[str, Any], what: str
) -> None:
    strange = changed(parts[1], tmp_path / "strange", **header)
    with pytest.raises(MergeError) as refused:
        gather([parts[0], strange, parts[2]])
    assert what in str(refused.value)
    assert str(strange) in str(refused.value)


def test_a_server_of_ones_own_may_have_another_port(
    parts: list[Path], contract: Contract, tmp_path: Path
) -> None:
    other = changed(parts[1], tmp_path / "other", target="http://127.0.0.1:1")
    assert not gather([parts[0], other, parts[2]]).lacking


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ({"shard": None, "merged": 3}, "is merged already; name the directories of the shards"),
        ({"started_at": "noon"}, "doesn't say when its run began"),
    ],
)
def test_what_is_no_shard_is_refused(
    parts: list[Path], tmp_path: Path, header: dict[str, Any], why: str
) -> None:
    with pytest.raises(MergeError, match=why):
        gather([*parts, changed(parts[1], tmp_path / "no-shard", **header)])


def test_a_directory_without_a_run_is_refused(parts: list[Path], tmp_path: Path) -> None:
    with pytest.raises(MergeError, match=r"transcript\.jsonl can't be read: No such file"):
        gather([*parts, tmp_path])


def test_a_shard_is_not_written_over(parts: list[Path], contract: Contract, tmp_path: Path) -> None:
    before = (parts[0] / TRANSCRIPT).read_bytes()
    link, again = tmp_path / "link", changed(parts[0], tmp_path / "again", run="r9")
    link.symlink_to(parts[0])
    # One that is left out, because there is another, isn't lost either.
    for place in (link, again):
        with pytest.raises(MergeError, match="is a shard itself, which would be lost"):
            merge(gather([*parts, again]), contract, (), place)
    assert (parts[0] / TRANSCRIPT).read_bytes() == before


def test_they_are_judged_by_what_they_were_driven_by(
    parts: list[Path], contract: Contract, tmp_path: Path
) -> None:
    def refused(own: Sequence[Flow], contract: Contract, **header: Any) -> str:
        place = tmp_path / str(len(list(tmp_path.iterdir())))
        place.mkdir()
        named = [changed(part, place / part.name, **header) for part in parts]
        with pytest.raises(MergeError) as error:
            merged(named, contract, place, own)
        return str(error.value)

    assert "merge with the version that drove them" in refused((), contract, suite_version="0.0.1")
    assert "name that one by --spec" in refused((), replace(contract, digest="sha256:1"))
    assert "with the own flows none, and here are acme" in refused((Flow("acme", "A"),), contract)


def test_a_header_says_what_part_it_is_and_older_ones_say_nothing(
    whole: Path, tmp_path: Path
) -> None:
    content = (whole / TRANSCRIPT).read_text(encoding="ascii")
    assert '"shard"' not in content.partition("\n")[0]
    assert '"merged"' not in content.partition("\n")[0]
    header: Header = open_transcript(whole / TRANSCRIPT).header
    assert (header.shard, header.merged, header.partial) == (None, 0, False)
    place = changed(whole, tmp_path / "part", shard=(2, 5))
    again = open_transcript(place / TRANSCRIPT)
    assert (again.header.shard, again.header.partial, again.damage) == ((2, 5), True, None)


def test_no_certificate_is_of_shards(whole: Path, tmp_path: Path) -> None:
    header = replace(open_transcript(whole / TRANSCRIPT).header, profile="certification", only=())
    cases: tuple[tuple[dict[str, Any], bool], ...] = (
        ({}, True),
        ({"shard": (1, 2)}, False),
        ({"merged": 2}, False),
    )
    for said, fits in cases:
        path = tmp_path / TRANSCRIPT
        write_transcript(path, Transcript(replace(header, **said)))
        line = json.loads(path.read_text(encoding="ascii").splitlines()[0])
        assert shaped("transcript-line", line) is fits
