"""Servers with other ids than the reference server's: of any shape, or of a form they insist on."""

from __future__ import annotations

import json
import re
import secrets
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from starlette.types import ASGIApp, Scope

from conformance.calibration.rewriting import Answer, Rewriting
from conformance.calibration.variants.variant import Variant

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TRANSCRIPT = re.compile("/external/chat/([^/]*)/messages")

ODD_START, ODD_END = "né/ ?#%41", "☃"


def _odd_ids(app: ASGIApp) -> ASGIApp:
    """Ids with slashes, spaces, percent signs and characters beyond ASCII."""

    def oddly(answer: Answer) -> None:
        if answer.status == 200 and answer.has_json:
            value = answer.json
            for one in value if isinstance(value, list) else [value]:
                for name in ("chat_id", "message_id", "handoff_id", "agent_id"):
                    if name in one:
                        one[name] = f"{ODD_START}{one[name]}{ODD_END}"
            answer.json = value

    forms = [
        form.encode()
        for text in (ODD_START, ODD_END)
        for form in (text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1])
    ]

    def plainly(scope: Scope, body: bytes) -> bytes:
        scope["path"] = scope["path"].replace(ODD_START, "").replace(ODD_END, "")
        raw = scope["raw_path"]
        for text in (ODD_START, ODD_END):
            raw = raw.replace(quote(text, safe="").encode(), b"")
        scope["raw_path"] = raw
        for form in forms:
            body = body.replace(form, b"")
        return body

    return Rewriting(app, plainly, oddly)


def _ids_of_a_form(form: str, make: Callable[[int], str]) -> Callable[[ASGIApp], ASGIApp]:
    """Chats have ids that `make` gives for their number; what isn't of the form is refused."""
    return lambda app: _Renaming(app, re.compile(form), make).server()


class _Renaming:
    """Gives each chat another id on the way out, and takes it back on the way in."""

    def __init__(self, app: ASGIApp, form: re.Pattern[str], make: Callable[[int], str]) -> None:
        self._app, self._form, self._make = app, form, make
        self._given: dict[str, str] = {}
        self._own: dict[str, str] = {}

    def server(self) -> ASGIApp:
        return Rewriting(self._app, self._taken, self._named)

    def _taken(self, scope: Scope, body: bytes) -> bytes:
        found = TRANSCRIPT.fullmatch(scope["path"])
        if found is not None:
            scope["path"] = f"/external/chat/{self._known(found[1])}/messages"
            scope["raw_path"] = scope["path"].encode()
        try:
            value = json.loads(body)
        except ValueError:
            return body
        if not isinstance(value, dict) or not isinstance(value.get("chat_id"), str):
            return body
        value["chat_id"] = self._known(value["chat_id"])
        return json.dumps(value).encode()

    def _known(self, given: str) -> str | None:
        """The reference server's id of a chat; None, which no schema allows, for another form."""
        return self._own.get(given, "unknown") if self._form.fullmatch(given) else None

    def _named(self, answer: Answer) -> None:
        if answer.status == 200 and answer.has_json:
            value: Any = answer.json
            for one in value if isinstance(value, list) else [value]:
                if "chat_id" in one:
                    one["chat_id"] = self._name(one["chat_id"])
            answer.json = value

    def _name(self, own: str) -> str:
        if own not in self._given:
            self._given[own] = self._make(len(self._given))
            self._own[self._given[own]] = own
        return self._given[own]


_uuids = _ids_of_a_form(
    "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    lambda _: str(uuid.uuid4()),
)
_ulids = _ids_of_a_form(
    f"[0-7][{CROCKFORD}]{{25}}",
    lambda _: "01" + "".join(secrets.choice(CROCKFORD) for _ in range(24)),
)
_numbered = _ids_of_a_form(r"chat_(?:\d{1,9}|1\d{9})", lambda number: f"chat_{number + 100}")


def _counted(app: ASGIApp) -> ASGIApp:
    """Each kind of id is counted from 1, so that a message and a handoff have one in common."""
    given: dict[str, dict[str, str]] = {"message_id": {}, "handoff_id": {}, "agent_id": {}}

    def changed(answer: Answer) -> None:
        if answer.status == 200 and answer.has_json:
            value = answer.json
            for one in value if isinstance(value, list) else [value]:
                for name in given.keys() & one.keys():
                    ids = given[name]
                    one[name] = ids.setdefault(one[name], str(len(ids) + 1))
            answer.json = value

    return Rewriting(_decimal(app), answer=changed)


_decimal = _ids_of_a_form(r"\d{1,10}", lambda number: str(number + 1))

OPAQUE = "CONTRACT, Schemas: no prefix, length or alphabet may be required of an id"

IDS = (
    Variant("ids of any shape", _odd_ids, OPAQUE),
    Variant("UUIDs", _uuids, OPAQUE),
    Variant("ULIDs", _ulids, OPAQUE),
    Variant("numbers as ids", _numbered, OPAQUE),
    Variant(
        "ids counted for each kind",
        _counted,
        f"{OPAQUE}; a message_id needs to differ from other message_ids",
    ),
)
