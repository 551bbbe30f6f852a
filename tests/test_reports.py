"""What the report writers do with plain reports, long texts and bad disks."""

from __future__ import annotations

import html
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import junitparser
import pytest
from example_reports import FULL, example, result
from jsonschema import Draft202012Validator, ValidationError
from markdown_it import MarkdownIt

from conformance.outcome import Change, Finding, Level, Outcome, Verdict
from conformance.reports import (
    RENDERERS,
    render_html,
    render_json,
    render_junit,
    render_markdown,
    write_reports,
)
from conformance.reports.json_report import schema
from conformance.reports.text import body_text, visible


def test_every_file_is_written_whole_and_nothing_else(tmp_path: Path) -> None:
    report = example(*FULL, verdict=Verdict.NON_CONFORMANT)
    paths = write_reports(report, tmp_path / "new" / "run-1")
    assert [path.name for path in paths] == list(RENDERERS)
    assert set((tmp_path / "new" / "run-1").iterdir()) == set(paths)
    for path in paths:
        assert path.read_text(encoding="utf-8") == RENDERERS[path.name](report)


def test_a_writer_that_fails_leaves_the_former_reports_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = write_reports(example(result("LEAD-01", Outcome.PASS)), tmp_path)
    before = {path: path.read_bytes() for path in paths}

    def refuse(path: Path, target: Path) -> Path:
        raise OSError(f"no {target}")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="no "):
        write_reports(example(*FULL, verdict=Verdict.NON_CONFORMANT), tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        ("outcome", "passed"),
        ("outcome", "skipped"),
        ("outcome", "deviation"),
        ("level", "MAY"),
        ("findings", [{}]),
        ("invented", 1),
    ],
)
def test_the_schema_refuses_what_it_does_not_know(place: str, wrong: object) -> None:
    value = json.loads(render_json(example(result("LEAD-01", Outcome.PASS))))
    validator = Draft202012Validator(schema())
    validator.check_schema(schema())
    validator.validate(value)
    value["requirements"][0][place] = wrong
    with pytest.raises(ValidationError):
        validator.validate(value)


@pytest.mark.parametrize("name", ["verdict", "counts", "requirements", "$schema"])
def test_the_schema_misses_what_is_missing(name: str) -> None:
    value = json.loads(render_json(example()))
    del value[name]
    with pytest.raises(ValidationError):
        Draft202012Validator(schema()).validate(value)


def test_a_deviation_is_noted_in_junit_and_is_no_failure() -> None:
    text = render_junit(example(result("LEAD-03", Outcome.DEVIATION, Level.SHOULD)))
    suites = junitparser.JUnitXml.fromstring(text.encode("utf-8"))
    [case, _] = [case for suite in suites for case in suite]
    assert case.name == "LEAD-03 The answer keeps the form's type."
    assert case.classname == "conformance.leads"
    assert case.is_passed
    assert case.system_out is not None
    assert case.system_out.startswith("deviation: /metadata/form_type")
    assert 'property name="outcome" value="deviation"' in text
    assert 'file="conformance/flows/lead.py" line="40"' in text


@pytest.mark.parametrize(
    ("field", "value"),
    [("damage", "The footer is missing."), ("faults", ("A bug of ours.",))],
)
def test_a_worthless_run_is_red_in_junit_though_every_requirement_passed(
    field: str, value: object
) -> None:
    report = replace(
        example(result("LEAD-01", Outcome.PASS)),
        verdict=Verdict.INVALID,
        **{field: value},  # type: ignore[arg-type]
    )
    suites = junitparser.JUnitXml.fromstring(render_junit(report).encode("utf-8"))
    assert suites.errors == 1
    assert [case.classname for suite in suites for case in suite][-1] == "conformance.run"


def test_a_run_in_which_nothing_was_observed_is_red_in_junit() -> None:
    report = example(result("LEAD-06", Outcome.NOT_APPLICABLE), verdict=Verdict.INVALID)
    assert junitparser.JUnitXml.fromstring(render_junit(report).encode("utf-8")).errors == 1


