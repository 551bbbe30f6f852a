"""The contract file itself: valid, complete, true to its own examples, and silent on old paths."""

import copy
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from openapi_core import OpenAPI
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

SPEC = Path(__file__).parent.parent / "spec/api_versions/v3.yaml"
TEXT = SPEC.read_text(encoding="utf-8")
DOCUMENT: dict[str, Any] = yaml.safe_load(TEXT)

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
# What may hold data of any shape: never to be read as a part of the document's own structure.
DATA = {"example", "examples", "default", "enum", "const", "value"}

# Formats of our own choice, so that the outcome doesn't hang on which extras are installed.
FORMATS = FormatChecker(formats=["email"])


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    """A date with a time of day and an offset; text that is no date at all raises ValueError."""
    if not isinstance(value, str):
        return True
    return "T" in value and datetime.fromisoformat(value).tzinfo is not None


def escaped(key: object) -> str:
    """One token of a JSON pointer."""
    return str(key).replace("~", "~0").replace("/", "~1")


def resolved(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """The node, or what its local reference points at."""
    while "$ref" in node:
        found: Any = document
        for token in node["$ref"].removeprefix("#/").split("/"):
            found = found[token.replace("~1", "/").replace("~0", "~")]
        node = found
    return node


def objects(node: object, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of the document with its pointer, schemas and properties' schemas included."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from objects(item, f"{pointer}/{index}")
    elif isinstance(node, dict):
        # The maps of components and of properties have names for keys, so nothing is skipped.
        named = pointer.endswith("/properties") or pointer.count("/") == 2
        yield pointer, node
        for key, item in node.items():
            if named or key not in DATA:
                yield from objects(item, f"{pointer}/{escaped(key)}")


def schemas(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every named schema, every schema in place, and every property of these."""
    for pointer, node in objects(document):
        above, _, name = pointer.rpartition("/")
        if name == "schema" or above == "/components/schemas" or above.endswith("/properties"):
            yield pointer, node


def examples(document: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Every example: where it stands, the pointer of the schema it must satisfy, its value."""
    for pointer, node in schemas(document):
        for index, value in enumerate(node.get("examples", [])):
            yield f"{pointer}/examples/{index}", pointer, value
    for pointer, node in objects(document):
        if isinstance(node.get("schema"), dict):
            if "example" in node:
                yield f"{pointer}/example", f"{pointer}/schema", node["example"]
            for name, example in node.get("examples", {}).items():
                value = resolved(document, example)["value"]
                yield f"{pointer}/examples/{name}", f"{pointer}/schema", value


def wrong_examples(document: dict[str, Any]) -> list[str]:
    """The pointers of those examples that their schema refuses."""
    contract = Resource.from_contents(document, default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:contract", contract)
    return [
        where
        for where, schema, value in examples(document)
        if not Draft202012Validator(
            {"$ref": f"urn:contract#{schema}"}, registry=registry, format_checker=FORMATS
        ).is_valid(value)
    ]


def operations() -> list[tuple[str, dict[str, Any]]]:
    """Every operation by its id."""
    return [
        (operation["operationId"], operation)
        for path in DOCUMENT["paths"].values()
        for method, operation in path.items()
        if method in METHODS
    ]


def links() -> list[tuple[str, dict[str, Any]]]:
    """Every link of every answer by its name."""
    return [
        link
        for _, operation in operations()
        for answer in operation["responses"].values()
        for link in resolved(DOCUMENT, answer).get("links", {}).items()
    ]


def test_it_is_valid_openapi() -> None:
    validate(DOCUMENT)


def test_openapi_core_can_load_it() -> None:
    assert OpenAPI.from_dict(copy.deepcopy(DOCUMENT)).spec


def test_it_has_the_operations_of_the_contract() -> None:
    assert sorted(name for name, _ in operations()) == [
        "callAgent",
        "callAgentV2",
        "emailHandoff",
        "listMessages",
        "newChat",
        "newMessage",
    ]


def test_the_old_namespace_is_gone() -> None:
    assert "external/tools" not in TEXT


def test_the_vendors_address_is_the_only_one() -> None:
    assert [server["url"] for server in DOCUMENT["servers"]] == ["https://api.optimly.io"]
    assert [pointer for pointer, node in objects(DOCUMENT) if "servers" in node] == [""]
    assert TEXT.count("://") == 1


def test_one_credential_is_enough() -> None:
    alternatives = DOCUMENT["security"]
    assert all(len(alternative) == 1 for alternative in alternatives)
    names = [name for alternative in alternatives for name in alternative]
    assert names == list(DOCUMENT["components"]["securitySchemes"])
    assert not [name for name, operation in operations() if "security" in operation]


@pytest.mark.parametrize(("name", "operation"), operations())
def test_every_operation_states_its_limit(name: str, operation: dict[str, Any]) -> None:
    limit = operation["x-rate-limit"]
    assert limit.keys() == {"limit", "window", "scope"}, name
    assert all(type(limit[key]) is int and limit[key] > 0 for key in ("limit", "window"))
    assert limit["scope"] in {"agent", "chat"}


@pytest.mark.parametrize(("name", "operation"), operations())
def test_every_operation_documents_its_refusals(name: str, operation: dict[str, Any]) -> None:
    expected = {"200", "400", "401", "403", "404", "405", "413", "415", "422", "429"}
    if name == "newChat":  # nothing is named in the request that could be unknown
        expected -= {"404"}
    if "requestBody" not in operation:
        expected -= {"413", "415"}
    assert set(operation["responses"]) == expected


def test_the_new_chat_links_to_everything_else() -> None:
    assert {name for name, _ in links()} == {name for name, _ in operations()} - {"newChat"}


@pytest.mark.parametrize(("name", "link"), links())
def test_every_link_resolves(name: str, link: dict[str, Any]) -> None:
    target = dict(operations())[link["operationId"]]
    assert name == link["operationId"]
    given = link.get("parameters", link.get("requestBody"))
    assert given == {"chat_id": "$response.body#/chat_id"}
    if "parameters" in link:
        known = {parameter["name"] for parameter in target["parameters"]}
    else:
        body = resolved(DOCUMENT, target["requestBody"])["content"]["application/json"]
        known = resolved(DOCUMENT, body["schema"])["properties"].keys()
    assert given.keys() <= known


def test_every_schema_and_property_is_described() -> None:
    silent = []
    for pointer, node in schemas(DOCUMENT):
        if not {**resolved(DOCUMENT, node), **node}.get("description"):
            silent.append(pointer)
    assert not silent


def test_answers_are_open() -> None:
    closing = {"additionalProperties", "unevaluatedProperties"}
    assert not [pointer for pointer, node in objects(DOCUMENT) if closing & node.keys()]


def test_every_example_satisfies_its_schema() -> None:
    assert wrong_examples(DOCUMENT) == []


def test_every_named_schema_and_media_type_has_an_example() -> None:
    shown = {schema for _, schema, _ in examples(DOCUMENT)}
    named = {f"/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    media = {
        f"{pointer}/{escaped(kind)}/schema"
        for pointer, node in objects(DOCUMENT)
        if pointer.endswith("/content")
        for kind in node
        if "/" in kind  # a message also has a property called `content`
    }
    assert media
    assert named | media <= shown


def spoil_a_property(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["Chat"]["examples"][0]["ai_enabled"] = "yes"


def spoil_a_date(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["Timestamp"]["examples"][0] = "2025-06-16T10:30:00"


def spoil_an_address(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["EmailHandoff"]["examples"][0]["customer_email"] = "nobody"


def spoil_a_shared_example(document: dict[str, Any]) -> None:
    del document["components"]["examples"]["AgentRequest"]["value"]["content"]


def spoil_a_parameter(document: dict[str, Any]) -> None:
    operation = document["paths"]["/external/chat/{chat_id}/messages"]["get"]
    operation["parameters"][0]["example"] = 123


def spoil_a_header(document: dict[str, Any]) -> None:
    document["components"]["headers"]["X-RateLimit-Limit"]["example"] = 0


def spoil_an_error(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["Error"]["examples"][0] = {"error": True, "detail": None}


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (spoil_a_property, "/components/schemas/Chat/examples/0"),
        (spoil_a_date, "/components/schemas/Timestamp/examples/0"),
        (spoil_an_address, "/components/schemas/EmailHandoff/examples/0"),
        (
            spoil_a_shared_example,
            "/components/requestBodies/AgentCall/content/application~1json/examples/appointment",
        ),
        (
            spoil_a_parameter,
            "/paths/~1external~1chat~1{chat_id}~1messages/get/parameters/0/example",
        ),
        (spoil_a_header, "/components/headers/X-RateLimit-Limit/example"),
        (spoil_an_error, "/components/schemas/Error/examples/0"),
    ],
)
def test_a_wrong_example_is_found(spoil: Callable[[dict[str, Any]], None], where: str) -> None:
    document = copy.deepcopy(DOCUMENT)
    spoil(document)
    assert wrong_examples(document) == [where]
