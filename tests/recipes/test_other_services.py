"""The recipes for GitLab, Jenkins and a plain shell, run as those services run them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from .services import HOSTILE, KNOWN, ROOT, Service, assert_fits, suite_to_clone

SPEC, JOB = yaml.safe_load_all((ROOT / "templates/conformance.yml").read_text(encoding="utf-8"))
INPUTS: dict[str, Any] = SPEC["spec"]["inputs"]
INPUT = re.compile(r"\$\[\[ inputs\.([\w-]+) \]\]")
JENKINS = (ROOT / "recipes/Jenkinsfile").read_text(encoding="utf-8")
SHELL = ("sh", "-e")


def rendered(value: Any, values: dict[str, str]) -> Any:
    """A value of the component with its inputs filled in, node by node as GitLab does it."""
    if isinstance(value, dict):
        return {key: rendered(one, values) for key, one in value.items()}
    if isinstance(value, list):
        return [rendered(one, values) for one in value]
    return INPUT.sub(lambda found: values[found[1]], value) if isinstance(value, str) else value


def gitlab(inputs: dict[str, str]) -> Any:
    """The job of the component with these inputs."""
    defaults = {name: str(one["default"]) for name, one in INPUTS.items() if "default" in one}
    return rendered(JOB, {**defaults, **inputs})["conformance"]


def run_gitlab(service: Service, **inputs: str) -> subprocess.CompletedProcess[str]:
    job = gitlab({"suite": str(suite_to_clone(service.directory.parent)), **inputs})
    return service.run(SHELL, "\n".join(job["script"]), job["variables"])


def run_jenkins(service: Service, **variables: str) -> subprocess.CompletedProcess[str]:
    """The lines of the pipeline, with its parameters in the environment."""
    lines = re.findall(r"^ *sh '(.*)'$", JENKINS, re.MULTILINE)
    fixed = dict(re.findall(r"^ *([A-Z_]+) = '(.*)'$", JENKINS, re.MULTILINE))
    suite = str(suite_to_clone(service.directory.parent))
    return service.run(SHELL, "\n".join(lines), {**fixed, "SUITE": suite, **variables})


def test_the_component_is_a_job_of_gitlab(service: Service) -> None:
    assert_fits("gitlab-ci", {"conformance": gitlab({"suite": "x"})}, service.directory)


def test_the_components_inputs_are_used_and_are_what_the_suite_reads() -> None:
    assert set(INPUT.findall(str(JOB))) == INPUTS.keys()
    variables = JOB["conformance"]["variables"].keys()
    assert variables - {"SUITE", "SUITE_REF"} <= KNOWN


def test_no_input_is_put_into_a_line_of_shell() -> None:
    assert not INPUT.search(str(JOB["conformance"]["script"]))
    assert not re.search(r'\bsh\s*\(?\s*"', JENKINS)
    assert all("${" not in line for line in re.findall(r"sh '(.*)'", JENKINS))


def test_gitlab_runs_it(service: Service, url: str) -> None:
    done = run_gitlab(service, url=url, profile="smoke")
    assert done.returncode == 0, done.stdout + done.stderr
    report = JOB["conformance"]["artifacts"]["reports"]["junit"]
    assert (service.directory / report).exists()
    assert len(service.installed) == 2


def test_gitlab_fails_a_faulty_server(service: Service, faulty: str) -> None:
    assert run_gitlab(service, url=faulty, only="lead").returncode == 1


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", [name for name in INPUTS if name not in {"stage", "image"}])
def test_a_hostile_input_of_gitlab_is_no_more_than_a_value(
    service: Service, url: str, name: str, hostile: str
) -> None:
    run_gitlab(service, **{"url": url, "only": "LEAD-01", name: hostile})
    assert not service.is_owned()


@pytest.mark.parametrize("name", ["suite", "suite-ref"])
def test_a_place_to_clone_from_is_no_option(service: Service, name: str) -> None:
    done = run_gitlab(service, **{name: "--upload-pack=touch owned"})
    assert done.returncode != 0
    assert not service.is_owned()


def test_jenkins_runs_it(service: Service, url: str, faulty: str) -> None:
    done = run_jenkins(service, CONFORMANCE_URL=url, CONFORMANCE_ONLY="lead")
    assert done.returncode == 0, done.stdout + done.stderr
    (report,) = re.findall(r"junit '(.*)'", JENKINS)
    assert (service.directory / report).exists()


def test_jenkins_fails_a_faulty_server(service: Service, faulty: str) -> None:
    assert run_jenkins(service, CONFORMANCE_URL=faulty, CONFORMANCE_ONLY="lead").returncode == 1


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", re.findall(r"name: '(\w+)'", JENKINS))
def test_a_hostile_parameter_of_jenkins_is_no_more_than_a_value(
    service: Service, url: str, name: str, hostile: str
) -> None:
    assert f'{name} = "${{params.{name}}}"' in JENKINS
    assert name in KNOWN
    run_jenkins(service, **{"CONFORMANCE_URL": url, "CONFORMANCE_ONLY": "LEAD-01", name: hostile})
    assert not service.is_owned()


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A checkout whose path has what a careless script would trip over."""
    return suite_to_clone(tmp_path).rename(tmp_path / "the suite's $HOME")


def test_the_shell_script_keeps_its_environment_in_the_checkout(
    service: Service, suite: Path, url: str
) -> None:
    words = f'sh "$SCRIPT" {url} --only LEAD-01 --report-dir "a b"'
    variables = {"SCRIPT": str(suite / "recipes/conformance.sh")}
    done = service.run(SHELL, words, variables)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (suite / ".conformance/bin/python").exists()
    assert (service.directory / "a b/report.json").exists()
    assert all(str(suite) in call for call in service.installed)


def test_the_shell_script_takes_nothing_in_its_directory_for_the_suite(
    service: Service, suite: Path, url: str
) -> None:
    (service.directory / "conformance").mkdir()
    (service.directory / "conformance/__init__.py").write_text("raise SystemExit(9)\n")
    variables = {"SCRIPT": str(suite / "recipes/conformance.sh"), "CONFORMANCE_ONLY": "LEAD-01"}
    assert service.run(SHELL, f'sh "$SCRIPT" {url}', variables).returncode == 0


def test_the_shell_script_stops_where_it_can_not_install(service: Service, suite: Path) -> None:
    variables = {"SCRIPT": str(suite / "recipes/conformance.sh"), "CONFORMANCE_PYTHON": "false"}
    done = service.run(SHELL, 'sh "$SCRIPT"', variables)
    assert done.returncode == 1
    assert not (service.directory / "reports").exists()
