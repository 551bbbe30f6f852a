"""The page of a fleet in a browser, with every verdict and with hostile targets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fleets.builders import STARTED, every_word, made_fleet, made_result
from playwright.sync_api import expect

from conformance.compare.comparison import Group
from conformance.fleet.against import Against, Change
from conformance.fleet.as_html import render_html
from conformance.fleet.result import Fleet
from conformance.outcome import Verdict
from pages.conftest import Opener
from pages.test_sound_pages import EVIL, sound

Made = tuple[Fleet, Against | None]


def ordinary() -> Made:
    fleet = every_word()
    first, second, third, *_ = (one.name for one in fleet.results)
    broke = Change(Group.BROKEN, "conformant", {Group.BROKEN: ("LEAD-02",)}, (), "comparison.html")
    changes = {
        first: Change(Group.NEW, None, {}),
        second: Change(Group.MENDED, "non-conformant", {Group.MENDED: ("LEAD-02", "LEAD-03")}),
        third: broke,
    }
    return fleet, Against(STARTED, changes, ("gone",))


def hostile() -> Made:
    text = "".join(EVIL)
    one = made_result(
        "evil", Verdict.INVALID, url=text, summary=text, gate=text, stopped=text, worker=text,
        certificate="register/v3/evil/evil-1.conformance.zip", starts=3,
    )  # fmt: skip
    other = made_result("other", Verdict.NON_CONFORMANT, uncertified=text)
    changes = {
        "evil": Change(Group.BROKEN, "conformant", {Group.BROKEN: ("LEAD-02",)}, (text,)),
        "other": Change(Group.NEW, None, {}),
    }
    return made_fleet(one, other, stopped=text), Against(text, changes, (text,))


def written(made: Made, directory: Path) -> Path:
    path = directory / "index.html"
    path.write_text(render_html(*made), encoding="utf-8")
    return path


@pytest.mark.parametrize(("dark", "width"), [(True, 1280), (False, 400)])
@pytest.mark.parametrize("made", [ordinary, hostile])
def test_it_is_sound_and_stays_in_the_window(
    opener: Opener, tmp_path: Path, dark: bool, width: int, made: Callable[[], Made]
) -> None:
    path = written(made(), tmp_path)
    opened = opener(path, dark=dark, width=width)
    sound(opened, path)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.page.locator("img, svg, script").count() == 0


def test_what_changed_is_told(opener: Opener, tmp_path: Path) -> None:
    page = opener(written(ordinary(), tmp_path), script=False).page
    expect(page.locator("h1")).to_have_text("Of 8 targets, 1 failed and 5 could not be judged")
    broke = page.locator("[data-group=broken] li")
    expect(broke).to_have_text(
        "non-conformant: Conformant → Not conformant; broke: LEAD-02 (the comparison)"
    )
    expect(page.locator("[data-group=gone] li")).to_have_text("gone")
    link = page.get_by_role("link", name="non-conformant", exact=True).first
    assert link.get_attribute("href") == "./non-conformant/report.html"
    rows = page.locator("section[aria-labelledby=targets] tbody tr")
    assert rows.count() == 8
    assert rows.first.get_attribute("data-word") == "non-conformant"
    assert page.locator('tr[data-word="not-run"] a').count() == 0, "there is no report"
