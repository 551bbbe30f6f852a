"""Old addresses that lead to the new ones in another way."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Scope

from conformance.calibration.rewriting import Answer, Rewriting
from conformance.calibration.variants.changes import answers
from conformance.calibration.variants.variant import Variant, Wrap

REFERENCES = "RFC 9110 section 10.2.2: Location is any URI reference"
LEGACY = "CONTRACT, Legacy: 301, 302, 307 or 308; 307 or 308 for POST is a SHOULD"


def _absolute_location(answer: Answer) -> None:
    location = answer.get("Location")
    if location is not None:
        host = dict(answer.scope["headers"])[b"host"].decode()
        answer.set("Location", f"HTTP://{host}{location}")


def _relative_location(answer: Answer) -> None:
    location = answer.get("Location")
    if location is not None:
        depth = answer.scope["raw_path"].split(b"?")[0].count(b"/") - 1
        answer.set("Location", "../" * depth + location.removeprefix("/"))


def _statuses(get: int, post: int) -> Wrap:
    def changed(answer: Answer) -> None:
        if 300 <= answer.status < 400:
            answer.status = get if answer.scope["method"] == "GET" else post

    return answers(changed)


def _two_hops(app: ASGIApp) -> ASGIApp:
    """Old addresses get a slash at their end first."""

    def slashed(answer: Answer) -> None:
        path = answer.scope["raw_path"].partition(b"?")[0].decode()
        if re.fullmatch(r"/external/tools/[a-z-]+", path):
            query = answer.scope["query_string"].decode()
            answer.set("Location", f"{path}/?{query}" if query else f"{path}/")

    return Rewriting(app, answer=slashed)


def _host_alone(answer: Answer) -> None:
    location = answer.get("Location")
    if location is not None:
        host = dict(answer.scope["headers"])[b"host"].decode()
        answer.set("Location", f"//{host}{location}")


def _located(change: Callable[[str, str], str]) -> Wrap:
    """`Location` is what `change` makes of its path and its query."""

    def changed(answer: Answer) -> None:
        location = answer.get("Location")
        if location is not None:
            path, _, query = location.partition("?")
            answer.set("Location", change(path, query))

    return answers(changed)


def _written_anew(path: str, query: str) -> str:
    """The query read and written again, in another order, with something of the server's own."""
    pairs = sorted([*parse_qsl(query, keep_blank_values=True), ("via", "tools")])
    return f"{path}?{urlencode(pairs)}#moved"


def _explained(answer: Answer) -> None:
    """Redirects with a page for readers, as RFC 9110 suggests."""
    if 300 <= answer.status < 400:
        answer.body = b'<!doctype html><title>Moved</title><a href="/external/message/">here</a>'
        answer.set("Content-Type", "text/html")
        answer.set("Content-Length", str(len(answer.body)))
        answer.set("Cache-Control", "max-age=86400")


def _old(when: Callable[[Scope], bool], status: int) -> Wrap:
    """Some old addresses get no redirect but a refusal."""

    def changed(answer: Answer) -> None:
        if 300 <= answer.status < 400 and when(answer.scope):
            answer.status = status
            answer.set("Location", None)
            answer.set("Content-Type", "application/json")
            answer.json = {"detail": "It was refused."}
            if status == 401:
                answer.set("WWW-Authenticate", "Bearer")

    return answers(changed)


def _is_odd(scope: Scope) -> bool:
    return re.fullmatch(rb"[/a-z0-9-]*", scope["raw_path"].partition(b"?")[0]) is None or (
        b"//" in scope["raw_path"]
    )


def _is_unlisted(scope: Scope) -> bool:
    name = scope["path"].removeprefix("/external/tools/")
    return name not in {"lead-form", "appointment", "email-handoff"}


def _has_no_credential(scope: Scope) -> bool:
    return not {b"authorization", b"x-api-key"} & dict(scope["headers"]).keys()


def _slashed(app: ASGIApp) -> ASGIApp:
    """New addresses have a slash at their end, and are known with it and without it."""

    def asked(scope: Scope, body: bytes) -> bytes:
        if scope["path"].startswith("/external/message/"):
            scope["path"] = scope["path"].rstrip("/")
        return body

    return Rewriting(_located(lambda path, query: f"{path}/?{query}")(app), asked)


REDIRECTS = (
    Variant("an absolute Location", answers(_absolute_location), REFERENCES),
    Variant("a relative Location", answers(_relative_location), REFERENCES),
    Variant("a Location without a scheme", answers(_host_alone), REFERENCES),
    Variant(
        "queries written anew",
        _located(_written_anew),
        "CONTRACT, Legacy: the query string is kept; nothing says in which order or spelling",
    ),
    Variant(
        "queries dropped",
        _located(lambda path, query: path),
        "CONTRACT, Legacy: the query string kept is a SHOULD",
        frozenset({"LEG-06"}),
    ),
    Variant("redirects with a page", answers(_explained), "RFC 9110 section 15.4.2: a short note"),
    Variant("new addresses with a slash", _slashed, "CONTRACT, Legacy: into /external/message/"),
    Variant(
        "302 for all",
        _statuses(302, 302),
        LEGACY,
        frozenset({"LEG-03", "LEG-11"}),
    ),
    Variant("302 and 307", _statuses(302, 307), LEGACY, frozenset({"LEG-03"})),
    Variant(
        "odd old addresses refused",
        _old(_is_odd, 400),
        "CONTRACT, Legacy: other paths redirect is a SHOULD, and none leads elsewhere",
    ),
    Variant(
        "unlisted old addresses not found",
        _old(_is_unlisted, 404),
        "CONTRACT, Legacy: any other path redirects is a SHOULD",
        frozenset({"LEG-09"}),
    ),
    Variant(
        "old addresses for those with a credential",
        _old(_has_no_credential, 401),
        "CONTRACT, Legacy: nothing says that strangers are redirected",
        frozenset({"LEG-08"}),
    ),
    Variant("301 and 307", _statuses(301, 307), LEGACY),
    Variant("two hops", _two_hops, "CONTRACT, Legacy: one hop is a SHOULD", frozenset({"LEG-04"})),
    Variant("303 for old posts", _statuses(308, 303), LEGACY, frozenset({"LEG-11"})),
    Variant("410 for old posts", _statuses(308, 410), LEGACY, frozenset({"LEG-11"})),
)