def test_the_page_shows_the_exchange_of_a_finding_and_cuts_a_long_body() -> None:
    report = example(*FULL, verdict=Verdict.NON_CONFORMANT)
    [exchange] = report.exchanges
    assert exchange.response
    long = replace(exchange, response=replace(exchange.response, body=b"<i>" * 400_000))
    text = render_html(replace(report, exchanges=(long,)))
    assert "POST https://api.test/new-message" in text
    assert "the first 4,096 of 1,200,000 bytes" in text
    assert "<i>" not in text
    assert len(text) < 120_000
    assert "isn't kept in this report" in render_html(replace(report, exchanges=()))


@pytest.mark.parametrize(
    "text",
    ["- x", "+ x", "# x", "> x", "1. x", "12) x", "===", "---", "&lt;p&gt;", "_a_ *b* ~~c~~ `d`"],
)
def test_a_reason_is_read_in_the_summary_as_it_was_written(text: str) -> None:
    unseen = replace(result("LEAD-04", Outcome.NOT_OBSERVED), reason=text, statement=text)
    summary = render_markdown(example(unseen, verdict=Verdict.INCOMPLETE))
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(summary)
    blocks = [
        "".join(child.content for child in token.children or ())
        for token in tokens
        if token.type == "inline"
    ]
    assert text in blocks
    assert f"LEAD-04 (MUST): {text}" in blocks


def test_the_page_sets_names_in_a_statement_as_code_and_nothing_else() -> None:
    told = replace(
        result("LEAD-02", Outcome.PASS), statement="It has `a<b>` & <i>`.", explanation="See `x`."
    )
    page = render_html(example(told))
    assert "It has <code>a&lt;b&gt;</code> &amp; &lt;i&gt;`." in page
    assert "See <code>x</code>." in page


def test_megabytes_do_not_swell_what_is_read_by_people() -> None:
    big = "\u202e<b>`" * 300_000
    found = Finding(7, big, big, big, big)
    failing = replace(FULL[1], findings=(found,) * 30, statement=big, explanation=big)
    report = replace(example(failing), summary=big)
    for name, render in RENDERERS.items():
        if name != "report.json":
            assert len(render(report)) < 1_500_000, name


def test_every_format_says_what_one_change_makes_a_request_pass() -> None:
    changes = (Change("/content", '"x"', '"y"'), Change("/metadata", "{}", "nothing"))
    found = Finding(7, "status", "a success", "422", "curl", 2, control=9, changes=changes)
    report = example(replace(FULL[1], findings=(found,)))
    said = 'It passes with "y" instead of "x" at /content, and nothing instead of {} at /metadata'
    for name in ("summary.md", "junit.xml", "report.html"):
        text = html.unescape(RENDERERS[name](report)).replace("\\", "")
        assert f"{said} (exchange 9)." in text, name
    found_again = json.loads(RENDERERS["report.json"](report))["requirements"][0]["findings"][0]
    assert found_again["control"] == 9
    assert found_again["changes"][1] == {
        "pointer": "/metadata", "failing": "{}", "passing": "nothing",
    }  # fmt: skip


def test_unseen_characters_are_written_out() -> None:
    assert visible("a\x1b[0m\u202e\xa0\n") == "a\\x1b[0m\\u{202e}\\u{a0}\\n"
    assert visible("a\n\tb\r", lines=True) == "a\n\tb\\r"
    assert visible("abcdef", 2) == "ab… (4 more characters)"
    assert visible("žluť 日本 😀") == "žluť 日本 😀"


def test_a_body_cut_within_a_character_is_not_blamed_on_the_target() -> None:
    assert body_text("aé".encode(), 2).startswith("a\n…")
    assert body_text(b"\xff\x00", 9) == "\\xff\\x00"
    assert body_text(b"a\xc3", 9) == "a\\xc3"


def test_loading_the_writers_does_not_load_jinja2() -> None:
    code = "import conformance.reports, sys; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
