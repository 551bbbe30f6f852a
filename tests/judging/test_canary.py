"""The canary is no credential: whoever repeats the header that carries it does nothing wrong."""

from __future__ import annotations

import pytest

from conformance import catalogue
from conformance.evidence import Evidence
from conformance.exchange import Exchange, Request, Response
from conformance.expectation import Unmet
from conformance.redaction import CANARY, label


def answered(body: str) -> Evidence:
    request, answer = Request("POST", "https://api.test"), Response(200, (), body.encode())
    exchange = Exchange(1, "f", "c", "s", None, None, None, request, answer)
    return Evidence(exchange, None, frozenset())


def test_an_answer_may_repeat_the_canary_and_no_credential() -> None:
    check = catalogue.find("CON-09").check
    check(answered(f'{{"headers": ["{label(CANARY)}"]}}'))
    with pytest.raises(Unmet):
        check(answered(f'{{"headers": ["{label(CANARY)}", "{label("main")}"]}}'))
