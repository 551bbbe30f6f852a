"""Successes with other members, or with the same ones written otherwise."""

from __future__ import annotations

import json
import re
from typing import Any

from conformance.calibration.rewriting import Answer
from conformance.calibration.variants.changes import answers, objects
from conformance.calibration.variants.variant import Variant, Wrap

OPEN = "CONTRACT, Schemas: responses are open"
MOMENTS = "RFC 3339 section 5.6, which CONTRACT names for created_at"
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


def _null_members(value: dict[str, Any]) -> None:
    """A serialiser that writes null for whatever is optional and isn't set."""
    if "client_id" in value:
        value["status"] = None
    if "response" in value:
        value |= {"tools_executed": None, "handoff_data": None, "metadata": None}


def _indented(answer: Answer) -> None:
    if answer.has_json:
        answer.body = b"\n" + json.dumps(answer.json, indent=3, ensure_ascii=False).encode() + b"\n"
        answer.set("Content-Length", str(len(answer.body)))


BODIES = (
    Variant("more members", objects(_more_members), OPEN),
    Variant("an offset", _moments("{}+05:30"), MOMENTS),
    Variant("an unknown offset", _moments("{}-00:00"), "RFC 3339 section 4.3: -00:00"),
    Variant("a finer precision", _moments("{}.123456789Z"), MOMENTS),
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
    Variant("indented bodies", answers(_indented), "RFC 8259 section 2: insignificant whitespace"),
)
