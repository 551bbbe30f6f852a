"""openapi-core reads the same document, and says the same of every body as our own reader.

Only bodies are compared, and not the format of moments, which the suite judges by itself.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from openapi_core import Config, OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse
from openapi_core.validation.request import V31RequestBodyValidator
from openapi_core.validation.response import V31ResponseDataValidator

from conformance.evidence import Evidence
from conformance.exchange import Exchange, Request, Response
from conformance.loading import load_contract
from conformance.operation import Operation
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings
from conformance.resources import SPEC

CONTRACT = load_contract(SPEC)
NAMES = {
    "new-chat": ("client_id", "ai_enabled", "lead_collected"),
    "new-message": ("chat_id", "sender", "content"),
    "email-handoff": ("chat_id", "customer_email", "reason", "context"),
    "external/agent": ("chat_id", "content"),
    "agent/v2": ("chat_id", "content"),
    "{chat_id}/messages": (),
}
VALUES: Mapping[str, Any] = {
    "client_id": "conformance-1",
    "ai_enabled": False,
    "lead_collected": True,
    "sender": "user",
    "content": "Do you ship to Norway?",
    "customer_email": "buyer@example.com",
    "reason": "Pricing approval",
    "context": "Needs an annual invoice",
    "metadata": {"form_type": "lead_capture", "seats": 50, "deep": [{"a": None}]},
}
REFUSED: Mapping[int, Mapping[str, Any]] = {
    400: {"content": b"{"},
    401: {"headers": {"Authorization": "Bearer unknown"}},
    404: {"json": {"chat_id": "unknown", "sender": "user", "content": ""}},
    413: {"content": b" " * (1024 * 1024 + 1)},
    415: {"content": b"{}", "headers": {"Content-Type": "text/plain"}},
    422: {"json": {}},
}
UNUSUAL: tuple[Any, ...] = ("text", "queued", "", 7, 1.5, True, None, [], {}, {"a": 1})
OPTIONAL = ("status", "metadata", "tools_executed", "handoff_data")
TAKES_A_BODY = [name for name, members in NAMES.items() if members]


@pytest.fixture(scope="module")
def other_reader() -> OpenAPI:
    """openapi-core with the same document, whose server is wherever it is asked for."""
    document = copy.deepcopy(dict(CONTRACT.document)) | {"servers": [{"url": "/"}]}
    config = Config(
        request_validator_cls=V31RequestBodyValidator,
        response_validator_cls=V31ResponseDataValidator,
        extra_media_type_deserializers={"application/problem+json": json.loads},
        extra_format_validators={"date-time": lambda _moment: True},
    )
    return OpenAPI.from_dict(document, config=config)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {next(iter(SANDBOX_TOKENS))}"}
    with (
        RunningServer(Settings(limits="none")) as server,
        httpx.Client(base_url=server.url, headers=headers, trust_env=False) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def answers(client: httpx.Client) -> Mapping[str, Any]:
    """What the reference server answers to a full request of each operation."""
    found: dict[str, Any] = {}
    chat = ""
    for name in NAMES:
        operation, body = CONTRACT.operation(name), full_body(name, chat)
        path = operation.path.replace("{chat_id}", chat)
        answer = client.request(operation.method, path, json=body or None)
        found[name] = answer.raise_for_status().json()
        chat = chat or found[name]["chat_id"]
    return found


def full_body(name: str, chat: str) -> dict[str, Any]:
    """A valid request body with every member that is documented; none for a reading."""
    values = {**VALUES, "chat_id": chat}
    members = NAMES[name]
    return {member: values[member] for member in (*members, "metadata")} if members else {}


def spoilt(value: Any) -> Iterator[tuple[str, Any]]:
    """The value as it is, then with one thing changed at a time, legal or not."""
    yield "unchanged", value
    for other in (*UNUSUAL, [[]]):
        yield f"is {other!r}", other
    if isinstance(value, list):
        for how, item in spoilt(value[0]):
            yield f"an item {how}", [*value[1:], item]
        return
    yield "with another member", {**value, "unheard_of": [{"of": 1}]}
    for member in {**value, **dict.fromkeys(OPTIONAL)}:
        yield f"without {member}", {key: value[key] for key in value if key != member}
        for other in UNUSUAL:
            yield f"{member} is {other!r}", {**value, member: other}


def other_request(operation: Operation, body: Any = None) -> MockRequest:
    path = operation.path.replace("{chat_id}", "chat_1")
    data = json.dumps(body).encode()
    return MockRequest("http://127.0.0.1", operation.method.lower(), path, data=data)


def other_takes_answer(reader: OpenAPI, operation: Operation, answer: MockResponse) -> bool:
    """What openapi-core says of an answer's body."""
    try:
        reader.validate_response(other_request(operation), answer)
    except OpenAPIError:
        return False
    return True


