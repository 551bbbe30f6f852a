"""What is generated reaches nobody, and what it leaves behind can be found."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from reserved import real

from conformance.corpus import CHAT, FILES, RUN, UNKNOWN_CHAT, Case

from .oracle import CORPUS, cases, texts

every = pytest.mark.parametrize("name", FILES)


def sent(case: Case) -> list[Any]:
    return [case.body, case.raw or "", *case.path.values(), *case.headers.values()]


@every
def test_it_names_only_what_is_reserved(name: str) -> None:
    for case in cases(name):
        assert [found for part in sent(case) for found in real(part)] == [], case.id


@every
def test_placeholders_stand_only_where_they_belong(name: str) -> None:
    for case in cases(name):
        for part in (case.body, *case.headers.values()):
            rest = [text for text in texts(part) if text not in (CHAT, UNKNOWN_CHAT, RUN)]
            for text in rest:
                bare = text.removeprefix(f"conformance-{RUN}-")
                written = case.violation is not None and case.violation.kind == "type"
                if not written:
                    assert not re.search(r"\{(?:chat|unknown-chat|run)\}", bare), case.id


def test_chats_can_be_found_again() -> None:
    unmarked = []
    for group in CORPUS["new-chat"]:
        body = group.valid.body
        metadata = body.get("metadata")
        named = body["client_id"].startswith(f"conformance-{RUN}-")
        marked = isinstance(metadata, dict) and metadata.get("conformance_run") == RUN
        assert named or marked, group.valid.id
        for case in group.invalid:
            if isinstance(case.body, dict) and isinstance(case.body.get("client_id"), str):
                given = case.body.get("metadata")
                kept = isinstance(given, dict) and given.get("conformance_run") == RUN
                assert case.body["client_id"].startswith(f"conformance-{RUN}-") or kept, case.id
        if metadata:
            assert marked, group.valid.id
        if not named:
            unmarked.append(body["client_id"])
    assert 5 < len(unmarked) < 40


@every
def test_nothing_is_sent_whose_meaning_json_leaves_open(name: str) -> None:
    for case in cases(name):
        text = json.dumps(case.body, allow_nan=False)
        assert not re.search(r"[\[: ]-0(?:\.0+)?[,}\]]", text), case.id
        for one in texts([case.body, case.raw or "", *case.path.values()]):
            assert "\0" not in one
        for one in texts([case.body, *case.path.values()]):
            assert not any("\ud800" <= character <= "\udfff" for character in one), case.id


@every
def test_no_value_asks_for_much(name: str) -> None:
    for case in cases(name):
        assert len(json.dumps(case.body)) + len(case.raw or "") < 128 * 1024, case.id
