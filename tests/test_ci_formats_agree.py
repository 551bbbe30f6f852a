"""Over generated reports: CTRF, SARIF, the badge and GitHub's page say what report.json says."""

from __future__ import annotations

import json
from collections import Counter

from generated_reports import GREEN, QUICK, reports
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from published import BADGE, CTRF, SARIF, assert_inert

from conformance.github.step_summary import CUT, step_summary
from conformance.outcome import Level, Outcome, Verdict
from conformance.report import Report
from conformance.reports import (
    render_badge,
    render_ctrf,
    render_json,
    render_markdown,
    render_sarif,
)


def unseen_musts(report: Report) -> list[str]:
    return [
        entry.id
        for entry in report.requirements
        if (entry.level, entry.outcome) == (Level.MUST, Outcome.NOT_OBSERVED)
    ]


@QUICK
@given(reports())
def test_ctrf_has_the_counts_and_is_red_unless_the_verdict_is_green(report: Report) -> None:
    text = render_ctrf(report)
    value = json.loads(text)
    CTRF.validate(value)
    assert_inert(text)
    known = json.loads(render_json(report))
    results = value["results"]
    assert results["extra"]["counts"] == known["counts"]
    assert results["extra"]["verdict"] == known["verdict"]
    *tests, run = results["tests"]
    assert [test["rawStatus"] for test in tests] == [
        entry["outcome"] for entry in known["requirements"]
    ]
    counts, unseen = report.counts, len(unseen_musts(report))
    statuses = Counter(test["status"] for test in tests)
    assert statuses["passed"] == counts[Outcome.PASS]
    assert statuses["failed"] == counts[Outcome.FAIL] + counts[Outcome.ERROR] + unseen
    assert statuses["skipped"] == counts[Outcome.NOT_APPLICABLE]
    others = counts[Outcome.DEVIATION] + counts[Outcome.NOT_OBSERVED] - unseen
    assert statuses["other"] == others
    statuses[run["status"]] += 1
    summary = results["summary"]
    assert summary["tests"] == len(tests) + 1 == statuses.total()
    assert {name: summary[name] for name in statuses} == statuses
    assert (summary["failed"] == 0) is (report.verdict in GREEN)


@QUICK
@given(reports())
def test_sarif_has_the_outcomes_and_a_result_for_each_finding(report: Report) -> None:
    text = render_sarif(report)
    value = json.loads(text)
    SARIF.validate(value)
    assert_inert(text)
    [run] = value["runs"]
    known = json.loads(render_json(report))
    assert run["properties"]["counts"] == known["counts"]
    assert run["properties"]["verdict"] == known["verdict"]
    assert len(run["tool"]["driver"]["rules"]) == len(report.requirements)
    found = Counter((one["kind"], one.get("level")) for one in run["results"])
    findings: Counter[Outcome] = Counter()
    for entry in report.requirements:
        findings[entry.outcome] += max(1, len(entry.findings))
    assert found["fail", "error"] == findings[Outcome.FAIL]
    assert found["fail", "warning"] == findings[Outcome.DEVIATION]
    assert found["open", None] == len(unseen_musts(report))
    assert set(found) <= {("fail", "error"), ("fail", "warning"), ("open", None)}
    told_apart = {one["partialFingerprints"]["primaryLocationLineHash"] for one in run["results"]}
    assert len(told_apart) == len(run["results"])
    [invocation] = run["invocations"]
    if report.verdict in {Verdict.INCOMPLETE, Verdict.INVALID}:
        assert not invocation["executionSuccessful"]
    messages = [one["message"]["text"] for one in run["results"]]
    messages += [one["message"]["text"] for one in invocation["toolExecutionNotifications"]]
    assert not [text for text in messages if "](" in text.replace("\\](", "")]


@QUICK
@given(reports())
def test_the_badge_is_green_for_whole_conformance_alone(report: Report) -> None:
    text = render_badge(report)
    value = json.loads(text)
    BADGE.validate(value)
    assert_inert(text)
    whole = report.verdict is Verdict.CONFORMANT and not report.only and report.profile != "smoke"
    assert (value["color"] == "brightgreen") is whole
    assert value["isError"] is (report.verdict not in GREEN)
    if report.verdict is Verdict.NON_CONFORMANT:
        assert f", {report.counts[Outcome.FAIL]} failed (" in value["message"]
    assert len(value["message"]) < 200


@QUICK
@given(reports(), st.integers(0, 4000))
def test_the_summary_of_a_step_is_the_markdown_or_says_where_it_was_cut(
    report: Report, space: int
) -> None:
    whole = render_markdown(report)
    assert step_summary(report).rstrip("\n") == whole.rstrip("\n")
    cut = step_summary(report, space)
    assert len(cut.encode("utf-8")) <= space
    if cut and cut.rstrip("\n") != whole.rstrip("\n"):
        assert cut.endswith(CUT)
        assert whole.startswith(cut.removesuffix(CUT))
        # The sentence is one of the page, and not caught in a block of code that is left open.
        tokens = MarkdownIt("commonmark").enable("table").parse(cut)
        assert tokens[-2].content == CUT.strip()
        assert tokens[-1].type == "paragraph_close"