def other_takes_request(reader: OpenAPI, operation: Operation, body: Any) -> bool:
    """What openapi-core says of a request's body."""
    try:
        reader.validate_request(other_request(operation, body))
    except OpenAPIError:
        return False
    return True


def we_take_answer(operation: Operation, body: bytes) -> bool:
    """What our own reader says of an answer's body."""
    headers = (("Content-Type", "application/json"),)
    exchange = Exchange(
        number=1,
        flow="",
        case="",
        step="",
        operation=operation.key,
        agent="main",
        carrier="bearer",
        request=Request(operation.method, operation.path),
        response=Response(200, headers, body),
    )
    return not Evidence(exchange, operation, frozenset()).schema_problems


@pytest.mark.parametrize("name", NAMES)
def test_both_say_the_same_of_an_answer(
    name: str, answers: Mapping[str, Any], other_reader: OpenAPI
) -> None:
    operation = CONTRACT.operation(name)
    ours, theirs = {}, {}
    for how, answer in spoilt(answers[name]):
        body = json.dumps(answer).encode()
        ours[how] = we_take_answer(operation, body)
        theirs[how] = other_takes_answer(other_reader, operation, MockResponse(body))
    assert ours == theirs
    prefix = "an item " if operation.answers_list else ""
    assert ours[f"{prefix}unchanged"]
    assert ours[f"{prefix}with another member"]
    for member in operation.server_made:
        assert not ours[f"{prefix}without {member}"]
        assert not ours[f"{prefix}{member} is None"]
        assert not ours[f"{prefix}{member} is 7"]


@pytest.mark.parametrize("name", TAKES_A_BODY)
def test_both_say_the_same_of_a_request(name: str, other_reader: OpenAPI) -> None:
    operation = CONTRACT.operation(name)
    validator = operation.request_validator
    assert validator is not None
    ours, theirs = {}, {}
    for how, body in spoilt(full_body(name, "chat_1")):
        ours[how] = validator.is_valid(body)
        theirs[how] = other_takes_request(other_reader, operation, body)
    assert ours == theirs
    assert ours["unchanged"]
    assert ours["with another member"]
    for member in NAMES[name]:
        assert not ours[f"{member} is None"]
        assert not ours[f"{member} is 7"]
    assert not any(ours[f"is {other!r}"] for other in UNUSUAL)


@pytest.mark.parametrize("status", REFUSED)
def test_the_other_reader_takes_every_refusal(
    status: int, client: httpx.Client, other_reader: OpenAPI
) -> None:
    operation = CONTRACT.operation("new-message")
    content_type = {"Content-Type": "application/json"}
    refused = dict(REFUSED[status])
    headers = {**content_type, **refused.pop("headers", {})}
    answer = client.post(operation.path, headers=headers, **refused)
    assert answer.status_code == status
    seen = MockResponse(answer.content, status, content_type=answer.headers["Content-Type"])
    assert other_takes_answer(other_reader, operation, seen)
    says_nothing = MockResponse(b'{"detail": ""}', status, content_type=seen.content_type)
    assert not other_takes_answer(other_reader, operation, says_nothing)
