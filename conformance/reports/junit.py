"""JUnit XML for CI servers: a suite per flow, a case per requirement, and one for the run."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from conformance.outcome import Level, Outcome, Verdict
from conformance.report import Report, RequirementResult
from conformance.reports.outline import NO_REASON, flow_rows, troubles
from conformance.reports.plain import details
from conformance.reports.text import BLOCK_LIMIT, visible

GREEN = frozenset({Verdict.CONFORMANT, Verdict.CONFORMANT_WITH_DEVIATIONS})
COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def render_junit(report: Report) -> str:
    """The report as JUnit XML: it holds a failure or an error unless the verdict is conformant."""
    root = ET.Element("testsuites", name="conformance", time=f"{report.traffic.seconds:.3f}")
    for row in flow_rows(report):
        suite = _suite(root, report, row.title)
        for result in report.requirements:
            if result.flow == row.flow:
                _requirement(suite, result)
    _run(root, report)
    for element in (*root.findall("testsuite"), root):
        element.set("tests", str(len(list(element.iter("testcase")))))
        for attribute, tag in COUNTED.items():
            element.set(attribute, str(len(list(element.iter(tag)))))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, report: Report, title: str) -> ET.Element:
    started = visible(report.started_at)
    suite = ET.SubElement(root, "testsuite", name=visible(title), timestamp=started)
    _properties(
        suite,
        {
            "verdict": report.verdict.value,
            "profile": report.profile,
            "target": report.target.url,
            "suite_version": report.suite.version,
            "run": report.run,
            "calibration": report.assurance.digest if report.assurance else "none",
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
        file=visible(result.file),
        line=str(result.line),
    )
    _properties(
        case,
        {
            "outcome": result.outcome.value,
            "level": result.level.value,
            "source": result.source,
            "judged": str(result.judged),
        },
    )
    _outcome(case, result)


def _outcome(case: ET.Element, result: RequirementResult) -> None:
    reason = visible(result.reason or NO_REASON)
    match result.outcome:
        case Outcome.FAIL:
            _red(case, "failure", "fail", _headline(result), details(result))
        case Outcome.ERROR:
            _red(case, "error", "error", reason, details(result))
        case Outcome.NOT_OBSERVED if result.level is Level.MUST:
            # CI servers count skipped cases as harmless; what must hold and wasn't seen is not.
            _red(case, "error", "not-observed", f"not observed: {reason}", details(result))
        case Outcome.NOT_OBSERVED:
            ET.SubElement(case, "skipped", message=f"not observed: {reason}")
        case Outcome.NOT_APPLICABLE:
            ET.SubElement(case, "skipped", message=f"not applicable: {reason}")
        case Outcome.DEVIATION:
            note = f"deviation: {_headline(result)}\n\n{details(result)}"
            ET.SubElement(case, "system-out").text = note
        case Outcome.PASS:
            pass


def _red(case: ET.Element, tag: str, kind: str, message: str, text: str) -> None:
    ET.SubElement(case, tag, type=kind, message=message).text = text


def _headline(result: RequirementResult) -> str:
    if not result.findings:
        return visible(result.reason or NO_REASON)
    first = result.findings[0]
    return visible(f"{first.pointer}: expected {first.expected}, got {first.actual}")


def _run(root: ET.Element, report: Report) -> None:
    """A case for the run itself, always there, so that it has a history.

    A run can be worth nothing although no single requirement says so: a damaged transcript,
    nothing observed, a fault of ours. Without this case such a run would read green.
    """
    suite = _suite(root, report, "The run")
    name = "RUN the run is whole and could be judged"
    case = ET.SubElement(suite, "testcase", classname="conformance.run", name=name)
    red = any(True for tag in ("failure", "error") for _ in root.iter(tag))
    found = [f"{label}: {sentence}" for label, sentence in troubles(report)]
    if report.verdict not in GREEN and not red:
        found = found or [report.summary]
    if found and report.verdict not in GREEN:
        text = "\n".join(visible(line, BLOCK_LIMIT) for line in found)
        _red(case, "error", report.verdict.value, visible(found[0]), text)
    ET.SubElement(case, "system-out").text = visible(report.summary, BLOCK_LIMIT)
