"""What CI servers and their helpers read: JUnit, CTRF, SARIF and the badge, of plain reports."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from example_reports import FULL, example, result
from published import BADGE, SCHEMAS

from conformance.outcome import Finding, Level, Outcome, Verdict
from conformance.report import Report
from conformance.reports import render_badge, render_ctrf, render_junit, render_sarif
from conformance.reports.sarif import RESULT_LIMIT

PASSED = result("LEAD-01", Outcome.PASS)
REPORTS = {
    Verdict.CONFORMANT: example(PASSED, result("LEAD-06", Outcome.NOT_APPLICABLE)),
    Verdict.CONFORMANT_WITH_DEVIATIONS: example(
        PASSED, FULL[2], verdict=Verdict.CONFORMANT_WITH_DEVIATIONS
    ),
    Verdict.NON_CONFORMANT: example(*FULL, verdict=Verdict.NON_CONFORMANT),
    Verdict.INCOMPLETE: example(PASSED, FULL[3], FULL[4], verdict=Verdict.INCOMPLETE),
    Verdict.INVALID: replace(
        example(PASSED, verdict=Verdict.INVALID), damage="The footer is missing."
    ),
}
every_verdict = pytest.mark.parametrize("verdict", Verdict)


def ctrf(report: Report) -> Any:
    return json.loads(render_ctrf(report))["results"]


def sarif(report: Report) -> Any:
    [run] = json.loads(render_sarif(report))["runs"]
    return run


def badge(report: Report) -> Any:
    return json.loads(render_badge(report))


# JUnit ------------------------------------------------------------------------------------------


@every_verdict
def test_junit_is_what_jenkins_schema_says_but_for_three_things(verdict: Verdict) -> None:
    root = ET.fromstring(render_junit(REPORTS[verdict]))
    schema = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")
    assert not schema.is_valid(root)
    # That schema is of the xUnit plugin. Jenkins' own JUnit plugin and the others read these.
    for case in root.iter("testcase"):
        for name in ("file", "line"):
            case.attrib.pop(name, None)
        for properties in case.findall("properties"):
            case.remove(properties)
    schema.validate(root)


def test_what_is_red_in_junit_says_in_its_text_all_that_a_reader_needs() -> None:
    root = ET.fromstring(render_junit(REPORTS[Verdict.NON_CONFORMANT]))
    [failure] = root.iter("failure")
    assert failure.text is not None
    assert failure.text.startswith(failure.get("message", "missing"))
    for said in (
        '/metadata/form_type: expected "email", got nothing',
        "Requirement: conformance/flows/lead.py:40",
        "Source: Contract, Lead capture",
        "Automations route on it.",
        "curl -X POST 'https://a'",
    ):
        assert said in failure.text
    for skipped in root.iter("skipped"):
        assert skipped.text == skipped.get("message")


def test_each_case_of_junit_has_its_properties_and_a_time_that_is_a_number() -> None:
    root = ET.fromstring(render_junit(REPORTS[Verdict.NON_CONFORMANT]))
    found = {}
    for case in root.iter("testcase"):
        assert float(case.get("time", "missing")) >= 0
        values = {one.get("name"): one.get("value") for one in case.iter("property")}
        found[values.get("id")] = values
    assert found["LEAD-04"] == {
        "id": "LEAD-04", "outcome": "not-observed", "level": "MUST", "judged": "0",
        "source": "Contract, Lead capture",
    }  # fmt: skip
    assert all(float(suite.get("time", "missing")) >= 0 for suite in root.iter("testsuite"))


# CTRF -------------------------------------------------------------------------------------------


def test_ctrf_tells_each_outcome_from_the_others() -> None:
    value = ctrf(REPORTS[Verdict.NON_CONFORMANT])
    assert [(test["status"], test["rawStatus"]) for test in value["tests"]] == [
        ("passed", "pass"),
        ("failed", "fail"),
        ("other", "deviation"),
        ("failed", "not-observed"),
        ("other", "not-observed"),
        ("skipped", "not-applicable"),
        ("failed", "error"),
        ("passed", "non-conformant"),
    ]
    failing = value["tests"][1]
    assert (failing["filePath"], failing["line"]) == ("conformance/flows/lead.py", 40)
    assert failing["message"] == '/metadata/form_type: expected "email", got nothing'
    assert "curl -X POST 'https://a'" in failing["trace"]
    assert value["summary"]["start"] == 1735787045000
    assert value["summary"]["stop"] - value["summary"]["start"] == 3250


@every_verdict
def test_ctrf_has_a_failure_unless_the_verdict_lets_a_change_through(verdict: Verdict) -> None:
    value = ctrf(REPORTS[verdict])
    green = verdict in {Verdict.CONFORMANT, Verdict.CONFORMANT_WITH_DEVIATIONS}
    assert (value["summary"]["failed"] == 0) is green
    assert value["environment"]["healthy"] is green


# SARIF ------------------------------------------------------------------------------------------


def test_sarif_has_a_rule_for_each_requirement_and_a_result_for_each_finding() -> None:
    run = sarif(REPORTS[Verdict.NON_CONFORMANT])
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert list(rules) == [one.id for one in FULL]
    assert rules["LEAD-03"]["defaultConfiguration"] == {"level": "warning"}
    assert rules["LEAD-02"]["help"]["text"] == (
        "The answer keeps the form's type.\n\nAutomations route on it."
        "\n\nSource: Contract, Lead capture"
    )
    found = [(one["ruleId"], one["kind"], one.get("level")) for one in run["results"]]
    assert found == [
        ("LEAD-02", "fail", "error"),
        ("LEAD-04", "open", None),
        ("LEAD-03", "fail", "warning"),
    ]
    [notification] = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["associatedRule"] == {"id": "LEAD-07"}


def test_sarif_points_at_the_line_of_the_spec_and_at_its_first_where_none_is_known() -> None:
    finding = replace(FULL[1].findings[0], spec_line=400)
    report = example(replace(FULL[1], findings=(finding,)), FULL[3])
    report = replace(report, suite=replace(report.suite, spec_file="api/the spec.yaml"))
    places = [one["locations"][0]["physicalLocation"] for one in sarif(report)["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {"api/the%20spec.yaml"}
    assert [place["region"]["startLine"] for place in places] == [400, 1]


def test_alerts_are_told_apart_by_requirement_and_cause_whatever_else_changes() -> None:
    def fingerprints(*findings: Finding) -> list[str]:
        run = sarif(example(replace(FULL[1], findings=findings)))
        return [one["partialFingerprints"]["primaryLocationLineHash"] for one in run["results"]]

    one = replace(FULL[1].findings[0], cause="POST /a: /b")
    later = replace(one, exchange=99, spec_line=7, actual="another", count=5)
    other = replace(one, cause="POST /a: /c")
    assert fingerprints(one) == fingerprints(later)
    assert fingerprints(other) != fingerprints(one)
    assert len(set(fingerprints(one, later, other))) == 3
    elsewhere = sarif(example(replace(FULL[1], id="LEAD-99", findings=(one,))))["results"]
    assert elsewhere[0]["partialFingerprints"]["primaryLocationLineHash"] not in fingerprints(one)


@every_verdict
def test_a_run_that_proves_nothing_was_not_successful(verdict: Verdict) -> None:
    [invocation] = sarif(REPORTS[verdict])["invocations"]
    if verdict is Verdict.NON_CONFORMANT:
        sound = example(PASSED, FULL[1], verdict=verdict)
        assert sarif(sound)["invocations"][0]["executionSuccessful"]
    worth = {Verdict.CONFORMANT, Verdict.CONFORMANT_WITH_DEVIATIONS}
    assert invocation["executionSuccessful"] is (verdict in worth)
    assert bool(invocation["toolExecutionNotifications"]) is (verdict not in worth)


def test_no_more_results_than_code_scanning_shows_failures_first() -> None:
    many = tuple(Finding(7, f"/{number}", "a", "b", "curl") for number in range(RESULT_LIMIT))
    report = example(replace(FULL[2], findings=many), FULL[1])
    run = sarif(report)
    assert len(run["results"]) == RESULT_LIMIT
    assert run["results"][0]["ruleId"] == "LEAD-02"
    [notification] = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "1 more findings are in report.json."
    assert run["invocations"][0]["executionSuccessful"]


# The badge --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "message", "colour"),
    [
        (Verdict.CONFORMANT, "conformant (core)", "brightgreen"),
        (Verdict.CONFORMANT_WITH_DEVIATIONS, "conformant, 1 deviation (core)", "yellow"),
        (Verdict.NON_CONFORMANT, "not conformant, 1 failed (core)", "red"),
        (Verdict.INCOMPLETE, "incomplete, 2 not observed (core)", "orange"),
        (Verdict.INVALID, "invalid (core)", "lightgrey"),
    ],
)
def test_the_badge_says_the_verdict_and_is_green_for_one_alone(
    verdict: Verdict, message: str, colour: str
) -> None:
    value = badge(REPORTS[verdict])
    BADGE.check_schema(BADGE.schema)
    BADGE.validate(value)
    assert (value["message"], value["color"]) == (message, colour)


@pytest.mark.parametrize(
    ("only", "profile", "said"),
    [
        (("lead",), "core", "core, only lead"),
        (("LEAD-01", "LEAD-02"), "full", "full, only a part"),
        ((), "smoke", "smoke only"),
    ],
)
def test_the_badge_of_a_part_looks_like_no_whole_conformance(
    only: tuple[str, ...], profile: str, said: str
) -> None:
    for verdict in (Verdict.CONFORMANT, Verdict.CONFORMANT_WITH_DEVIATIONS):
        value = badge(replace(REPORTS[verdict], only=only, profile=profile))
        assert value["color"] == "blue"
        assert value["message"].endswith(f"({said})")
    assert badge(replace(REPORTS[Verdict.INCOMPLETE], profile=profile))["color"] == "orange"


def test_a_deviation_is_no_failure_and_a_should_that_was_not_seen_no_alert() -> None:
    report = example(PASSED, FULL[4], verdict=Verdict.CONFORMANT)
    assert sarif(report)["results"] == []
    assert sarif(report)["properties"]["outcomes"]["LEAD-05"] == "not-observed"
    assert FULL[4].level is Level.SHOULD
