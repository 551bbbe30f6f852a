"""A whole run under GitHub Actions against a server that means harm: every format stays inert."""

from __future__ import annotations

import json
import os
from pathlib import Path

import junitparser
import pytest
from click.testing import CliRunner
from driving.servers import raw_server
from markdown_it import MarkdownIt
from published import BADGE, CTRF, SARIF, assert_inert

from conformance.cli import main
from conformance.resources import SPEC

from .runner import obeyed

COMMANDS = "::error title=x::y\n::add-mask::e ##[stop-commands]x"
HOSTILE = (
    "<script>alert(1)</script>\n::warning::x\x1b[31m\x00",
    json.dumps({"chat_id": COMMANDS, "message_id": COMMANDS, "metadata": {COMMANDS: COMMANDS}}),
    json.dumps({"chat_id": "x" * 1_000_000, "message_id": "](javascript:alert(1))"}),
    json.dumps({"chat_id": "<img src=x onerror=alert(1)>", "metadata": {"form_type": "\u202e"}}),
    json.dumps({"chat_id": "\ud800\x1b[2J", "content": "[x](https://evil.example)", "sender": "`"}),
)
OPTIONS = (
    *("--report-dir", "report", "--spec", "v3.yaml", "--shrink-requests", "0"),
    *("--only", "lead", "--only", "contract", "--only", "rate-limits"),
)
BODIES = (*(text.encode() for text in HOSTILE), b'{"message_id": "\xff\xfe::error::"}')


def answer(number: int) -> bytes:
    body = BODIES[number % len(BODIES)]
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
        "X-RateLimit-Limit: ::error::##[error]x\r\nX-Request-Id: <script>\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@pytest.fixture(autouse=True)
def step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step of a job, in a repository that has the spec."""
    for name in list(os.environ):
        if name.startswith(("CONFORMANCE_", "GITHUB_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    Path("v3.yaml").write_bytes(SPEC.read_bytes())
    monkeypatch.setenv("CONFORMANCE_TOKEN", "secret-of-main")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "step.md"))


def test_what_a_target_answers_acts_nowhere() -> None:
    with raw_server(answer) as server:
        done = CliRunner().invoke(
            main,
            ("run", server.url, *OPTIONS),
        )
        replayed = CliRunner().invoke(main, ("replay", "report", "--spec", "v3.yaml"))
        as_json = CliRunner().invoke(main, ("replay", "report", "--spec", "v3.yaml", "--json"))
    assert done.exit_code == 1, done.output
    assert obeyed(done.stdout) == []
    told = obeyed(done.stderr)
    # What else is there are lines on how far the run is.
    assert len(told) == sum(line.startswith("::") for line in done.stderr.splitlines())
    assert told
    assert {one.name for one in told} <= {"error", "warning"}
    assert any(one.properties.get("file") == "v3.yaml" for one in told)
    assert not [one for one in told if one.properties.get("title") in {None, "x"}]
    assert "secret-of-main" not in done.output
    for again in (replayed, as_json):
        assert again.exit_code == 1, again.output
        assert obeyed(again.stdout) == obeyed(again.stderr) == []
    assert json.loads(as_json.stdout)["findings"]

    report = {path.name: path.read_text(encoding="utf-8") for path in Path("report").iterdir()}
    for name, validator in (("ctrf.json", CTRF), ("report.sarif", SARIF), ("badge.json", BADGE)):
        validator.validate(json.loads(report[name]))
        assert_inert(report[name])
    found = junitparser.JUnitXml.fromstring(report["junit.xml"].encode())
    known = json.loads(report["report.json"])
    assert sum(suite.failures for suite in found) == known["counts"]["fail"] > 0
    assert json.loads(report["ctrf.json"])["results"]["extra"]["counts"] == known["counts"]
    assert json.loads(report["report.sarif"])["runs"][0]["properties"]["counts"] == known["counts"]
    summary = Path("step.md").read_text(encoding="utf-8")
    assert summary.rstrip() == report["summary.md"].rstrip()
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(summary)
    inline = [child.type for token in tokens for child in token.children or ()]
    assert {"html_block", "html_inline", "link_open"}.isdisjoint(
        {*inline, *(token.type for token in tokens)}
    )
    assert all("secret-of-main" not in text for text in report.values())
