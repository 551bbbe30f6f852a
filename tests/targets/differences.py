"""Servers that obey the contract in another way than the reference server does."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from starlette.types import ASGIApp

from .ids import numbered, odd_ids, ulids, uuids
from .remembering import (
    closed_after_handoff,
    one_handoff_for_each_chat,
    server_messages,
    slow,
    token_buckets,
)
from .rewriting import Answer, Rewriting

Wrap = Callable[[ASGIApp], ASGIApp]


@dataclass(frozen=True)
class Difference:
    """A server of its own kind, and the recommendations that it doesn't follow.

    `limited`: it is also run into its limit, which takes some seconds.
    """

    wrap: Wrap
    deviations: frozenset[str] = frozenset()
    limited: bool = False


def answers(change: Callable[[Answer], None]) -> Wrap:
    return lambda app: Rewriting(app, answer=change)


def objects(change: Callable[[dict[str, Any]], None]) -> Wrap:
    """Changes every object of a success: the answer itself, or the elements of a list."""

    def changed(answer: Answer) -> None:
        if answer.status != 200 or not answer.has_json:
            return
        value = answer.json
        for one in value if isinstance(value, list) else [value]:
            change(one)
        answer.json = value

    return answers(changed)


def more_members(value: dict[str, Any]) -> None:
    value["x_new"] = {"since": 3}
    if isinstance(value.get("metadata"), dict):
        value["metadata"]["added_by_server"] = [1, None]


def moments(form: str) -> Wrap:
    def changed(value: dict[str, Any]) -> None:
        for name in ("created_at", "timestamp"):
            if name in value:
                whole = re.match(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d", value[name])
                assert whole
                value[name] = form.format(whole.group())

    return objects(changed)


def lower_case_moments(value: dict[str, Any]) -> None:
    for name in ("created_at", "timestamp"):
        if name in value:
            value[name] = value[name].replace("T", "t").replace("Z", "z")


def reset_as_unix_seconds(answer: Answer) -> None:
    reset = answer.get("X-RateLimit-Reset")
    if reset is not None:
        answer.set("X-RateLimit-Reset", str(int(time.time()) + int(reset)))


def no_ratelimit_fields(answer: Answer) -> None:
    answer.set("RateLimit", None)
    answer.set("RateLimit-Policy", None)


def retry_after_as_date(answer: Answer) -> None:
    seconds = answer.get("Retry-After")
    if seconds is not None:
        moment = time.time() + int(seconds) + 1
        answer.set("Retry-After", formatdate(moment, usegmt=True))


def refusals(change: Callable[[Answer], None]) -> Wrap:
    def changed(answer: Answer) -> None:
        if 400 <= answer.status < 500:
            change(answer)

    return answers(changed)


def says_error(answer: Answer) -> None:
    answer.set("Content-Type", "application/json")
    answer.json = {"error": "It was refused."}


def says_message(answer: Answer) -> None:
    answer.set("Content-Type", "application/json; charset=utf-8")
    answer.json = {"message": "It was refused.", "code": 17}


def status(old: int, new: int) -> Wrap:
    def changed(answer: Answer) -> None:
        answer.status = new if answer.status == old else answer.status

    return answers(changed)


def absolute_location(answer: Answer) -> None:
    location = answer.get("Location")
    if location is not None:
        host = dict(answer.scope["headers"])[b"host"].decode()
        answer.set("Location", f"HTTP://{host}{location}")


def relative_location(answer: Answer) -> None:
    location = answer.get("Location")
    if location is not None:
        depth = answer.scope["raw_path"].split(b"?")[0].count(b"/") - 1
        answer.set("Location", "../" * depth + location.removeprefix("/"))


def redirect_statuses(get: int, post: int) -> Wrap:
    def changed(answer: Answer) -> None:
        if 300 <= answer.status < 400:
            answer.status = get if answer.scope["method"] == "GET" else post

    return answers(changed)


def withheld_metadata(value: dict[str, Any]) -> None:
    kept = {"form_type", "lead_collected"}
    if isinstance(value.get("metadata"), dict):
        found = {name: each for name, each in value["metadata"].items() if name in kept}
        value["metadata"] = found


def absent_metadata(value: dict[str, Any]) -> None:
    if not value.get("metadata"):
        value.pop("metadata", None)


def upper_case_headers(answer: Answer) -> None:
    answer.headers = [(name.upper(), value) for name, value in answer.headers]


def chunked(answer: Answer) -> None:
    answer.set("Content-Length", None)


def charset(answer: Answer) -> None:
    kind = answer.get("Content-Type")
    if kind is not None:
        answer.set("Content-Type", f'{kind.upper()} ; Charset="utf-8"')


def indented(answer: Answer) -> None:
    if answer.has_json:
        answer.body = b"\n" + json.dumps(answer.json, indent=3, ensure_ascii=False).encode() + b"\n"
        answer.set("Content-Length", str(len(answer.body)))


def null_members(value: dict[str, Any]) -> None:
    """A serialiser that writes null for whatever is optional and isn't set."""
    if "client_id" in value:
        value["status"] = None
    if "response" in value:
        value |= {"tools_executed": None, "handoff_data": None, "metadata": None}


