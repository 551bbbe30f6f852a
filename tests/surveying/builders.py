"""Exchanges of a small contract, made by hand."""

from __future__ import annotations

import json
from typing import Any

from conformance.contract import Contract
from conformance.evidence import Evidence, Observations
from conformance.exchange import Exchange, Headers, Request, Response

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "components": {
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer"},
            "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        },
        "schemas": {
            "Tree": {
                "type": "object",
                "properties": {
                    "leaves": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
                    "colour": {"enum": ["red", "green"]},
                },
            },
            "Kept": {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"type": "string"}, "note": {"type": "string"}},
            },
        },
    },
    "paths": {
        "/trees": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "allOf": [
                                    {"$ref": "#/components/schemas/Tree"},
                                    {"required": ["name"]},
                                    {"properties": {"name": {"type": "string", "minLength": 2}}},
                                ]
                            }
                        }
                    }
                },
                "responses": {
                    "200": {
                        "headers": {"X-RateLimit-Remaining": {}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Kept"}}
                        },
                    },
                    "4XX": {"description": "refused"},
                    "429": {"description": "too many"},
                },
            }
        },
        "/forest": {
            "get": {
                "x-optional-feature": "transcript",
                "responses": {"200": {"description": "all of them"}},
            }
        },
    },
}
CONTRACT = Contract(DOCUMENT, "sha256:00")
POST, GET = "POST /trees", "GET /forest"


def heard(
    body: Any = None,
    status: int | None = 200,
    answer: Any = None,
    *,
    operation: str | None = POST,
    headers: Headers = (),
    number: int = 1,
    carrier: str | None = "bearer",
    started: float = 0.0,
    ended: float = 0.0,
    sent: bool = True,
) -> Evidence:
    """One exchange as a listener hears it; `status` None: no answer came."""
    response = None if status is None else Response(status, headers, json.dumps(answer).encode())
    exchange = Exchange(
        number, "flow", "case", "step", operation, "main", carrier,
        Request("POST", "https://api.test/trees?a=1", (), json.dumps(body).encode()),
        response, sent=sent, started=started, ended=ended,
    )  # fmt: skip
    return Observations(CONTRACT).of(exchange)
