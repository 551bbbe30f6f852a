"""From the directories of shards to one report."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from conformance.conclude import conclude
from conformance.contract import Contract
from conformance.directory import TRANSCRIPT, default_directory, held, prepare
from conformance.merge.alike import check_alike
from conformance.merge.part import MergeError, Part, read_parts
from conformance.merge.putting import put_together
from conformance.merge.whole import once_each, shortcomings
from conformance.report import Report
from conformance.reports import write_reports
from conformance.requirement import Flow
from conformance.transcript import open_transcript


@dataclass(frozen=True, slots=True)
class Merge:
    """Shards that fit together, by their order. `lacking` says why they are no whole run.

    `sources` are the directories that were named, those of shards that are left out too.
    """

    parts: tuple[Part, ...]
    lacking: tuple[str, ...]
    sources: tuple[Path, ...]

    @property
    def directory(self) -> Path:
        """Where the report goes if nobody says."""
        return default_directory(self.parts[0].header.target)


def gather(directories: Collection[Path]) -> Merge:
    """Read and check shards. Raises MergeError where they are not of one run."""
    parts, unread = read_parts(directories)
    if not parts:
        raise MergeError("There is nothing to merge: " + (" ".join(unread) or "name directories."))
    check_alike(parts)
    lacking = (*unread, *shortcomings(parts))
    return Merge(tuple(once_each(parts)), lacking, tuple(directories))


def merge(gathered: Merge, contract: Contract, own: Sequence[Flow], directory: Path) -> Report:
    """Put the shards together in `directory`, judge them, and write all reports.

    Raises MergeError where they can't be judged as asked, DirectoryError where a run is in the
    directory, and OSError.
    """
    _check_judge(gathered.parts[0], contract, own)
    if directory.exists() and any(map(directory.samefile, gathered.sources)):
        raise MergeError(
            f"{directory} is a shard itself, which would be lost; choose another --report-dir."
        )
    with held(directory):
        prepare(directory)
        put_together(gathered.parts, " ".join(gathered.lacking) or None, directory / TRANSCRIPT)
        report = conclude(open_transcript(directory / TRANSCRIPT), contract, own=own)
        write_reports(report, directory)
    return report


def _check_judge(part: Part, contract: Contract, own: Sequence[Flow]) -> None:
    """The requirements and the contract have to be those of then."""
    header, here = part.header, version("optimly-conformance")
    if header.suite_version != here:
        raise MergeError(
            f"The shards are of version {header.suite_version} of the suite, and this is {here}: "
            "merge with the version that drove them."
        )
    if header.spec_digest != contract.digest:
        raise MergeError("The shards were driven with another spec; name that one by --spec.")
    names = tuple(flow.name for flow in own)
    if names != header.own:
        wanted, given = (", ".join(some) or "none" for some in (header.own, names))
        raise MergeError(
            f"The shards were driven with the own flows {wanted}, and here are {given}; name the "
            "same modules by --flows."
        )
