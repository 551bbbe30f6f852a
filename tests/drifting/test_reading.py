"""Whatever is in a file ends in a document or in a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.contract import Contract
from conformance.drift import FORMATS
from conformance.drift.drift import drift
from conformance.drift.reach import kept
from conformance.drift.reading import LARGEST, DriftError, read_document
from conformance.loading import load_contract
from conformance.resources import SPEC

from .builders import NEW_CHAT

HEAD = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"
EMPTY = {"openapi": "3.1.0", "info": {}, "paths": {}}


def bomb(first: str, each: str, levels: int = 11) -> str:
    """Ten aliases of ten aliases of ten aliases, and so on."""
    lines = [f"  a0: &a0 {first}"]
    for level in range(1, levels + 1):
        lines.append(f"  a{level}: &a{level} {each % ', '.join([f'*a{level - 1}'] * 10)}")
    return "x-bomb:\n" + "\n".join(lines) + "\n"


def answering(schema: str) -> str:
    content = f"content: {{application/json: {{schema: {schema}}}}}"
    return f"paths:\n  {NEW_CHAT}:\n    post:\n      responses:\n        200: {{{content}}}\n"


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "not an OpenAPI 3 document"),
        (b"[1]", "not an OpenAPI 3 document"),
        (b"{nonsense", "neither valid JSON nor valid YAML"),
        (b"\x00\xff\xfe", "neither valid JSON nor valid YAML"),
        (b"a: b\n c: [", "(line 2)"),
        (b"openapi: 3.1.0\n", "has no `paths`"),
        (b"openapi: 3.1.0\npaths: []\n", "has no `paths`"),
        (b'{"swagger": "2.0", "paths": {}}', "is Swagger 2.0; convert it"),
        (b"openapi: 3.1.0\npaths: {}\nx: 2025-13-45\n", "can't be read"),
        (b"openapi: 3.1.0\npaths: {}\nx: " + b"9" * 5000, "can't be read"),
        (b"openapi: 3.1.0\npaths: {}\n? {a: b}\n: c\n", "valid YAML (line 3)"),
        (b"x: !!python/object/apply:os.getcwd []\n", "neither valid JSON nor valid YAML (line 1)"),
        (b"openapi: 3.1.0\npaths: " + b"[" * 100_000, "nested deeper than 200 levels"),
        (b"openapi: 3.1.0\npaths:\n  " + b"- " * 50_000 + b"x", "nested deeper than 200 levels"),
        (b'{"openapi": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested deeper"),
        ((HEAD + bomb("{b: c, d: e}", "{<<: [%s]}")).encode(), "merge keys"),
        (b"x" * (LARGEST + 1), "larger than 8 MiB"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_what_is_no_document_is_told_in_a_sentence(raw: bytes, words: str) -> None:
    with pytest.raises(DriftError) as error:
        read_document(raw, "a\x1b[31m.yaml")
    assert words in str(error.value)
    assert "\x1b" not in str(error.value)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_may_be_in_any_of_its_codings(coding: str) -> None:
    assert read_document(json.dumps(EMPTY).encode(coding), "x") == EMPTY


HOSTILE = {
    "aliases of words": HEAD
    + bomb("{x: y}", "[%s]")
    + answering("{allOf: *a11, enum: *a11, description: *a11, examples: *a11}"),
    "aliases of schemas": HEAD + bomb("{type: object}", "{allOf: [%s]}") + answering("*a11"),
    "aliases of alternatives": HEAD + bomb("{type: object}", "{anyOf: [%s]}") + answering("*a11"),
    "an alias of itself": HEAD
    + answering("&s {allOf: [*s], anyOf: [*s], properties: {chat_id: *s, client_id: *s}}"),
    "references in a circle": HEAD
    + "components: {schemas: {A: {$ref: '#/components/schemas/B'},"
    + " B: {$ref: '#/components/schemas/A'}}}\n"
    + answering("{$ref: '#/components/schemas/A'}"),
    "references that lead nowhere": HEAD
    + answering("{allOf: [{$ref: 'other.yaml#/a'}, {$ref: '#/x'}, {$ref: 7}, {$ref: '#/%'}]}"),
    "wrong types everywhere": HEAD
    + answering(
        "{type: {a: 1}, enum: 3, const: [1], required: [1, {a: 1}, [2]], properties: [1],"
        " minLength: x, maximum: .inf, items: 3, allOf: {a: 1}, anyOf: [1, null], oneOf: x,"
        " additionalProperties: 7, multipleOf: 0, pattern: 3, default: {}}"
    )
    + "security: {a: b}\nservers: [1, {url: 7}, {url: 'http://[x'}]\ntags: 4\n",
    "wrong types of operations": HEAD
    + f"paths: {{{NEW_CHAT}: {{parameters: 7, post: {{parameters: [1, null, {{in: query}}],"
    + " security: [1, {x: 1}, null], x-rate-limit: [x], requestBody: [1], responses: [1]}},"
    + " 7: 8, null: {get: 1}, /a: 3}\n",
    "wrong types of answers": HEAD
    + f"paths: {{{NEW_CHAT}: {{post: {{responses: {{200: null, null: 3, true: {{headers: 3}},"
    + " 400: {headers: [1], content: 3}, 401: {content: {application/json: 3}}}}}}\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_in_a_document_it_is_compared(name: str, contract: Contract) -> None:
    document = read_document(HOSTILE[name].encode(), name)
    found = drift(contract, document, ("v3.yaml", name), kept())
    assert found.exit_code == 1
    for form in FORMATS.values():
        assert len(form(found)) < 300_000


def test_what_could_not_be_followed_is_told(contract: Contract) -> None:
    document = read_document(HOSTILE["references that lead nowhere"].encode(), "x")
    found = drift(contract, document, ("v3.yaml", "x"), None)
    assert any("other.yaml#/a" in sentence for sentence in found.unread)
    assert "other.yaml#/a" in FORMATS["text"](found)
    assert "other.yaml#/a" in FORMATS["markdown"](found)


def test_schemas_without_an_end_are_refused(contract: Contract) -> None:
    def nested(level: int) -> Any:
        if level == 0:
            return {"type": "object"}
        return {"anyOf": [nested(level - 1) for _ in range(12)]}

    schema = nested(4)
    operation = {"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}
    document = {"openapi": "3.1.0", "paths": {NEW_CHAT: {"post": operation}}}
    with pytest.raises(DriftError, match="to compare"):
        drift(contract, document, ("v3.yaml", "x"), None)


def test_a_document_of_something_else_is_refused_where_it_is_endless(contract: Contract) -> None:
    paths: dict[str, Any] = {f"/{number}": {"get": {}} for number in range(20_001)}
    with pytest.raises(DriftError, match="more than 20,000 places"):
        drift(contract, {"openapi": "3.1.0", "paths": paths}, ("v3.yaml", "x"), None)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    from conformance.drift.reading import read_file  # noqa: PLC0415

    with pytest.raises(DriftError, match=r"missing\.yaml can't be read: No such file"):
        read_file(tmp_path / "missing.yaml")
