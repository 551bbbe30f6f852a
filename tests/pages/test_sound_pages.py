"""No page logs an error, asks for anything, or shuts out a reader: axe finds nothing to mend."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from conformance.calibration.keeping import calibration_from
from conformance.compare.as_html import render_html as render_comparison
from conformance.compare.comparison import compare
from conformance.exchange import Exchange, Request, Response
from conformance.outcome import Change, Finding, Outcome, Verdict
from conformance.report import Report
from conformance.reports import render_html
from conformance.reports.calibration_page import render_calibration
from conformance.reports.reading import read_report
from conformance.resources import CALIBRATION
from pages.conftest import Opened, Opener

Made = tuple[Report, Path]
EVIL = (
    "<script>document.title = 'taken'; alert(1)</script>",
    "</script><img src=https://evil.example/x onerror=alert(2)>",
    '"><svg onload=alert(3)>',
    "\u202egnp.exe\x1b[31m\x00",
    "<!-- ]]> --> {{ 7 * 7 }}",
)


def sound(opened: Opened, path: Path) -> None:
    """Nothing was logged, thrown or asked for, and axe has no complaint, with all of it open."""
    opened.page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")
    if opened.page.locator("#log-filter").count():
        opened.page.locator("#log-filter").scroll_into_view_if_needed()
        opened.page.wait_for_selector("#log-shown:not(:empty)")
        for button in opened.page.locator("#log button").all()[:2]:
            button.click()
    complaints = Axe().run(opened.page)
    assert complaints.violations_count == 0, complaints.generate_report()
    assert opened.wrong == []
    assert opened.asked == [path.as_uri()]


@pytest.mark.parametrize(("dark", "width"), [(True, 1280), (False, 400)])
def test_the_page_of_a_failing_server(
    opener: Opener, failing: Made, dark: bool, width: int
) -> None:
    sound(opener(failing[1], dark=dark, width=width), failing[1])


def test_the_page_of_a_correct_server(opener: Opener, conformant: Made) -> None:
    sound(opener(conformant[1]), conformant[1])


def smaller(report: Report) -> Report:
    """Some of each: axe looks at every element, and there is nothing new in the rest."""
    operations = report.coverage.operations[:2]
    return replace(
        report,
        requirements=report.requirements[:16],
        coverage=replace(report.coverage, operations=operations),
        log=tuple(report.log)[:40],
    )


def hostile(report: Report) -> Report:
    """The report of a server that answers with all that could act in a page."""
    text = "".join(EVIL)
    body = text.encode("utf-8", "surrogatepass") + b"\xff" + b"A" * 1_000_000
    headers = tuple((f"X-{evil}", evil) for evil in EVIL)
    evil = Exchange(
        7, text, text, text, None, None, None,
        Request("POST", f"https://api.example/{text}", headers, body),
        Response(200, headers, body), ended=0.1,
    )  # fmt: skip
    finding = Finding(
        7, f"/{text}", text, text + "x", text, 3, 7, (Change(text, text, text),), (), text
    )
    failing, deviating, erred, unseen, new, newer, *others = report.requirements
    results = (
        replace(failing, outcome=Outcome.FAIL, findings=(finding,) * 7),
        replace(deviating, outcome=Outcome.DEVIATION, findings=(finding,)),
        replace(erred, outcome=Outcome.ERROR, reason=text),
        replace(unseen, outcome=Outcome.NOT_OBSERVED, reason=text),
        *others,
    )
    return replace(
        report,
        verdict=Verdict.NON_CONFORMANT,
        summary=text,
        damage=text,
        faults=(text,),
        requirements=results,
        provisional=(
            replace(new, outcome=Outcome.FAIL, findings=(finding,)),
            replace(newer, outcome=Outcome.NOT_OBSERVED, reason=text),
        ),
        exchanges=(evil,),
        log=(evil, *(replace(evil, number=number) for number in range(8, 12))),
        remarks=tuple(replace(one, summary=text, detail=text) for one in report.remarks or ()),
    )


def test_what_a_hostile_server_answers_is_shown_and_does_nothing(
    opener: Opener, conformant: Made, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    path.write_text(render_html(hostile(smaller(conformant[0]))), encoding="utf-8")
    opened = opener(path)
    sound(opened, path)
    assert opened.page.title().startswith("Not conformant")
    assert opened.page.locator("img").count() == 0
    shown = opened.page.locator("#detail-" + conformant[0].requirements[0].id).inner_text()
    assert "<script>document.title = 'taken'; alert(1)</script>" in shown
    assert "\\u{202e}gnp.exe\\x1b[31m\\x00" in shown
    in_log = opened.page.get_by_label("Received: body").first.inner_text()
    assert in_log.startswith("<script>document.title")


@pytest.mark.parametrize("verdict", [Verdict.INCOMPLETE, Verdict.INVALID])
def test_the_page_of_a_run_that_came_to_nothing(
    opener: Opener, conformant: Made, tmp_path: Path, verdict: Verdict
) -> None:
    report = smaller(conformant[0])
    nothing = tuple(
        replace(one, outcome=Outcome.NOT_OBSERVED, reason="It stopped.", judged=0)
        for one in report.requirements
    )
    empty = replace(
        report, verdict=verdict, requirements=nothing, exchanges=(), log=(), stopped="It stopped."
    )
    path = tmp_path / "report.html"
    path.write_text(render_html(empty), encoding="utf-8")
    opened = opener(path)
    opened.page.wait_for_selector("#log-filter")
    sound(opened, path)


def test_the_pages_of_a_calibration_and_of_a_comparison(
    opener: Opener, failing: Made, conformant: Made, tmp_path: Path
) -> None:
    kept = calibration_from(json.loads(CALIBRATION.read_text(encoding="ascii")))
    reports = [read_report(path.with_name("report.json")) for _, path in (conformant, failing)]
    for name, text in (
        ("calibration.html", render_calibration(kept)),
        ("comparison.html", render_comparison(compare(*reports))),
    ):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        sound(opener(path, dark=name == "comparison.html"), path)


def test_five_thousand_exchanges_are_all_there(
    opener: Opener, conformant: Made, tmp_path: Path
) -> None:
    report = conformant[0]
    some = list(report.log)
    many = tuple(replace(some[place % len(some)], number=place + 1) for place in range(5000))
    path = tmp_path / "report.html"
    path.write_text(render_html(replace(report, log=many)), encoding="utf-8")
    opened = opener(path, fragment="#exchange-5000")
    opened.page.wait_for_selector("#exchange-5000")
    assert opened.page.locator("#log-shown").inner_text().endswith("5000 in all")
    assert opened.wrong == []
