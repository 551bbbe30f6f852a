"""Reads an OpenAPI document that a server publishes, whatever is in it: leniently, and bounded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from conformance.reports.text import visible

LARGEST = 8 * 2**20
"""Bytes: no document that is worth comparing is larger."""

DEEPEST = 200
"""Levels of nesting; the parsers of YAML and of JSON recurse."""

MOST_MERGED = 100_000
"""Members that merge keys (`<<`) may copy, all in all: they multiply where they are nested."""


class DriftError(Exception):
    """A document that can't be compared: says which, what is wrong, and what to do."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Loads plain data, and no more of merge keys than anybody writes."""

    merged = 0

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        super().flatten_mapping(node)
        self.merged += len(node.value)
        if self.merged > MOST_MERGED:
            raise DriftError(
                f"The document's merge keys (`<<`) copy more than {MOST_MERGED:,} members; "
                "write them out, or use references."
            )


def read_file(path: Path) -> Mapping[str, Any]:
    """The document in a file, YAML or JSON. Raises DriftError."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise DriftError(f"The document {path} can't be read: {error.strerror}.") from None
    return read_document(raw, str(path))


def read_document(raw: bytes, name: str) -> Mapping[str, Any]:
    """The document in some bytes, YAML or JSON; `name` is for messages. Raises DriftError."""
    shown = visible(name)
    if len(raw) > LARGEST:
        raise DriftError(
            f"The document {shown} is larger than {LARGEST // 2**20} MiB; "
            "take out what is not about the external message API."
        )
    value = _parsed(raw, shown)
    version = value.get("openapi") if isinstance(value, dict) else None
    if isinstance(value, dict) and "swagger" in value:
        raise DriftError(
            f"The document {shown} is Swagger {visible(str(value['swagger']), 20)}; "
            "convert it to OpenAPI 3 first."
        )
    if not isinstance(value, dict) or not str(version).startswith("3."):
        raise DriftError(
            f"The document {shown} is not an OpenAPI 3 document: "
            "it must have the member `openapi` with a version such as 3.0.3 or 3.1.0."
        )
    if not isinstance(value.get("paths"), dict):
        raise DriftError(f"The document {shown} has no `paths`, so it describes no operation.")
    return value


def _parsed(raw: bytes, shown: str) -> Any:
    """The value of JSON or, failing that, of YAML. Raises DriftError."""
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        try:
            return json.loads(raw)
        except RecursionError:
            raise _too_deep(shown) from None
        except ValueError:
            # YAML has braces too.
            pass
    try:
        _check_depth(raw, shown)
        return yaml.load(raw, _Loader)  # noqa: S506 - a safe one
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f" (line {where.line + 1})" if where else ""
        problem = f"is neither valid JSON nor valid YAML{line}"
    except (ValueError, TypeError, AttributeError):
        problem = "holds a number, a date or a key that can't be read"
    except RecursionError:
        raise _too_deep(shown) from None
    raise DriftError(f"The document {shown} {problem}.")


def _check_depth(raw: bytes, shown: str) -> None:
    """Raises DriftError for what would exhaust the stack of the parser."""
    depth = 0
    for event in yaml.parse(raw, _Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise _too_deep(shown)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _too_deep(shown: str) -> DriftError:
    return DriftError(
        f"The document {shown} is nested deeper than {DEEPEST} levels, which no contract needs."
    )
