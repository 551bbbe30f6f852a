"""When a JSON value that came back is the value that was sent (RFC 8259, RFC 7493)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

from conformance.extent import objection

LARGEST_EXACT = 2**53 - 1


class UnreadError(ValueError):
    """A text that other readers may take for JSON and we don't; says why in a few words."""


def _refuse(constant: str) -> NoReturn:
    raise UnreadError(f"{constant} is not JSON")


def parse(body: bytes, *, exact: bool = True) -> Any:
    """JSON from bytes; decimals `exact`, or as floats.

    Raises ValueError for what is not JSON; UnreadError for NaN and infinity, and for what is more
    than we read: too deep, too many values, an integer of thousands of digits.
    """
    text = body.decode("utf-8-sig")
    too_much = objection(text)
    if too_much is not None:
        raise UnreadError(too_much)
    number = Decimal if exact else float
    try:
        return json.loads(text, parse_float=number, parse_constant=_refuse)
    except RecursionError:
        raise UnreadError("nested too deeply") from None
    except ArithmeticError:
        raise UnreadError("a number out of every range") from None
    except (json.JSONDecodeError, UnreadError):
        raise
    except ValueError:
        raise UnreadError("an integer of too many digits") from None


def is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def survives_any_parser(number: int | float | Decimal) -> bool:
    """Whether JSON promises that this number keeps its value in every implementation."""
    if isinstance(number, int):
        return abs(number) <= LARGEST_EXACT
    exact = Decimal(number)
    return exact.copy_abs() <= LARGEST_EXACT and Decimal(float(exact)) == exact


def same(sent: Any, received: Any) -> bool:
    """Whether `received` is the JSON value `sent`: of the same type, at every depth.

    Numbers compare by value; where JSON leaves a number's value to the implementation, anything
    will do. Text compares code point by code point.
    """
    if is_number(sent):
        if not survives_any_parser(sent):
            return True
        return is_number(received) and Decimal(sent) == Decimal(received)
    if isinstance(sent, dict):
        return (
            isinstance(received, dict)
            and sent.keys() == received.keys()
            and all(same(value, received[key]) for key, value in sent.items())
        )
    if isinstance(sent, list):
        return (
            isinstance(received, list)
            and len(sent) == len(received)
            and all(map(same, sent, received))
        )
    return type(sent) is type(received) and bool(sent == received)
