"""The file: what is written is read again, and what is broken by hand is said in a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conformance.baseline.entry import WIDTH, Baseline, BaselineError, Entry, Reach
from conformance.baseline.keeping import read_baseline, schema, written

from .builders import baseline, entry

texts = st.text(st.characters(exclude_categories=()), min_size=1, max_size=20)
said = texts.filter(lambda text: bool(text.strip()))
entries = st.builds(Entry, texts, texts, said, said, st.dates(min_value=date(1000, 1, 1)))
names = st.lists(texts, max_size=2).map(tuple)
reaches = st.builds(
    Reach,
    st.sampled_from(sorted(WIDTH)),
    names,
    names,
    st.integers(0, 10**6),
    st.integers(0, 2**63 - 1),
)
baselines = st.builds(
    Baseline, reaches, st.lists(entries, max_size=3, unique_by=lambda one: one.key).map(tuple)
)


@given(baselines)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, one: Baseline
) -> None:
    path = tmp_path_factory.getbasetemp() / "kept.json"
    text = written(one)
    assert text.isascii()
    Draft202012Validator(schema()).validate(json.loads(text))
    path.write_text(text, encoding="ascii")
    found = read_baseline(path)
    assert found.reach == one.reach
    assert found.entries == tuple(sorted(one.entries))
    assert written(found) == text


def test_an_entry_is_a_line_for_each_fact() -> None:
    text = written(baseline(entry("LEAD-02", "b"), entry("LEAD-01", "a")))
    assert text.index("LEAD-01") < text.index("LEAD-02")
    assert '      "expires": "2026-12-31"\n' in text


Break = Callable[[dict[str, Any]], object]


def _second(**given: object) -> Break:
    return lambda value: value["known"][1].update(given)


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (_second(owner=" "), "entry 2 (LEAD-02), owner: "),
        (_second(reason=""), "entry 2 (LEAD-02), reason: "),
        (_second(cause=""), "entry 2 (LEAD-02), cause: "),
        (_second(expires=20261231), "entry 2 (LEAD-02), expires: "),
        (_second(expires="31.12.2026"), "entry 2 (LEAD-02), expires: '31.12.2026' is no date"),
        (_second(expires="2026-02-30"), "'2026-02-30' is no date; write it as 2026-12-31."),
        (_second(expires="20261231"), "'20261231' is no date"),
        (_second(requirement=7), "entry 2 (7), requirement: 7 is not of type 'string'"),
        (_second(colour="red"), "entry 2 (LEAD-02): Additional properties are not allowed"),
        (lambda value: value["known"][1].pop("expires"), "entry 2 (LEAD-02): 'expires' is a req"),
        (lambda value: value["known"].append(3), "entry 3: 3 is not of type 'object'"),
        (lambda value: value["known"].append(value["known"][0]), "entries 1 and 3 are about the"),
        (lambda value: value["run"].update(profile="medium"), "run/profile: 'medium' is not one"),
        (lambda value: value.pop("known"), "the whole: 'known' is a required property"),
        (_second(owner=["\x1b[31m"]), "is not of type 'string'; correct it"),
    ],
)
def test_what_is_wrong_is_said_with_its_entry(break_it: Break, said: str, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    value = json.loads(written(baseline(entry("LEAD-01", "a"), entry("LEAD-02", "b"))))
    break_it(value)
    path.write_text(json.dumps(value))
    with pytest.raises(BaselineError) as caught:
        read_baseline(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{\n  "known": [\n  }\n', "in line 3, column 3; correct it there."),
        (b"", "in line 1, column 1"),
        (b"\xff\xfe", "is no JSON of ours: it is damaged"),
        (b"[" * 100_000, "is no JSON of ours: it is damaged"),
        (b"[]", "the whole: [] is not of type 'object'"),
        (
            b'{"known": [{"requirement": "LEAD-02", "expires": "1", "expires": "2"}]}',
            "'expires' stands twice in the entry of LEAD-02",
        ),
    ],
)
def test_what_is_no_baseline_is_said(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_bytes(content)
    with pytest.raises(BaselineError) as caught:
        read_baseline(path)
    assert said in str(caught.value)


def test_one_that_is_not_there_names_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="baseline update"):
        read_baseline(tmp_path / "absent.json")
    with pytest.raises(BaselineError, match="can't be read"):
        read_baseline(tmp_path)
