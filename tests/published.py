"""The schemas by which others read our JSON, and what else a JSON document has to be."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, Draft7Validator, Draft202012Validator

SCHEMAS = Path(__file__).parent / "schemas"
OWN = Path(__file__).parent.parent / "conformance" / "reports"


def schema(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


CTRF = Draft7Validator(schema(SCHEMAS / "ctrf-0.0.schema.json"))
SARIF = Draft4Validator(schema(SCHEMAS / "sarif-2.1.0-rtm.5.schema.json"))
BADGE = Draft202012Validator(schema(OWN / "badge.schema.json"))


def strings(value: Any) -> Iterator[str]:
    """Every text in a JSON value, names of members too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from (key, *strings(each))
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def assert_inert(document: str) -> None:
    """Nothing hidden in any text but line feeds and tabs, no text without end, all of it ASCII."""
    assert document.isascii()
    for text in strings(json.loads(document)):
        assert len(text) < 100_000
        unseen = {unicodedata.category(one) for one in text if one not in " \n\t"}
        assert unseen.isdisjoint({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
