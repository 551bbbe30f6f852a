"""Over generated fleets: page, JSON and text agree, are valid, and nothing acts in them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from generated_reports import QUICK
from hypothesis import given
from jsonschema import Draft202012Validator
from test_report_formats_agree import Page

from conformance.fleet.against import Against
from conformance.fleet.as_html import render_html
from conformance.fleet.as_json import render_json, schema
from conformance.fleet.as_text import render_text
from conformance.fleet.cluster import FleetError
from conformance.fleet.earlier import read_earlier
from conformance.fleet.result import Fleet

from .builders import every_word, fleets

VALIDATOR = Draft202012Validator(schema())
UNSEEN = "[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\ud800-\udfff]"


@QUICK
@given(fleets())
def test_the_json_is_what_its_schema_says(made: tuple[Fleet, Against | None]) -> None:
    text = render_json(*made)
    assert text.isascii()
    value = json.loads(text)
    VALIDATOR.validate(value)
    assert sum(value["counts"].values()) == len(value["targets"])
    assert value["exit_code"] == made[0].exit_code


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


@QUICK
@given(fleets())
def test_the_page_has_every_target_and_no_element_but_its_own(
    made: tuple[Fleet, Against | None],
) -> None:
    page = Page(render_html(*made))
    assert page.open == []
    shown = [value for name, value in page.attributes if name == "data-target"]
    assert sorted(shown) == sorted(one.name for one in made[0].results)
    assert page.scripts == []
    assert {"img", "iframe", "link", "object", "svg", "script"}.isdisjoint(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert all(
        re.fullmatch(r"#[\w-]+|\./[\w./~%-]+", value, re.ASCII)
        for name, value in page.attributes
        if name == "href"
    )
    assert not re.search(UNSEEN, page.text)


@QUICK
@given(fleets())
def test_nothing_is_hidden_in_the_text(made: tuple[Fleet, Against | None]) -> None:
    text = render_text(*made)
    assert not re.search(UNSEEN, text)
    assert text.count("\n") <= 3 * len(made[0].results) + 60


@QUICK
@given(fleets())
def test_what_was_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, made: tuple[Fleet, Against | None]
) -> None:
    directory = tmp_path_factory.mktemp("fleet")
    (directory / "fleet.json").write_text(render_json(*made))
    found = read_earlier(directory)
    assert found.started_at == made[0].started_at
    assert [(one.name, one.word, one.code) for one in found.results] == [
        (one.name, one.word, one.code) for one in made[0].results
    ]


DAMAGED = {
    "no JSON": ("{", "is damaged: it is not JSON"),
    "nested": ("[" * 100_000, "is damaged: it is not JSON"),
    "another form": ("{}", "is damaged or of another version of the suite"),
    "a path as name": (
        render_json(every_word()).replace('"conformant",\n      "url"', '"../../x",\n      "url"'),
        "is damaged or of another version of the suite",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_one_is_not_believed(tmp_path: Path, name: str) -> None:
    text, said = DAMAGED[name]
    (tmp_path / "fleet.json").write_text(text)
    with pytest.raises(FleetError, match=said):
        read_earlier(tmp_path)


def test_none_is_missed(tmp_path: Path) -> None:
    with pytest.raises(FleetError, match="name the directory of an earlier fleet"):
        read_earlier(tmp_path)
