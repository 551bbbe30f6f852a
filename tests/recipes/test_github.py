"""The composite action: its form, and its line of shell with the values of a job."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.parallel import SERVICES

from .services import HOSTILE, KNOWN, ROOT, Service, assert_fits

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
(RUN,) = [step for step in STEPS if "run" in step]
BASH = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")
INPUT = re.compile(r"\$\{\{ inputs\.([\w-]+) \}\}")
STRATEGY = re.compile(r"\$\{\{ strategy\.([\w-]+) \}\}")
WORKFLOWS = tuple(ROOT / f"recipes/github-{name}.yml" for name in ("workflow", "shards"))
GIVEN = {match[1]: name for name, value in RUN["env"].items() if (match := INPUT.fullmatch(value))}
"""The variable of each input that the run gets."""


def job(service: Service, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the action's own step, with the token in the job's environment."""
    return job_at(service, inputs)


def job_at(
    service: Service, inputs: Mapping[str, str], index: int = 0, total: int = 1
) -> subprocess.CompletedProcess[str]:
    """The same at a place of its matrix."""
    values = {name: str(one["default"]) for name, one in ACTION["inputs"].items()} | dict(inputs)
    strategy = {"job-index": str(index), "job-total": str(total)}
    environment = {
        name: STRATEGY.sub(lambda found: strategy[found[1]], INPUT.sub(_given(values), value))
        for name, value in RUN["env"].items()
    }
    (service.directory.parent / "output").touch()
    around = {
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(service.directory.parent / "output"),
        "CONFORMANCE_ENVIRONMENT": str(service.directory.parent / "environment"),
    }
    return service.run(BASH, RUN["run"], environment | around)


def _given(values: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    return lambda found: values[found[1]]


def outputs(service: Service) -> dict[str, str]:
    """What a job's file of outputs says, read as GitHub reads it."""
    lines = iter((service.directory.parent / "output").read_text().splitlines())
    found = {}
    for line in lines:
        name, _, end = line.partition("<<")
        assert end, line
        found[name] = "\n".join(iter(lambda end=end: next(lines), end))  # type: ignore[misc]
    return found


def test_it_is_an_action(service: Service) -> None:
    assert_fits("github-actions", ACTION, service.directory)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_its_examples_are_workflows_that_use_it_rightly(service: Service, path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    # YAML 1.1 reads the key `on` as true.
    workflow["on"] = workflow.pop(True)
    assert_fits("github-workflows", workflow, service.directory)
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    using = [step for step in steps if "optimly-conformance@" in step.get("uses", "")]
    assert len(using) == len(workflow["jobs"])
    assert all(step["with"].keys() <= ACTION["inputs"].keys() for step in using)
    named = set(re.findall(r"outputs\.([\w-]+)", path.read_text(encoding="utf-8")))
    assert named <= ACTION["outputs"].keys()


@pytest.mark.parametrize("path", [ROOT / "action.yml", *WORKFLOWS], ids=lambda path: path.name)
def test_no_value_of_a_job_is_put_into_a_line_of_shell(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    for line in re.findall(r"^ *(?:- )?run: *(\|\n(?: {8,}.*\n)+|.*)", text, re.MULTILINE):
        assert "${{" not in line


@pytest.mark.parametrize("path", [ROOT / "action.yml", *WORKFLOWS], ids=lambda path: path.name)
def test_actions_of_others_are_pinned_by_commit(path: Any) -> None:
    for used in re.findall(r"uses: (.*)", path.read_text(encoding="utf-8")):
        ours = used.startswith("OWNER/optimly-conformance@")
        assert ours or re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[0-9.]+", used), used


def test_every_input_is_used_and_every_variable_is_one_that_the_suite_reads() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", str(ACTION["runs"])))
    assert used == ACTION["inputs"].keys()
    assert set(GIVEN.values()) <= KNOWN | {"MERGE"}
    others = RUN["env"].keys() - set(GIVEN.values())
    read = {name for one in SERVICES for name in (one.index, one.total)}
    assert others - read == {"CONFORMANCE_PYTHON"}


def test_a_correct_server_passes_the_job(service: Service, url: str) -> None:
    done = job(service, url=url, profile="smoke")
    assert done.returncode == 0, done.stdout + done.stderr
    report = service.directory / "conformance-report"
    assert outputs(service) == {"verdict": "conformant-with-deviations", "report-dir": str(report)}
    assert (report / "report.html").exists()
    constraints, suite = service.installed
    assert constraints.endswith(f"-r {ROOT}/constraints.txt")
    assert suite.endswith(f"--no-deps --no-build-isolation {ROOT}")


def test_a_faulty_server_fails_it(service: Service, faulty: str) -> None:
    done = job(service, url=faulty, only="lead", **{"report-dir": "elsewhere"})
    assert done.returncode == 1
    assert outputs(service)["verdict"] == "non-conformant"
    assert outputs(service)["report-dir"] == str(service.directory / "elsewhere")


def test_without_a_report_it_says_so(service: Service) -> None:
    assert job(service, url="http://").returncode == 2
    assert outputs(service) == {"verdict": "none", "report-dir": ""}


def test_an_app_is_tested_where_its_packages_are(service: Service) -> None:
    (service.directory / "shop.py").write_text(
        "from conformance.reference import Settings, create_app\n"
        "app = create_app(Settings(limits='none'))\n"
    )
    done = job(service, app="shop:app", only="LEAD-01")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (service.directory.parent / "environment").exists()


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", GIVEN)
def test_a_hostile_input_is_no_more_than_a_value(
    service: Service, url: str, name: str, hostile: str
) -> None:
    job(service, **{"url": url, "only": "LEAD-01", name: hostile})
    assert not service.is_owned()
    assert outputs(service).keys() == ACTION["outputs"].keys()


def test_a_value_of_several_lines_sets_no_other_output(service: Service, faulty: str) -> None:
    job(service, url=faulty, only="lead", **{"report-dir": "x\nverdict=conformant"})
    assert outputs(service)["verdict"] == "non-conformant"
