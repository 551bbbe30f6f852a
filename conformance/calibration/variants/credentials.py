"""Other ways to ask for a credential, and to look at it."""

from __future__ import annotations

import json

from starlette.types import ASGIApp, Scope

from conformance.calibration.rewriting import Answer, Rewriting
from conformance.calibration.variants.changes import refusals
from conformance.calibration.variants.variant import Variant, Wrap

CHALLENGES = "RFC 9110 section 11.6.1: one or more challenges, in one field or in several"


def _challenges(*fields: str) -> Wrap:
    def changed(answer: Answer) -> None:
        answer.set("WWW-Authenticate", None)
        answer.headers += [("WWW-Authenticate", field) for field in fields]

    return refusals(changed, 401)


def _capital_letter(app: ASGIApp) -> ASGIApp:
    """Takes the scheme `Bearer` as it is written here, and no other way."""

    def asked(scope: Scope, body: bytes) -> bytes:
        scope["headers"] = [
            (name, value.replace(b"bearer", b"other").replace(b"BEARER", b"other"))
            if name == b"authorization"
            else (name, value)
            for name, value in scope["headers"]
        ]
        return body

    return Rewriting(app, asked)


def _validates_first(app: ASGIApp) -> ASGIApp:
    """Looks at the body before it looks at the credential."""

    def asked(scope: Scope, body: bytes) -> bytes:
        try:
            scope["invalid"] = scope["method"] == "POST" and not json.loads(body)
        except ValueError:
            scope["invalid"] = True
        return body

    def changed(answer: Answer) -> None:
        invalid = answer.scope["invalid"] and answer.scope["path"].startswith("/external/message/")
        if answer.status == 401 and invalid and answer.scope["method"] == "POST":
            answer.status = 422
            answer.set("WWW-Authenticate", None)

    return Rewriting(app, asked, changed)


CREDENTIALS = (
    Variant(
        "several challenges in one header",
        _challenges('Bearer realm="a, b", error="invalid_token", Basic realm="simple"'),
        CHALLENGES,
    ),
    Variant(
        "several challenges in several headers",
        _challenges("ApiKey", 'Newauth realm="\\"q\\"", type=1', "Negotiate YWJj=="),
        CHALLENGES,
    ),
    Variant("a challenge in lower case", _challenges("bearer"), "RFC 9110 section 11.1: any case"),
    Variant(
        "Bearer with a capital letter only",
        _capital_letter,
        "CONTRACT, Credentials: the scheme in any case is a SHOULD",
        frozenset({"AUTH-10"}),
    ),
    Variant(
        "bodies looked at before credentials",
        _validates_first,
        "CONTRACT, Answers to bad input: 401 for invalid and unauthenticated at once is a SHOULD",
        frozenset({"AUTH-12"}),
    ),
)
