"""All forms of a drift say the same, and no text of a document acts in any of them."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from conformance.contract import Contract
from conformance.drift import FORMATS
from conformance.drift.as_json import schema
from conformance.drift.differing import Effect
from conformance.drift.drift import Drift, drift
from conformance.drift.reach import kept
from conformance.loading import load_contract
from conformance.resources import SPEC

from .builders import at, contract

HOSTILE = "</code><script>alert(1)</script> `|* \x1b[31m\u202e\ud800\n# x\nBreaking (9): y"


@pytest.fixture(scope="module")
def ours() -> Contract:
    return load_contract(SPEC)


@pytest.fixture(scope="module")
def hostile(ours: Contract) -> Drift:
    """A document that has hostile text wherever it may have text."""
    document = contract()
    document["info"] |= {"title": HOSTILE, "version": HOSTILE}
    sender = at(document, "/components/schemas/MessageCore/properties/sender")
    sender["enum"] = ["user", HOSTILE]
    at(document, "/components/schemas/Chat/properties")[HOSTILE] = {"const": HOSTILE * 100_000}
    at(document, "/components/schemas/Chat")["required"] = [HOSTILE]
    document["paths"][f"/{HOSTILE}"] = {"get": {"responses": {HOSTILE: {}}}}
    document["components"]["schemas"]["ErrorText"] = {"$ref": HOSTILE}
    return drift(ours, document, ("v3.yaml", HOSTILE), kept())


def test_json_is_what_its_schema_says(hostile: Drift) -> None:
    text = FORMATS["json"](hostile)
    assert text.isascii()
    value = json.loads(text)
    Draft202012Validator.check_schema(schema())
    Draft202012Validator(schema()).validate(value)
    effects = [one["effect"] for one in value["differences"]]
    assert value["counts"] == {effect.value: effects.count(effect.value) for effect in Effect}


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_no_text_of_a_document_acts(form: str, hostile: Drift) -> None:
    text = FORMATS[form](hostile)
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e\ud800-\udfff]", text)
    assert "\n# x" not in text
    assert len(re.findall(r"^(?:## )?Breaking \(\d+\)", text, re.MULTILINE)) == 1
    assert len(text) < 100_000


def test_markdown_has_no_markup_but_its_own(hostile: Drift) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).parse(FORMATS["markdown"](hostile))
    inline = [child for token in tokens for child in token.children or ()]
    assert {token.type for token in (*tokens, *inline)}.isdisjoint(
        {"html_block", "html_inline", "link_open", "image", "blockquote_open", "hr", "fence"}
    )
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    assert (headings.count("h1"), headings.count("h2")) == (1, 3)


def test_a_difference_is_told_with_its_places_and_whom_it_concerns(ours: Contract) -> None:
    document = contract()
    del at(document, "/components/schemas/Message/properties")["created_at"]
    at(document, "/components/schemas/Message")["required"].remove("created_at")
    found = drift(ours, document, ("v3.yaml", "theirs.json"), kept())
    for form in ("text", "markdown"):
        text = FORMATS[form](found)
        for words in (
            "2 breaking differences",
            "theirs.json",
            "answer-member-removed",
            "POST /external/message/new-message, answer 200 /created_at",
            "/components/schemas/Message/properties/created_at",
            "CON-06",
        ):
            assert words in text, (form, words)
    # What the contract says once is told once.
    assert FORMATS["text"](found).count("answer-member-removed") == 1


def test_that_it_is_not_known_whom_it_concerns_is_said(ours: Contract) -> None:
    found = drift(ours, contract(), ("v3.yaml", "x"), None)
    assert "not known for this version" in FORMATS["text"](found)
    assert "not known for this version" in FORMATS["markdown"](found)
    assert json.loads(FORMATS["json"](found))["requirements_known"] is False
