"""Strict reading of a request's body: size, media type, JSON, schema, in this order."""

import json
import math
import re
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

from conformance.reference.errors import ProblemError

LARGEST_BODY = 1024 * 1024
"""Bytes."""

DEEPEST_NESTING = 200
"""Levels of arrays and objects. RFC 8259 section 9 leaves the number to each server."""

_JSON_MEDIA_TYPE = re.compile(r"application/(?:[a-z0-9!#$&^_.-]+\+)?json", re.IGNORECASE)

Model = TypeVar("Model", bound=BaseModel)


async def read_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises ProblemError 400, 413 or 415."""
    body = await _read_body(request)
    if not body:
        raise ProblemError(400, "The request needs a JSON object as its body.")
    media_type = request.headers.get("content-type", "").partition(";")[0].strip()
    if not _JSON_MEDIA_TYPE.fullmatch(media_type):
        raise ProblemError(415, "The body must be sent as application/json.")
    value = parse_json(body)
    if not isinstance(value, dict):
        raise ProblemError(400, "The body must be a JSON object.")
    return value


def validate(model: type[Model], body: dict[str, Any]) -> Model:
    """The body as `model`. Raises ProblemError 422, which says where but never quotes a value."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        mistakes = [
            {"pointer": "/" + "/".join(map(str, mistake["loc"])), "detail": mistake["msg"]}
            for mistake in error.errors(
                include_url=False, include_context=False, include_input=False
            )
        ]
    raise ProblemError(422, "The body violates the schema.", members={"errors": mistakes})


def parse_json(body: bytes) -> Any:
    """The body as a JSON value (RFC 8259), which can be written again as UTF-8.

    Refuses what the grammar doesn't have (NaN, Infinity) and what can't be kept: numbers that
    aren't finite as a double, integers beyond Python's limit on digits, lone surrogates and
    nesting beyond `DEEPEST_NESTING`. Raises ProblemError 400.
    """
    try:
        value = _DECODER.decode(body.decode("utf-8"))
    except RecursionError:
        raise ProblemError(400, "The body is nested too deeply.") from None
    except ValueError:
        raise ProblemError(400, "The body isn't valid JSON in UTF-8.") from None
    _refuse_unkeepable(value)
    return value


async def _read_body(request: Request) -> bytes:
    # The HTTP parser has made sure that Content-Length is a number of at most 20 digits.
    if int(request.headers.get("content-length", "0")) > LARGEST_BODY:
        raise _too_large()
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise _too_large()
    except ClientDisconnect:
        raise ProblemError(400, "The body ended early.") from None
    return bytes(body)


def _too_large() -> ProblemError:
    return ProblemError(413, f"The body is larger than {LARGEST_BODY} bytes.")


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError
    return number


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)


def _refuse_unkeepable(value: Any) -> None:
    # Level by level, because a recursive walk would itself fail on deep nesting.
    level, depth = [value], 0
    while level:
        if depth > DEEPEST_NESTING:
            raise ProblemError(400, "The body is nested too deeply.")
        below: list[Any] = []
        for item in level:
            if isinstance(item, str):
                _refuse_lone_surrogates(item)
            elif isinstance(item, dict):
                for name in item:
                    _refuse_lone_surrogates(name)
                below += item.values()
            elif isinstance(item, list):
                below += item
        level, depth = below, depth + 1


def _refuse_lone_surrogates(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ProblemError(400, "A string holds a lone surrogate.") from None
