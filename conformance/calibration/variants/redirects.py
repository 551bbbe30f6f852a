"""Old addresses that lead to the new ones in another way."""

from __future__ import annotations

import re

from starlette.types import ASGIApp

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


REDIRECTS = (
    Variant("an absolute Location", answers(_absolute_location), REFERENCES),
    Variant("a relative Location", answers(_relative_location), REFERENCES),
    Variant("301 and 307", _statuses(301, 307), LEGACY),
    Variant("two hops", _two_hops, "CONTRACT, Legacy: one hop is a SHOULD", frozenset({"LEG-04"})),
    Variant("303 for old posts", _statuses(308, 303), LEGACY, frozenset({"LEG-11"})),
    Variant("410 for old posts", _statuses(308, 410), LEGACY, frozenset({"LEG-11"})),
)
