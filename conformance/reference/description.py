"""What the server's own OpenAPI document says of operations, beside their paths and methods."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from conformance.reference.credentials import QUERY_PARAMETER
from conformance.reference.models import Problem

_LIMITS = {
    "X-RateLimit-Limit": "Requests that one window allows.",
    "X-RateLimit-Remaining": "Requests left in this window.",
    "X-RateLimit-Reset": "Seconds until the window ends.",
}
_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "query": {"type": "apiKey", "in": "query", "name": QUERY_PARAMETER.decode("ascii")},
}


def documented(answer: Any, asked: type[BaseModel] | None = None) -> dict[str, Any]:
    """What the OpenAPI document says of an operation; the body is read by `Service`.

    Without `asked` it takes none; a parameter of the path is any text, so that 422 never comes.
    """
    refusals = (401, 404, 422, 429) if asked is None else (400, 401, 404, 413, 415, 422, 429)
    problem = {"application/problem+json": {"schema": Problem.model_json_schema()}}
    described: dict[str, Any] = {
        "response_model": answer,
        "responses": {
            200: {"headers": _headers(200)},
            **{
                status: {"description": "Refused", "headers": _headers(status), "content": problem}
                for status in refusals
            },
        },
    }
    if asked is not None:
        content = {"application/json": {"schema": asked.model_json_schema()}}
        described["openapi_extra"] = {"requestBody": {"required": True, "content": content}}
    return described


def with_credentials(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """Makes the document of an application, with the three ways to send a credential."""

    def document() -> dict[str, Any]:
        made = FastAPI.openapi(app)
        made.setdefault("components", {})["securitySchemes"] = _SCHEMES
        made["security"] = [{name: []} for name in _SCHEMES]
        return made

    return document


def _headers(status: int) -> dict[str, Any]:
    """The headers that every answer with a status carries."""
    text = {"type": "string", "minLength": 1}
    if status == 401:
        return {"WWW-Authenticate": {"required": True, "schema": text}}
    wait = {"Retry-After": {"required": True, "schema": text}} if status == 429 else {}
    counts = {
        name: {
            "description": description,
            "required": True,
            "schema": {"type": "integer", "minimum": int(name == "X-RateLimit-Limit")},
        }
        for name, description in _LIMITS.items()
    }
    return {**wait, **counts}
