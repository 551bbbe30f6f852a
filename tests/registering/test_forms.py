"""Over generated registers: page, JSON and badges agree, are valid, and nothing acts in them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from generated_reports import QUICK
from hypothesis import given
from jsonschema import Draft202012Validator
from published import BADGE, assert_inert
from test_report_formats_agree import Page

from conformance.outcome import Verdict
from conformance.register.as_html import WORDS, render_html
from conformance.register.as_json import render_json, schema
from conformance.register.badge import render_badge
from conformance.register.entry import Entry, Register, State
from conformance.register.writing import rendered, write_register

from .builders import entries, made_entry, made_register, registers


@QUICK
@given(registers)
def test_the_json_is_what_its_schema_says(register: Register) -> None:
    text = render_json(register)
    assert text.isascii()
    value = json.loads(text)
    Draft202012Validator.check_schema(schema())
    Draft202012Validator(schema()).validate(value)
    assert [entry["state"] for entry in value["entries"]] == [
        entry.state.value for entry in register.entries
    ]
    assert sum(value["counts"].values()) == len(register.entries)


@QUICK
@given(registers)
def test_the_page_has_every_entry_and_no_element_but_its_own(register: Register) -> None:
    text = render_html(register)
    page = Page(text)
    assert page.open == []
    states = [value for name, value in page.attributes if name == "data-state"]
    assert states == [entry.state.value for entry in register.entries]
    assert page.scripts == []
    assert {"img", "b:", "iframe", "link", "object", "svg", "script"}.isdisjoint(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert all(
        re.fullmatch(r"#[\w-]+|\./[\w./~%-]+", value, re.ASCII)
        for name, value in page.attributes
        if name == "href"
    )
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\ud800-\udfff]", page.text
    )


@QUICK
@given(entries())
def test_a_badge_is_green_for_what_is_certified_without_deviations_alone(entry: Entry) -> None:
    text = render_badge(entry)
    value = json.loads(text)
    BADGE.validate(value)
    assert_inert(text)
    certified = entry.state is State.CERTIFIED
    assert entry.result is not None or not certified
    whole = certified and entry.result is not None
    conformant = whole and entry.result is not None and entry.result.verdict is Verdict.CONFORMANT
    assert (value["color"] == "brightgreen") is conformant
    assert value["isError"] is not certified
    assert ("certified until" in value["message"]) is certified
    assert len(value["message"]) < 200


def test_the_badge_says_until_when_it_holds_or_held() -> None:
    said = {state: json.loads(render_badge(made_entry(state)))["message"] for state in State}
    assert said == {
        State.CERTIFIED: "1.0 conformant, certified until 2027-05-25",
        State.EXPIRED: "1.0 certificate expired after 2027-05-25",
        State.OTHER_SUITE: "1.0 certificate not checked by this suite",
        State.REFUSED: "1.0 certificate refused",
    }


def test_the_page_names_each_state_and_counts_them() -> None:
    page = render_html(made_register(*map(made_entry, State)))
    counted = ", ".join(f"1 {WORDS[state]}" for state in State)
    assert f'<p class="lede">{counted}, as of 2026-11-26.</p>' in page


def test_the_gravest_state_decides() -> None:
    codes = {state: made_register(made_entry(), made_entry(state)).exit_code for state in State}
    assert codes == {
        State.CERTIFIED: 0, State.EXPIRED: 0, State.OTHER_SUITE: 3, State.REFUSED: 1,
    }  # fmt: skip
    both = made_register(made_entry(State.OTHER_SUITE), made_entry(State.REFUSED))
    assert both.exit_code == 1


def test_badges_whose_bundle_is_gone_are_removed_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "v3" / "acme"
    folder.mkdir(parents=True)
    kept = [folder / "key.pub", folder / "notes.json", folder / "acme-1.0.conformance.zip"]
    for path in (*kept, folder / "badge-acme-0.9.json"):
        path.write_text("x")
    register = made_register(made_entry())
    written = write_register(register, tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in written} == set(rendered(register))
    assert set(folder.iterdir()) == {*kept, folder / "badge-acme-1.0.json"}
