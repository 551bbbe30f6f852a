"""The payloads in fixtures/ keep the contract and name only reserved addresses and phones."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

ROOT = Path(__file__).parent.parent
SPEC = yaml.safe_load((ROOT / "spec/api_versions/v3.yaml").read_text(encoding="utf-8"))
EXAMPLES: dict[str, Any] = json.loads(
    (ROOT / "fixtures/page-examples.json").read_text(encoding="utf-8")
)


def validator(operation: str) -> Draft202012Validator:
    """A validator of the request body of an operation of the contract."""
    for path, item in SPEC["paths"].items():
        for method, value in item.items():
            if isinstance(value, dict) and value.get("operationId") == operation:
                pointer = "/".join(
                    part.replace("~", "~0").replace("/", "~1")
                    for part in ("paths", path, method, "requestBody", "content")
                )
                reference = f"#/{pointer}/application~1json/schema"
                return Draft202012Validator(
                    {**SPEC, "$ref": reference}, format_checker=FormatChecker()
                )
    raise LookupError(operation)


@pytest.mark.parametrize("name", EXAMPLES)
def test_validates(name: str) -> None:
    example = EXAMPLES[name]
    assert list(validator(example["operation"]).iter_errors(example["body"])) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_without_its_first_member_it_would_not(name: str) -> None:
    body = dict(EXAMPLES[name]["body"])
    del body[next(iter(body))]
    assert list(validator(EXAMPLES[name]["operation"]).iter_errors(body))


def test_addresses_and_phones_are_reserved() -> None:
    text = json.dumps(EXAMPLES)
    addresses = re.findall(r"[\w.-]+@([\w.-]+\w)", text)
    phones = re.findall(r"\+[0-9-]{7,}", text)
    assert addresses
    assert set(addresses) == {"example.com"}
    assert phones
    assert all(re.fullmatch(r"\+1-\d{3}-555-01\d\d", phone) for phone in phones)
