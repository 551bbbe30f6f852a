"""One item per requirement: `pytest --pyargs conformance --target URL`.

The run is the same as the command line's; it is made when the first item is about to be judged.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conformance.configuration import ConfigurationError
from conformance.github.inert import inert
from conformance.outcome import Level, Outcome
from conformance.plugin.options import PREFIX, USAGE, choices, own

if TYPE_CHECKING:
    from conformance.launch import Launched
    from conformance.report import RequirementResult

FLOWS = Path(__file__).parent.parent / "flows"
LAUNCHED = pytest.StashKey["Launched"]()
MISTAKE = pytest.StashKey[str]()
UNMET = pytest.StashKey[int]()
"""How many items have failed because their requirement did."""

RESULTS = pytest.StashKey[dict[str, "RequirementResult"]]()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if FLOWS not in file_path.parents or file_path.suffix != ".py":
        return None
    kind = OwnFlows if file_path == FLOWS / "__init__.py" else FlowFile
    return kind.from_parent(parent, path=file_path)


class FlowFile(pytest.File):
    """One file of flows; its requirements, as far as they are chosen, are the items."""

    def collect(self) -> Iterable[RequirementItem]:
        from conformance import catalogue  # noqa: PLC0415 - loads every flow

        try:
            chosen = choices(self.config)
            found = catalogue.selected(chosen.profile, chosen.only, own(self.config))
        except (ConfigurationError, catalogue.SelectionError) as error:
            self.config.stash[MISTAKE] = str(error)
            return
        for requirement in found:
            if Path(requirement.check.__code__.co_filename) == self.path:
                yield RequirementItem.from_parent(
                    self, name=requirement.id, line=requirement.line, level=requirement.level
                )


class OwnFlows(pytest.File):
    """Stands among the suite's flows for the operator's own, wherever their files are."""

    def collect(self) -> Iterator[FlowFile]:
        try:
            flows = own(self.config)
        except ConfigurationError as error:
            self.config.stash[MISTAKE] = str(error)
            return
        checks = (requirement.check for flow in flows for requirement in flow.requirements)
        for path in dict.fromkeys(check.__code__.co_filename for check in checks):
            yield FlowFile.from_parent(self, path=Path(path))


def pytest_collection_modifyitems(config: pytest.Config) -> None:
    """Ends the session if it can't be run as asked: once, and not for each file."""
    if MISTAKE in config.stash:
        pytest.exit(config.stash[MISTAKE], returncode=USAGE)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: list[str]) -> None:
    """Ends the session where xdist would split the one run that all requirements share."""
    from conformance.catalogue import requirements  # noqa: PLC0415

    known = {one.id for one in requirements()}
    # What is wrong with flows that can't be used, the workers say.
    with suppress(ConfigurationError):
        known |= {one.id for flow in own(node.config) for one in flow.requirements}
    if known & {name.rpartition("::")[2] for name in ids}:
        pytest.exit(
            "The requirements share one run, which xdist's workers can't: leave -n out; "
            f"{PREFIX}concurrency sets the lanes.",
            returncode=USAGE,
        )


class Unmet(Exception):  # noqa: N818 - not an error of ours
    """What a requirement that failed is shown as."""


class RequirementItem(pytest.Item):
    """One requirement; running it looks up what the session's one run has found."""

    def __init__(self, *, line: int, level: Level, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._line = line
        self._level = level

    def runtest(self) -> None:
        from conformance.reports.plain import details  # noqa: PLC0415

        result = _results(self.session)[self.name]
        gate = self.config.stash[LAUNCHED].gate
        self.user_properties.append(("outcome", result.outcome.value))
        strict = choices(self.config).strict
        stale = [
            f"{one.state}: {one.sentence}"
            for one in gate.stale
            if one.entry.requirement == self.name
        ]
        if stale:
            raise Unmet("\n".join([f"{result.id}: {result.statement}", "Of the baseline:", *stale]))
        if result.id in gate.known:
            pytest.xfail("; ".join(one.sentence for one in gate.of(result.id)))
        unobserved = result.outcome is Outcome.NOT_OBSERVED
        launched = self.config.stash[LAUNCHED]
        # What a shard has no evidence for, another has.
        lenient = self._level != Level.MUST or (
            launched.report.is_shard and launched.gate.code == 0
        )
        if result.outcome is Outcome.NOT_APPLICABLE or (unobserved and lenient):
            pytest.skip(result.reason or result.outcome)
        wrong = {Outcome.FAIL, Outcome.ERROR, Outcome.NOT_OBSERVED}
        if result.outcome in wrong or (strict and result.outcome is Outcome.DEVIATION):
            raise Unmet(f"{result.id}: {result.statement}\n{details(result)}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, Unmet):
            self.config.stash[UNMET] = self.config.stash.get(UNMET, 0) + 1
            return inert(str(excinfo.value))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self._line - 1, self.name


def _results(session: pytest.Session) -> dict[str, RequirementResult]:
    stash = session.config.stash
    if RESULTS not in stash:
        launched = stash[LAUNCHED] = _launch(session)
        stash[RESULTS] = {result.id: result for result in launched.report.requirements}
    return stash[RESULTS]


def _launch(session: pytest.Session) -> Launched:
    """Make the run, of no more than the session's items. What can't be run ends the session."""
    from conformance.baseline.entry import BaselineError  # noqa: PLC0415
    from conformance.catalogue import selected  # noqa: PLC0415
    from conformance.launch import launch  # noqa: PLC0415
    from conformance.openapi import ContractError  # noqa: PLC0415
    from conformance.target import TargetError  # noqa: PLC0415

    chosen = choices(session.config)
    items = tuple(item.name for item in session.items if isinstance(item, RequirementItem))
    if len(items) < len(selected(chosen.profile, chosen.only, own(session.config))):
        chosen = replace(chosen, only=items)
    try:
        return launch(chosen, os.environ)
    except (BaselineError, ConfigurationError, ContractError, TargetError) as error:
        pytest.exit(str(error), returncode=USAGE)
    except OSError as error:
        pytest.exit(f"{error.filename} can't be used: {error.strerror}.", returncode=USAGE)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """The exit code is the gate's, as on the command line, unless other tests failed too.

    So a run that is worth nothing is no success, even where no item failed.
    """
    launched = session.config.stash.get(LAUNCHED, None)
    ours = session.config.stash.get(UNMET, 0)
    if launched is not None and exitstatus in {0, 1} and session.testsfailed == ours:
        session.exitstatus = launched.gate.code
