"""Operations, statuses, headers, media types, credentials and limits of the contract."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.drift.differing import Effect

from .builders import NEW_CHAT, NEW_MESSAGE, at, changed, contract, differences, kinds, telling

TRANSCRIPT = "/external/chat/{chat_id}/messages"
OPERATION = "/paths/" + NEW_CHAT.replace("/", "~1") + "/post"


def renamed(path: str, new: str) -> dict[str, Any]:
    document = contract()
    document["paths"] = {
        new if each == path else each: item for each, item in document["paths"].items()
    }
    return document


def test_an_operation_that_is_gone() -> None:
    document = contract()
    del document["paths"][NEW_CHAT]
    (found,) = differences(document)
    assert (found.kind, found.effect) == ("operation-removed", Effect.BREAKING)
    assert (found.ours, found.theirs) == (OPERATION, "/paths")


def test_an_operation_that_has_another_method() -> None:
    document = contract()
    document["paths"][NEW_CHAT] = {"put": document["paths"][NEW_CHAT]["post"]}
    gone, new = differences(document)
    assert (gone.kind, gone.effect) == ("operation-removed", Effect.BREAKING)
    assert "PUT only" in gone.why
    assert (new.kind, new.effect) == ("operation-added", Effect.WIDENING)


def test_a_feature_that_is_not_offered() -> None:
    document = contract()
    del document["paths"][TRANSCRIPT]
    assert kinds(differences(document)) == {("operation-removed", "cosmetic")}


def test_a_prefix_of_all_paths_is_for_the_base_address() -> None:
    document = contract()
    document["paths"] = {f"/api/v3{path}": item for path, item in document["paths"].items()}
    assert kinds(differences(document)) == {("path-changed", "cosmetic")}
    document = contract()
    document["servers"] = [{"url": "https://{region}.example.com/api/v3/"}]
    assert kinds(telling(differences(document))) == set()
    assert ("path-changed", "cosmetic") in kinds(differences(document))


def test_another_path_breaks_and_is_compared_all_the_same() -> None:
    document = renamed(NEW_CHAT, "/messages/new-chat")
    del document["paths"]["/messages/new-chat"]["post"]["x-rate-limit"]
    assert kinds(differences(document)) == {
        ("path-changed", "breaking"),
        ("rate-limit-removed", "cosmetic"),
    }
    # One with a prefix of its own, too.
    found = differences(renamed(NEW_CHAT, f"/beta{NEW_CHAT}"))
    assert kinds(found) == {("path-changed", "breaking")}


def test_a_parameter_of_the_path_may_have_another_name() -> None:
    document = renamed(TRANSCRIPT, "/external/chat/{id}/messages")
    at(document, "/paths/~1external~1chat~1{id}~1messages/get/parameters/0")["name"] = "id"
    assert kinds(differences(document)) == {("words-name-changed", "cosmetic")}


def test_a_path_that_many_have_is_not_taken_for_the_transcript() -> None:
    found = differences(renamed(TRANSCRIPT, "/threads/{thread_id}/messages"))
    assert kinds(found) == {("operation-removed", "cosmetic"), ("operation-added", "widening")}


def test_parameters() -> None:
    operation = contract()["paths"][NEW_CHAT]["post"]
    for parameter, effect in (
        ({"name": "page", "in": "query", "required": True}, "breaking"),
        ({"name": "page", "in": "query"}, "widening"),
        ({"name": "X-Tenant", "in": "header", "required": True}, "breaking"),
        ({"name": "Authorization", "in": "header", "required": True}, None),
    ):
        theirs = contract()
        theirs["paths"][NEW_CHAT] = {"parameters": [parameter], "post": operation}
        found = {("request-parameter-added", effect)} if effect else set()
        assert kinds(differences(theirs)) == found
        lost = {("request-parameter-removed", "breaking")} if effect else set()
        assert kinds(differences(contract(), theirs)) == lost


@pytest.mark.parametrize(
    ("status", "effect"),
    [("201", "breaking"), ("303", "breaking"), ("409", "widening"), ("5XX", "widening")],
)
def test_a_status_that_is_new(status: str, effect: str) -> None:
    document = contract()
    at(document, f"{OPERATION}/responses")[status] = {"description": "New."}
    assert kinds(differences(document)) == {("status-added", effect)}


@pytest.mark.parametrize(("status", "effect"), [("200", "breaking"), ("413", "cosmetic")])
def test_a_status_that_is_gone(status: str, effect: str) -> None:
    document = contract()
    del at(document, f"{OPERATION}/responses")[status]
    assert kinds(differences(document)) == {("status-removed", effect)}


@pytest.mark.parametrize("other", ["4XX", "4xx", "default"])
def test_a_status_that_is_in_a_range(other: str) -> None:
    document = contract()
    responses = at(document, f"{OPERATION}/responses")
    responses[other] = responses.pop("413")
    assert kinds(differences(document)) == set()


def test_a_success_that_may_have_other_statuses() -> None:
    document = contract()
    responses = at(document, f"{OPERATION}/responses")
    responses["2XX"] = responses.pop("200")
    assert kinds(differences(document)) == {("status-added", "breaking")}


def test_statuses_that_yaml_reads_as_numbers() -> None:
    document = contract()
    responses = at(document, f"{OPERATION}/responses")
    at(document, OPERATION)["responses"] = {int(status): one for status, one in responses.items()}
    assert differences(document) == []


def test_headers() -> None:
    place = f"{OPERATION}/responses/200/headers"
    found = differences(changed(place, **{"X-RateLimit-Limit": None}))
    assert kinds(found) == {("header-removed", "breaking")}
    assert found[0].subject == "header X-RateLimit-Limit of answer 200"
    assert kinds(differences(changed(place, RateLimit=None))) == {("header-removed", "cosmetic")}
    found = differences(changed(place, **{"X-Trace": {"schema": {"type": "string"}}}))
    assert kinds(found) == {("header-added", "widening")}
    found = differences(changed("/components/headers/X-RateLimit-Limit", required=False))
    assert kinds(found) == {("header-required-removed", "breaking")}
    found = differences(changed("/components/schemas/RateLimitRemaining", type="string"))
    assert kinds(found) == {("answer-type-changed", "breaking")}
    # Their names are compared without case.
    document = contract()
    headers = at(document, place)
    at(document, f"{OPERATION}/responses/200")["headers"] = {
        name.lower(): one for name, one in headers.items()
    }
    assert differences(document) == []


def test_media_types() -> None:
    place = f"{OPERATION}/requestBody/content"
    schema = at(contract(), f"{place}/application~1json")
    gone = differences(changed(place, **{"application/json": None, "text/xml": schema}))
    assert kinds(gone) == {
        ("request-media-type-removed", "breaking"),
        ("request-media-type-added", "widening"),
    }
    for same in ("application/json; charset=utf-8", "*/*", "application/*"):
        found = differences(changed(place, **{"application/json": None, same: schema}))
        assert kinds(found) == set()
    place = f"{OPERATION}/responses/200"
    assert kinds(differences(changed(place, content=None))) == {
        ("answer-media-type-removed", "breaking")
    }
    # Of an error the contract has two, and leaves it to the server.
    for name in ("application/json", "application/problem+json"):
        found = differences(changed("/components/responses/NotFound/content", **{name: None}))
        assert kinds(found) == {("answer-media-type-removed", "cosmetic")}


def test_bodies() -> None:
    found = differences(changed(f"{OPERATION}/requestBody", required=False))
    assert kinds(found) == {("request-body-required-removed", "widening")}
    found = differences(changed(OPERATION, requestBody=None))
    assert kinds(found) == {("request-body-removed", "breaking")}
    place = "/paths/" + TRANSCRIPT.replace("/", "~1") + "/get"
    body: dict[str, Any] = {"content": {"application/json": {}}}
    found = differences(changed(place, requestBody=body))
    assert kinds(found) == {("request-body-added", "widening")}
    found = differences(changed(place, requestBody={**body, "required": True}))
    assert kinds(found) == {("request-body-added", "breaking")}


def test_credentials() -> None:
    document = contract()
    document["security"] = [{"bearer": []}, {"apiKeyHeader": []}]
    found = differences(document)
    assert kinds(found) == {("security-removed", "breaking")}
    assert {one.was for one in found} == {'"query access_token_query"'}
    document = contract()
    document["components"]["securitySchemes"]["cookie"] = {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
    }
    document["security"].append({"cookie": []})
    assert kinds(differences(document)) == {("security-added", "widening")}
    # Two that are needed together don't take the place of one.
    document["security"] = [*contract()["security"][:2], {"cookie": [], "accessTokenQuery": []}]
    assert kinds(differences(document)) == {("security-removed", "breaking")}
    assert kinds(differences(changed("", security=None))) == {("security-added", "widening")}


def test_credentials_go_by_what_is_sent() -> None:
    document = contract()
    schemes = document["components"]["securitySchemes"]
    schemes["token"] = {"type": "oauth2", "flows": {}}
    schemes["apiKeyHeader"]["name"] = "x-api-key"
    document["security"][0] = {"token": []}
    assert differences(document) == []
    document = contract()
    at(document, OPERATION)["security"] = [{}]
    found = differences(document)
    assert kinds(found) == {("security-added", "widening")}
    assert {one.operation for one in found} == {f"POST {NEW_CHAT}"}


@pytest.mark.parametrize(
    ("limit", "window", "scope", "expected"),
    [
        (29, 60, "agent", ("rate-limit-tightened", "breaking")),
        (31, 60, "agent", ("rate-limit-loosened", "widening")),
        (30, 30, "agent", ("rate-limit-loosened", "widening")),
        (30, 61, "agent", ("rate-limit-tightened", "breaking")),
        (60, 120, "agent", ("rate-limit-loosened", "widening")),
        (30, 60, "chat", ("rate-limit-loosened", "widening")),
        (31, 60, "planet", ("rate-limit-removed", "cosmetic")),
        ("x", 60, "agent", ("rate-limit-removed", "cosmetic")),
    ],
)
def test_limits(limit: Any, window: int, scope: str, expected: tuple[str, str]) -> None:
    said = {"limit": limit, "window": window, "scope": scope}
    found = differences(changed(OPERATION, **{"x-rate-limit": said}))
    assert kinds(found) == {expected}


def test_a_limit_that_counts_for_more() -> None:
    place = "/paths/" + NEW_MESSAGE.replace("/", "~1") + "/post"
    said = {"limit": 120, "window": 60, "scope": "agent"}
    found = differences(changed(place, **{"x-rate-limit": said}))
    assert kinds(found) == {("rate-limit-tightened", "breaking")}


def test_words_are_for_people() -> None:
    document = contract()
    document["info"]["title"] = "Another"
    operation = at(document, OPERATION)
    operation |= {"summary": "S", "tags": ["x"], "operationId": "y", "deprecated": True}
    at(document, "/components/schemas/Chat")["description"] = "D"
    at(document, "/components/schemas/Chat/properties/status")["title"] = "T"
    found = differences(document)
    assert telling(found) == []
    assert {one.topic for one in found} == {
        "about-info",
        *(f"words-{each}" for each in ("summary", "tags", "operationId", "deprecated")),
        *("words-description", "words-title"),
    }
