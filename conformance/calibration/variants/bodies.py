"""Successes with other members, or with the same ones written otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from conformance.calibration.rewriting import Answer
from conformance.calibration.variants.changes import answers, objects
from conformance.calibration.variants.variant import Variant, Wrap

OPEN = "CONTRACT, Schemas: responses are open"
MOMENTS = "RFC 3339 section 5.6, which CONTRACT names for created_at"
LEAP = "2016-12-31T23:59:60Z"
WITHHOLDS = "CONTRACT, What comes back: a server may withhold metadata keys"


def _more_members(value: dict[str, Any]) -> None:
    value["x_new"] = {"since": 3}
    if isinstance(value.get("metadata"), dict):
        value["metadata"]["added_by_server"] = [1, None]


def _moments(form: str) -> Wrap:
    def changed(value: dict[str, Any]) -> None:
        for name in ("created_at", "timestamp"):
            if name in value:
                whole = re.match(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d", value[name])
                assert whole
                value[name] = form.format(whole.group())

    return objects(changed)


def _lower_case_moments(value: dict[str, Any]) -> None:
    for name in ("created_at", "timestamp"):
        if name in value:
            value[name] = value[name].replace("T", "t").replace("Z", "z")


def _spaced_moments(value: dict[str, Any]) -> None:
    for name in ("created_at", "timestamp"):
        if name in value:
            value[name] = value[name].replace("T", " ")


def _withheld_metadata(value: dict[str, Any]) -> None:
    kept = {"form_type", "lead_collected"}
    if isinstance(value.get("metadata"), dict):
        found = {name: each for name, each in value["metadata"].items() if name in kept}
        value["metadata"] = found


def _absent_metadata(value: dict[str, Any]) -> None:
    if not value.get("metadata"):
        value.pop("metadata", None)


def _null_metadata(value: dict[str, Any]) -> None:
    if not value.get("metadata") and "metadata" in value:
        value["metadata"] = None


def _nested(value: Any, change: Callable[[dict[str, Any]], None], depth: int = 0) -> None:
    """Changes every object below the metadata's own."""
    parts = value.values() if isinstance(value, dict) else value
    for one in parts if isinstance(value, dict | list) else ():
        _nested(one, change, depth + 1)
    if depth and isinstance(value, dict):
        change(value)


def _members_within(value: dict[str, Any]) -> None:
    _nested(value.get("metadata"), lambda one: one.setdefault("added_by_server", {"of": None}))


def _withheld_within(value: dict[str, Any]) -> None:
    _nested(value.get("metadata"), lambda one: one.clear())


def _no_metadata_in_transcripts(answer: Answer) -> None:
    if answer.status == 200 and answer.has_json and isinstance(answer.json, list):
        answer.json = [{**message, "metadata": None} for message in answer.json]


def _moments_of_transcripts(answer: Answer) -> None:
    """The database keeps milliseconds and writes an offset, whatever the first answer said."""
    if answer.status == 200 and answer.has_json and isinstance(answer.json, list):
        answer.json = [
            {**message, "created_at": f"{message['created_at'][:23]}+00:00"}
            for message in answer.json
        ]


def _more_in_receipts(value: dict[str, Any]) -> None:
    """Receipts and replies that tell more, in members that requests have too."""
    if "handoff_id" in value:
        value |= {"customer_email": "b***@example.com", "metadata": {"queue": 4}, "reason": None}
    if "response" in value:
        value |= {
            "content": value["response"],
            "metadata": {"model": "small", "form_type": "reply"},
            "tools_executed": [{"name": "calendar", "ok": True}],
            "handoff_data": {"status": "none"},
        }


def _null_members(value: dict[str, Any]) -> None:
    """A serialiser that writes null for whatever is optional and isn't set."""
    if "client_id" in value:
        value["status"] = None
    if "response" in value:
        value |= {"tools_executed": None, "handoff_data": None, "metadata": None}


BODIES = (
    Variant("more members", objects(_more_members), OPEN),
    Variant("an offset", _moments("{}+05:30"), MOMENTS),
    Variant("an unknown offset", _moments("{}-00:00"), "RFC 3339 section 4.3: -00:00"),
    Variant("a finer precision", _moments("{}.123456789Z"), MOMENTS),
    Variant("whole seconds", _moments("{}Z"), f"{MOMENTS}: the fraction is optional"),
    Variant(
        "a space before the time",
        objects(_spaced_moments),
        "RFC 3339 section 5.6: applications may",
    ),
    Variant("a leap second", _moments(LEAP), "RFC 3339 section 5.7: second 60"),
    Variant(
        "moments in lower case",
        objects(_lower_case_moments),
        "RFC 3339 section 5.6: T and Z may be lower case",
    ),
    Variant(
        "withheld metadata",
        objects(_withheld_metadata),
        WITHHOLDS,
        frozenset({"APPT-10", "CHAT-07", "GEN-05", "LEAD-08"}),
    ),
    Variant("no empty metadata", objects(_absent_metadata), WITHHOLDS),
    Variant("null for empty metadata", objects(_null_metadata), WITHHOLDS),
    Variant("null for what is not set", objects(_null_members), OPEN),
    Variant(
        "members added within metadata",
        objects(_members_within),
        "CONTRACT, What comes back: a server may add keys of its own",
    ),
    Variant(
        "metadata withheld within",
        objects(_withheld_within),
        WITHHOLDS,
        frozenset({"APPT-10", "CHAT-07", "GEN-05", "LEAD-08"}),
    ),
    Variant("no metadata in transcripts", answers(_no_metadata_in_transcripts), WITHHOLDS),
    Variant(
        "moments of transcripts written otherwise",
        answers(_moments_of_transcripts),
        f"{MOMENTS}; nothing says that it has to be written alike in two places",
    ),
    Variant("receipts and replies that tell more", objects(_more_in_receipts), OPEN),
)
