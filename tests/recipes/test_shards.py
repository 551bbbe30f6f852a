"""The recipes that part a run among jobs: each job as its service runs it, then the merging."""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

import pytest
import yaml

from conformance.parallel import SERVICES

from .services import KNOWN, ROOT, Service, assert_fits, suite_to_clone
from .test_github import job_at, outputs

GITHUB = yaml.safe_load((ROOT / "recipes/github-shards.yml").read_text(encoding="utf-8"))
GITLAB = yaml.safe_load((ROOT / "recipes/gitlab-shards.yml").read_text(encoding="utf-8"))
SHARDS, MERGE = yaml.safe_load_all(
    (ROOT / "recipes/kubernetes-shards.yml").read_text(encoding="utf-8")
)
DOCUMENT = (ROOT / "docs/shards.md").read_text(encoding="utf-8")
FEW = "LEAD-01"


def step_of(name: str) -> dict[str, str]:
    """What the workflow's job of this name gives to the action."""
    (using,) = [one for one in GITHUB["jobs"][name]["steps"] if "OWNER" in one["uses"]]
    given: dict[str, str] = using["with"]
    return given


def merged(service: Service, place: str) -> tuple[str, int]:
    """The verdict of a merged report, and of how many shards it was made."""
    report = json.loads((service.directory / place / "report.json").read_bytes())
    return report["verdict"], report["merged"]


def test_github_parts_and_merges_it(service: Service, url: str) -> None:
    inputs = {name: step_of("shard")[name] for name in ("shard", "profile")}
    for index in range(2):
        # The artefact of a job is unpacked into a directory of its own.
        place = f"shards/conformance-shard-{index + 1}"
        one = {**inputs, "url": url, "only": FEW, "report-dir": place}
        done = job_at(service, one, index, 2)
        assert done.returncode == 0, done.stdout + done.stderr
        assert outputs(service)["verdict"] == "incomplete"
    done = job_at(service, step_of("conformance"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert merged(service, "conformance-report") == ("conformant", 2)


def test_githubs_jobs_are_named_as_they_are_found() -> None:
    matrix = GITHUB["jobs"]["shard"]["strategy"]["matrix"]
    assert matrix.keys() == {"shard"}
    name = step_of("shard")["artifact"].replace("${{ matrix.shard }}", "1")
    (found,) = [
        one["with"] for one in GITHUB["jobs"]["conformance"]["steps"] if "OWNER" not in one["uses"]
    ]
    assert re.fullmatch(found["pattern"].replace("*", "[0-9]"), name)
    assert found["path"] == step_of("conformance")["merge"]


def run_gitlab(service: Service, name: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A job of the pipeline, with the working directory that its artefacts are put into."""
    base, one = GITLAB[".conformance"], GITLAB[name]
    lines = "\n".join(base["before_script"] + one["script"])
    suite = service.directory.parent / "suite"
    if not suite.exists():
        suite_to_clone(service.directory.parent)
    subprocess.run(["rm", "-rf", service.directory / ".conformance-suite"], check=True)
    given = {**GITLAB["variables"], **one.get("variables", {}), "SUITE": str(suite), **variables}
    return service.run(("sh", "-e"), lines, given)


def test_gitlab_parts_and_merges_it(service: Service, url: str) -> None:
    few = {"CONFORMANCE_URL": url, "CONFORMANCE_ONLY": FEW, "CI_NODE_TOTAL": "2"}
    for index in "12":
        done = run_gitlab(service, "conformance-shards", CI_NODE_INDEX=index, **few)
        assert done.returncode == 0, done.stdout + done.stderr
    done = run_gitlab(service, "conformance", CI_NODE_TOTAL="1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert merged(service, "conformance-report") == ("conformant", 2)


def test_the_pipeline_is_one_of_gitlab(service: Service) -> None:
    assert_fits("gitlab-ci", GITLAB, service.directory)
    shards = GITLAB["conformance-shards"]
    assert shards["artifacts"]["paths"] == ["shards"]
    assert GITLAB["conformance"]["when"] == "always"
    assert set(shards["variables"]) <= KNOWN


def container(document: Any) -> Any:
    (one,) = document["spec"]["template"]["spec"]["containers"]
    return one


def run_pod(service: Service, document: Any, **variables: str) -> subprocess.CompletedProcess[str]:
    """A pod's command, with its volume in the job's directory and the suite as a program."""
    one = container(document)
    program = service.directory.parent / "programs/optimly-conformance"
    service.environment({})
    program.write_text('#!/bin/sh\nexec python -P -m conformance.cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    (line,) = one["args"]
    named = {each["name"]: each["value"] for each in one.get("env", ()) if "value" in each}
    lines = line.replace("/reports/", f"{service.directory}/reports/")
    return service.run(("sh",), lines, {**named, **variables})


def test_kubernetes_parts_it_and_misses_a_pod(service: Service, url: str) -> None:
    few = {"CONFORMANCE_ONLY": FEW, "CONFORMANCE_SHARDS": "2", "CONFORMANCE_URL": url}
    done = run_pod(service, SHARDS, JOB_COMPLETION_INDEX="1", **few)
    assert done.returncode == 0, done.stdout + done.stderr
    done = run_pod(service, MERGE)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "Shard 1 of 2 is missing." in done.stdout
    assert merged(service, "reports/merged") == ("incomplete", 2)


@pytest.mark.parametrize(("code", "ends"), [(0, 0), (1, 0), (2, 1), (3, 1), (4, 1)])
def test_a_pod_is_started_again_unless_it_has_a_result(
    service: Service, code: int, ends: int
) -> None:
    (line,) = container(SHARDS)["args"]
    lines = f"optimly-conformance() {{ return {code}; }}\n{line.replace('optimly-', 'optimly_')}"
    done = service.run(("sh",), lines.replace("optimly-conformance()", "optimly_conformance()"), {})
    assert done.returncode == ends


def test_the_manifest_has_as_many_pods_as_shards() -> None:
    spec, environment = SHARDS["spec"], container(SHARDS)["env"]
    (shards,) = [one["value"] for one in environment if one["name"] == "CONFORMANCE_SHARDS"]
    assert spec["completionMode"] == "Indexed"
    assert spec["completions"] == spec["parallelism"] == int(shards)
    for document in (SHARDS, MERGE):
        assert (document["apiVersion"], document["kind"]) == ("batch/v1", "Job")
        mounted = {one["name"] for one in container(document)["volumeMounts"]}
        volumes = document["spec"]["template"]["spec"]["volumes"]
        assert mounted == {one["name"] for one in volumes}


@pytest.mark.parametrize("one", SERVICES, ids=lambda one: one.index)
def test_every_variable_is_described(one: Any) -> None:
    name = one.name.replace("parallelism", "`parallelism`")
    name = re.sub(r"parallel$", "`parallel`", name)
    (row,) = [line for line in DOCUMENT.splitlines() if f"`{one.index}`" in line]
    assert row.startswith(f"| {name} |")
    assert f"`{one.total}`" in row
    assert row.endswith(f"| {one.first} |")
