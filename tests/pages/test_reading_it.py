"""What a reader does with the page of a run: looks, filters, follows links, copies, prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from conformance.report import Report
from pages.conftest import Opener

Made = tuple[Report, Path]


def test_one_click_leads_from_the_verdict_to_the_cause(opener: Opener, failing: Made) -> None:
    page = opener(failing[1]).page
    expect(page.locator("h1")).to_have_text("Not conformant")
    page.get_by_role("link", name="LEAD-02 The answer's metadata").click()
    card = page.locator("#detail-LEAD-02")
    expect(card).to_be_in_viewport()
    expect(card.get_by_role("definition").first).to_have_text('"lead_capture"')
    expect(card.get_by_role("definition").nth(1)).to_have_text("nothing")
    expect(card).to_contain_text("Source: [page] Append lead data to an active chat")
    # What should have come back is marked where it was sent, and where it is missing.
    expect(card.get_by_label("Body as sent").locator("mark")).to_have_text('"lead_capture"')
    missing = card.get_by_label("Body as received").locator("mark")
    assert missing.inner_text().startswith("{")
    assert "form_type" not in missing.inner_text()


def test_a_cause_stands_above_what_it_breaks(opener: Opener, failing: Made) -> None:
    page = opener(failing[1]).page
    cause = page.locator(".cause", has=page.locator("#detail-LEAD-02"))
    expect(cause.locator("h3")).to_have_text(
        "POST /external/message/new-message: /metadata/form_type"
    )


def test_the_command_can_be_copied(opener: Opener, failing: Made) -> None:
    report, path = failing
    page = opener(path).page
    [result] = [one for one in report.requirements if one.id == "LEAD-02"]
    button = page.locator("#detail-LEAD-02 button.copy").first
    button.click()
    expect(button).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == result.findings[0].reproduce
    assert copied.startswith("curl ")


def test_filters_narrow_the_requirements_and_say_so(opener: Opener, conformant: Made) -> None:
    report, path = conformant
    page = opener(path).page
    rows = page.locator("#matrix tbody tr:visible")
    assert rows.count() == len(report.requirements)
    form = page.locator("#filter")
    form.get_by_label("Level").select_option("SHOULD")
    form.get_by_label("Flow").select_option("lead")
    expected = [
        one.id for one in report.requirements if one.flow == "lead" and one.level == "SHOULD"
    ]
    assert expected
    assert [row.get_attribute("id") for row in rows.all()] == expected
    said = page.locator("#shown")
    expect(said).to_have_text(f"{len(expected)} of {len(report.requirements)} shown")
    form.get_by_label("Text").fill("no such words at all")
    expect(said).to_have_text(f"0 of {len(report.requirements)} shown")
    form.get_by_role("button", name="Show all").click()
    expect(said).to_have_text(f"{len(report.requirements)} of {len(report.requirements)} shown")


def test_a_link_to_a_requirement_arrives_though_the_filter_hid_it(
    opener: Opener, conformant: Made
) -> None:
    page = opener(conformant[1]).page
    page.locator("#filter").get_by_label("Flow").select_option("tenancy")
    expect(page.locator("#LEAD-02")).to_be_hidden()
    page.evaluate("location.hash = '#LEAD-02'")
    expect(page.locator("#LEAD-02")).to_be_visible()


def test_every_exchange_can_be_found_and_opened(opener: Opener, failing: Made) -> None:
    report, path = failing
    page = opener(path).page
    page.get_by_role("link", name="Exchanges").click()
    said = page.locator("#log-shown")
    expect(said).to_have_text(f"50 shown of {len(report.log)} that fit, {len(report.log)} in all")
    page.get_by_role("button", name="Show more").click()
    assert page.locator("#log tbody tr").count() == 100
    form = page.locator("#log-filter")
    form.get_by_label("Answer").select_option("401")
    refused = [one for one in report.log if one.response and one.response.status == 401]
    expect(said).to_contain_text(f"of {len(refused)} that fit")
    opener_ = page.locator("#log").get_by_role("button").first
    opener_.focus()
    page.keyboard.press("Enter")
    expect(opener_).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_label("Received: head")).to_contain_text("www-authenticate: Bearer")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Received: head")).to_have_count(0)


def test_a_call_in_a_picture_leads_to_its_exchange(opener: Opener, failing: Made) -> None:
    report, path = failing
    page = opener(path).page
    page.locator("section[aria-labelledby=driven] summary", has_text="Agent replies").click()
    call = page.locator("section[aria-labelledby=driven] svg a:visible").last
    number = (call.get_attribute("href") or "").removeprefix("#exchange-")
    call.click()
    button = page.get_by_role("button", name=f"Exchange {number}", exact=True)
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "true")
    [exchange] = [one for one in report.log if one.number == int(number)]
    expect(page.get_by_label("Sent: head")).to_contain_text(exchange.request.url)


def test_an_exchange_can_be_linked_to_from_elsewhere(opener: Opener, failing: Made) -> None:
    last = max(one.number for one in failing[0].log)
    opened = opener(failing[1], fragment=f"#exchange-{last}")
    button = opened.page.get_by_role("button", name=f"Exchange {last}", exact=True)
    expect(button).to_be_in_viewport()
    expect(button).to_have_attribute("aria-expanded", "true")


def test_it_tells_what_was_not_tested_and_why(opener: Opener, conformant: Made) -> None:
    page = opener(conformant[1]).page
    gaps = page.locator("h3#gaps + .scroll tr", has_text="POST /external/message/new-chat")
    expect(gaps.filter(has_text="429")).to_contain_text("Nobody consented")
    expect(page.locator(".never")).to_contain_text("Two different credentials")
    expect(page.locator("#not-applicable")).to_be_visible()


def test_colours_follow_the_readers_choice(opener: Opener, conformant: Made) -> None:
    shades = [
        opener(conformant[1], dark=dark).page.evaluate(
            "getComputedStyle(document.body)[`background-color`]"
        )
        for dark in (False, True)
    ]
    light, dark = (sum(map(int, shade[4:-1].split(","))) for shade in shades)
    assert light > 600
    assert dark < 150


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_runs_out_of_the_window(opener: Opener, failing: Made, width: int) -> None:
    page = opener(failing[1], width=width).page
    page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_the_evidence_is_open_and_the_controls_are_gone(
    opener: Opener, failing: Made
) -> None:
    page = opener(failing[1]).page
    page.emulate_media(media="print")
    page.eval_on_selector_all("article details", "all => all.forEach(one => { one.open = false })")
    closed = page.locator("article details:not([open])").count()
    assert closed
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("article details:not([open])").count() == 0
    for control in ("nav", "#filter", "section.log", "button.copy >> nth=0"):
        expect(page.locator(control)).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("article details:not([open])").count() == closed


def test_without_script_the_failures_are_there_and_the_log_says_where_it_is(
    opener: Opener, failing: Made
) -> None:
    page = opener(failing[1], script=False).page
    expect(page.locator("#detail-LEAD-02")).to_be_visible()
    expect(page.locator("#filter")).to_be_hidden()
    instead = page.locator("section.log noscript p")
    expect(instead).to_be_visible()
    expect(instead).to_contain_text("The same is in transcript.jsonl")
