"""No secret survives in any form in which a server may send it back."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from conformance.exchange import Exchange, Request, Response
from conformance.redaction import LABEL, Redactor
from conformance.transcript import exchange_to_json

SECRET = 'tOken/"with+odd=chars'


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        SECRET.upper(),
        quote(SECRET),
        quote(SECRET, safe="").lower(),
        quote(quote(SECRET, safe=""), safe=""),
        json.dumps(SECRET)[1:-1],
        base64.b64encode(SECRET.encode()).decode(),
        SECRET.encode().hex(),
    ],
)
def test_replaced_wherever_it_stands(form: str) -> None:
    request = Request("GET", f"http://h/?t={form}", (("A", f"Bearer {form}"),), form.encode())
    response = Response(200, ((f"X-{form}", form),), b"before " + form.encode() + b" after")
    exchange = Exchange(1, "f", "c", "s", None, None, None, request, response, f"no {form}")
    written = exchange_to_json(Redactor({"main": SECRET}).exchange(exchange))
    assert form not in str(written)
    assert len(LABEL.findall(str(written))) == 7


def test_equal_where_the_secret_was_equal_and_longest_first() -> None:
    redactor = Redactor({"main": "abcdefgh", "main-longer": "abcdefghi"})
    assert redactor.text("abcdefgh abcdefghi") == "{secret:main} {secret:main-longer}"


def test_another_case_has_its_own_label_only_if_it_is_registered() -> None:
    redactor = Redactor({"main": "abcdefgh", "main-case-changed": "ABCDEFGH"})
    assert redactor.text("abcdefgh ABCDEFGH Abcdefgh").split() == [
        "{secret:main}",
        "{secret:main-case-changed}",
        "{secret:main}",
    ]


def test_ordinary_text_stays() -> None:
    assert Redactor({}).text("nothing") == "nothing"
    assert Redactor({"main": "abcdefgh"}).raw(b"\xff abcdefg") == b"\xff abcdefg"


def test_a_short_secret_is_refused_without_naming_it() -> None:
    with pytest.raises(ValueError, match="shorter than 8") as caught:
        Redactor({"main": "hunter2"})
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("secret", ["tokén-12345", "token\n12345", "token\x0012345"])
def test_what_no_header_can_carry_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="outside printable ASCII") as caught:
        Redactor({"main": secret})
    assert secret not in str(caught.value)
