"""The register's page in a browser, with every state and with hostile bundles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from handmade import made_requirement
from playwright.sync_api import expect
from registering.builders import made_entry, made_register, made_result

from conformance.outcome import Level, Outcome, Verdict
from conformance.register.as_html import render_html
from conformance.register.disputes import Dispute
from conformance.register.entry import Entry, FlowResult, Held, Register, State
from pages.conftest import Opener
from pages.test_sound_pages import EVIL, sound

NEW = made_requirement("NEW-01", Outcome.FAIL, Level.MUST)
LEVELS = {Level.MUST: Held(12, 14, 2), Level.SHOULD: Held(3, 3, 0)}
RESULT = made_result(
    digest="sha256:" + "a" * 64,
    verdict=Verdict.CONFORMANT_WITH_DEVIATIONS,
    flows=tuple(FlowResult(f"flow-{one}", f"Flow number {one}", LEVELS) for one in range(12)),
    requirements=(made_requirement("LEAD-03", Outcome.DEVIATION, Level.SHOULD),),
    provisional=(NEW,),
)
DISPUTE = Dispute("LEAD-03", "Ada", date(2026, 11, 20), "The page doesn't say so.")


def every_state() -> Register:
    return made_register(
        *(
            made_entry(state, path=f"v3/{state}/{state}-1.conformance.zip", implementation=state)
            for state in State
        ),
        made_entry(result=RESULT, disputes=(DISPUTE,)),
    )


def hostile() -> Register:
    """A register of bundles and disputes that say all that could act in a page."""
    text = "".join(EVIL)
    said = made_result(
        name=text, version=text, digest=text, features=(text,), started_at=text, suite=text,
        flows=(FlowResult(text, text, LEVELS),),
        provisional=(replace(NEW, statement=text),),
        requirements=(RESULT.requirements[0],),
    )  # fmt: skip
    place = text.replace("/", "").replace("\x00", "")
    disputes = (Dispute("LEAD-03", text, date(2026, 11, 20), text),)

    def entry(state: State) -> Entry:
        shown = made_entry(state).result and said
        return made_entry(
            state, path=f"v3/{place}/{state}.zip", contract=place, implementation=place,
            version=place, reasons=made_entry(state).reasons and (text,), result=shown,
            disputes=disputes,
        )  # fmt: skip

    return made_register(*map(entry, State))


def written(register: Register, directory: Path) -> Path:
    path = directory / "index.html"
    path.write_text(render_html(register), encoding="utf-8")
    return path


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 1280), (False, 400)])
@pytest.mark.parametrize("made", [every_state, hostile])
def test_it_is_sound_and_stays_in_the_window(
    opener: Opener, tmp_path: Path, dark: bool, width: int, made: Callable[[], Register]
) -> None:
    path = written(made(), tmp_path)
    opened = opener(path, dark=dark, width=width)
    sound(opened, path)
    assert opened.page.title() == "Certificates for the Optimly external message API"
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.page.locator("img, svg, script").count() == 0


def test_what_holds_is_told_by_flow_and_level(opener: Opener, tmp_path: Path) -> None:
    page = opener(written(every_state(), tmp_path), script=False).page
    rows = page.locator("section[aria-labelledby=flows] tbody tr")
    assert rows.count() == 2 * 3, "a row for each level of what is certified or expired"
    must = rows.nth(4).locator("td")
    expect(must.last).to_have_text("12/14\n2 n/a", use_inner_text=True)
    expect(rows.nth(5).locator("td").last).to_have_text("3/3")


def test_a_link_leads_to_what_is_known_of_one(opener: Opener, tmp_path: Path) -> None:
    page = opener(written(every_state(), tmp_path)).page
    page.get_by_role("link", name="acme 1.0").click()
    card = page.locator("article:target")
    expect(card).to_be_in_viewport()
    expect(card).to_contain_text("certified, conformant with deviations")
    expect(card).to_contain_text("NEW-01")
    expect(card).to_contain_text("Ada, 2026-11-20: The page doesn't say so.")
    bundle = card.get_by_role("link", name="The bundle")
    assert bundle.get_attribute("href") == "./v3/acme/acme-1.0.conformance.zip"
    page.get_by_role("link", name="refused 1").click()
    expect(page.locator("article:target")).to_contain_text("It is so.")


def test_on_paper_nothing_is_cut_off(opener: Opener, tmp_path: Path) -> None:
    page = opener(written(every_state(), tmp_path), width=720).page
    page.emulate_media(media="print")
    expect(page.locator("nav")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 720