def two_hops(app: ASGIApp) -> ASGIApp:
    """Old addresses get a slash at their end first."""

    def slashed(answer: Answer) -> None:
        path = answer.scope["raw_path"].partition(b"?")[0].decode()
        if re.fullmatch(r"/external/tools/[a-z-]+", path):
            query = answer.scope["query_string"].decode()
            answer.set("Location", f"{path}/?{query}" if query else f"{path}/")

    return Rewriting(app, answer=slashed)


def old_posts(status: int) -> Wrap:
    """Old addresses redirect who opens them; who posts to them gets another status."""

    def changed(answer: Answer) -> None:
        if answer.status == 308 and answer.scope["method"] == "POST":
            answer.status = status

    return answers(changed)


def created(answer: Answer) -> None:
    posted = answer.scope["method"] == "POST"
    answer.status = 201 if posted and answer.status == 200 else answer.status


def closed_connections(answer: Answer) -> None:
    answer.set("Connection", "close")


def refused_extremes(answer: Answer) -> None:
    """A server that turns away what the contract lets it turn away."""
    if answer.status == 200 and answer.has_json and isinstance(answer.json, dict):
        value = answer.json
        if value.get("content") == "" or "\0" in value.get("content", ""):
            answer.status = 422
            answer.json = {"detail": "It was refused."}


def own_answers_to_null(value: dict[str, Any]) -> None:
    """Metadata is null where none was sent."""
    if not value.get("metadata") and "metadata" in value:
        value["metadata"] = None


def foreign_is_403(answer: Answer) -> None:
    """Another agent's chat is forbidden, where ours just isn't found."""
    second = b"sandbox-token-second" in dict(answer.scope["headers"]).get(b"authorization", b"")
    answer.status = 403 if second and answer.status == 404 else answer.status


STATUSES = frozenset({"AGENT-03", "APPT-11", "CHAT-08", "HAND-05", "LEAD-09"})

DIFFERENCES: dict[str, Difference] = {
    "more members": Difference(objects(more_members)),
    "ids of any shape": Difference(odd_ids),
    "UUIDs": Difference(uuids),
    "ULIDs": Difference(ulids),
    "numbers as ids": Difference(numbered),
    "an offset": Difference(moments("{}+05:30")),
    "an unknown offset": Difference(moments("{}-00:00")),
    "a finer precision": Difference(moments("{}.123456789Z")),
    "moments in lower case": Difference(objects(lower_case_moments)),
    "Reset as Unix seconds": Difference(answers(reset_as_unix_seconds), limited=True),
    "no RateLimit fields": Difference(answers(no_ratelimit_fields)),
    "Retry-After as a date": Difference(answers(retry_after_as_date), limited=True),
    "errors that say error": Difference(refusals(says_error), limited=True),
    "errors that say message": Difference(refusals(says_message)),
    "400 for 422": Difference(status(422, 400)),
    "400 for 415": Difference(status(415, 400)),
    "an absolute Location": Difference(answers(absolute_location)),
    "a relative Location": Difference(answers(relative_location)),
    "301 and 307": Difference(redirect_statuses(301, 307)),
    "withheld metadata": Difference(
        objects(withheld_metadata), frozenset({"APPT-10", "CHAT-07", "GEN-05", "LEAD-08"})
    ),
    "no empty metadata": Difference(objects(absent_metadata)),
    "header names in upper case": Difference(answers(upper_case_headers)),
    "chunked bodies": Difference(answers(chunked)),
    "a charset": Difference(answers(charset)),
    "indented bodies": Difference(answers(indented)),
    "messages of the server": Difference(server_messages),
    "one handoff for each chat": Difference(one_handoff_for_each_chat),
    "chats closed by a handoff": Difference(closed_after_handoff, frozenset({"HAND-12"})),
    "null for what is not set": Difference(objects(null_members)),
    "two hops": Difference(two_hops, frozenset({"LEG-04"})),
    "303 for old posts": Difference(old_posts(303), frozenset({"LEG-11"})),
    "410 for old posts": Difference(old_posts(410), frozenset({"LEG-11"})),
    "201 for what is created": Difference(answers(created), STATUSES),
    "a connection for each request": Difference(answers(closed_connections)),
    "slow answers": Difference(slow),
    "token buckets": Difference(token_buckets),
    "slow token buckets": Difference(lambda app: slow(token_buckets(app))),
    "no empty text": Difference(answers(refused_extremes), frozenset({"GEN-06", "LEAD-18"})),
    "metadata is null": Difference(objects(own_answers_to_null)),
    "403 for 404 of a chat": Difference(answers(foreign_is_403)),
}
