"""JUnit XML for CI servers: a suite per flow, a case per requirement, and one for the run."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from conformance.outcome import Outcome
from conformance.report import Report, RequirementResult
from conformance.reports.gate import RUN_CASE, red, worthless
from conformance.reports.outline import calibration, flow_rows
from conformance.reports.plain import details, message
from conformance.reports.text import BLOCK_LIMIT, visible

UNTIMED = "0.000"
"""The time of a requirement: it has none, and some readers show NaN where none is given."""

COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def render_junit(report: Report) -> str:
    """The report as JUnit XML: it holds a failure or an error unless the verdict is conformant."""
    root = ET.Element("testsuites", name="conformance", time=f"{report.traffic.seconds:.3f}")
    for row in flow_rows(report):
        suite = _suite(root, report, row.title, UNTIMED)
        for result in report.requirements:
            if result.flow == row.flow:
                _requirement(suite, result)
    _run(root, report)
    for element in (*root.findall("testsuite"), root):
        element.set("tests", str(len(list(element.iter("testcase")))))
        for attribute, tag in COUNTED.items():
            # Jenkins' schema knows of skipped cases in a suite only.
            if element is not root or attribute != "skipped":
                element.set(attribute, str(len(list(element.iter(tag)))))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, report: Report, title: str, time: str) -> ET.Element:
    started = visible(report.started_at)
    suite = ET.SubElement(root, "testsuite", name=visible(title), timestamp=started, time=time)
    _properties(
        suite,
        {
            "verdict": report.verdict.value,
            "profile": report.profile,
            "target": report.target.url,
            "suite_version": report.suite.version,
            "run": report.run,
            "calibration": calibration(report),
        },
    )
    return suite


def _properties(parent: ET.Element, values: dict[str, str]) -> None:
    properties = ET.SubElement(parent, "properties")
    for name, value in values.items():
        ET.SubElement(properties, "property", name=name, value=visible(value))


def _requirement(suite: ET.Element, result: RequirementResult) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=f"conformance.{visible(result.flow)}",
        name=visible(f"{result.id} {result.statement}"),
        time=UNTIMED,
        file=visible(result.file),
        line=str(result.line),
    )
    _properties(
        case,
        {
            "id": result.id,
            "outcome": result.outcome.value,
            "level": result.level.value,
            "source": result.source,
            "judged": str(result.judged),
        },
    )
    _outcome(case, result)


def _outcome(case: ET.Element, result: RequirementResult) -> None:
    said = message(result)
    if red(result):
        tag = "failure" if result.outcome is Outcome.FAIL else "error"
        _red(case, tag, result.outcome.value, said, details(result))
    elif result.outcome in {Outcome.NOT_OBSERVED, Outcome.NOT_APPLICABLE}:
        ET.SubElement(case, "skipped", message=said).text = said
    elif result.outcome is Outcome.DEVIATION:
        ET.SubElement(case, "system-out").text = f"{said}\n\n{details(result)}"


def _red(case: ET.Element, tag: str, kind: str, said: str, text: str) -> None:
    # The message once more in the text, because GitLab shows nothing else.
    ET.SubElement(case, tag, type=kind, message=said).text = f"{said}\n\n{text}"


def _run(root: ET.Element, report: Report) -> None:
    seconds = f"{report.traffic.seconds:.3f}"
    suite = _suite(root, report, "The run", seconds)
    case = ET.SubElement(
        suite, "testcase", classname="conformance.run", name=RUN_CASE, time=seconds
    )
    if found := worthless(report):
        text = "\n".join(visible(line, BLOCK_LIMIT) for line in found)
        _red(case, "error", report.verdict.value, visible(found[0]), text)
    ET.SubElement(case, "system-out").text = visible(report.summary, BLOCK_LIMIT)
