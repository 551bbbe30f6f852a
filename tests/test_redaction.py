"""No secret survives in any form in which a server may send it back."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from conformance.exchange import Exchange, Request, Response
from conformance.redaction import CANARY, LABEL, Redactor, canary, label

SECRET = 'tOken/"with+odd char~s?'
"""Its base64 is padded and not the same in both alphabets; no two of its forms are the same."""

FORMS = {
    "plain": SECRET,
    "upper": SECRET.upper(),
    "path": quote(SECRET),
    "all": quote(SECRET, safe=""),
    "lower": quote(SECRET, safe="").lower(),
    "form": quote_plus(SECRET),
    "twice": quote(quote(SECRET, safe=""), safe=""),
    "path-twice": quote(quote(SECRET)),
    "JSON": json.dumps(SECRET)[1:-1],
    "JSON with slashes": json.dumps(SECRET)[1:-1].replace("/", "\\/"),
    "base64": base64.b64encode(SECRET.encode()).decode().rstrip("="),
    "base64 for URLs": base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
    "percent everywhere": "".join(f"%{ord(one):02X}" for one in SECRET),
    "escaped": "".join(f"\\u{ord(one):04X}" for one in SECRET),
    "backwards": SECRET[::-1],
    "hexadecimal": SECRET.encode().hex(),
}


def test_the_forms_are_as_many_as_they_seem() -> None:
    assert len(set(FORMS.values())) == len(FORMS)
    assert base64.b64encode(SECRET.encode()).endswith(b"=")


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_is_replaced_whole(form: str) -> None:
    redactor = Redactor({"main": SECRET})
    assert redactor.text(f"before {form} after") == "before {secret:main} after"
    assert redactor.raw(form.encode()) == b"{secret:main}"


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("secret", ["ab~defghW", "ab~defghiW", "ab~defghijW"])
def test_base64_is_replaced_with_and_without_its_padding(
    secret: str, encode: Callable[[bytes], bytes]
) -> None:
    form = encode(secret.encode()).decode()
    unpadded = form.rstrip("=")
    padding = form.removeprefix(unpadded)
    redactor = Redactor({"main": secret})
    assert redactor.text(f"{unpadded} {form}") == "{secret:main} {secret:main}" + padding


@pytest.mark.parametrize("before", range(4))
@pytest.mark.parametrize("after", range(3))
def test_base64_is_replaced_amid_a_text(before: int, after: int) -> None:
    """What stays are characters that have a few bits of the first and the last letter at most."""
    whole = base64.b64encode(b"x" * before + SECRET.encode() + b"y" * after).decode()
    clean = Redactor({"main": SECRET}).text(whole)
    left = clean.replace("{secret:main}", "")
    assert len(clean) > len(left)
    assert len(left) < 4 * (before + after) / 3 + 5


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_replaced_wherever_it_stands_and_nothing_else_is(form: str) -> None:
    def exchange(secret: str) -> Exchange:
        request = Request("PUT", f"http://h/?t={secret}", (("A", secret),), secret.encode())
        response = Response(207, ((f"X-{secret}", secret),), b"\xff " + secret.encode() + b" after")
        return Exchange(1, "f", "c", "s", None, None, None, request, response, f"no {secret}")

    redactor = Redactor({"main": SECRET})
    assert redactor.exchange(exchange(form)) == exchange("{secret:main}")


PLACES: dict[str, Callable[[str], Exchange]] = {
    "URL": lambda text: sent(Request("GET", text)),
    "name in the request": lambda text: sent(Request("GET", "/", ((text, ""),))),
    "value in the request": lambda text: sent(Request("GET", "/", (("A", "b"), ("C", text)))),
    "body of the request": lambda text: sent(Request("GET", "/", (), text.encode())),
    "name in the answer": lambda text: answered(Response(200, ((text, ""),))),
    "value in the answer": lambda text: answered(Response(200, (("A", "b"), ("C", text)))),
    "body of the answer": lambda text: answered(Response(200, (), text.encode())),
    "reason": lambda text: sent(Request("GET", "/"), unanswered=text),
    "reason beside an answer": lambda text: answered(Response(200), unanswered=text),
}


def sent(request: Request, **others: Any) -> Exchange:
    return Exchange(1, "f", "c", "s", None, None, None, request, **others)


def answered(response: Response, **others: Any) -> Exchange:
    return sent(Request("GET", "/"), response=response, **others)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_one_place_is_enough(place: Callable[[str], Exchange]) -> None:
    assert Redactor({"main": SECRET}).exchange(place(SECRET)) == place("{secret:main}")


def test_an_exchange_without_a_secret_is_left_as_it_is() -> None:
    for exchange in (sent(Request("GET", "/")), answered(Response(200), unanswered="no answer")):
        assert Redactor({"main": SECRET}).exchange(exchange) is exchange


def test_bytes_that_are_no_text_are_kept() -> None:
    headers = (("\udcff", f"\udcfe {SECRET}"),)
    assert Redactor({"main": SECRET}).headers(headers) == (("\udcff", "\udcfe {secret:main}"),)
    exchange = sent(Request("GET", "/", headers))
    redacted = Redactor({"main": SECRET}).exchange(exchange)
    assert redacted == sent(Request("GET", "/", (("\udcff", "\udcfe {secret:main}"),)))


def test_a_label_is_told_from_other_text() -> None:
    assert label("second-agent") == "{secret:second-agent}"
    assert LABEL.findall("a {secret:main}, {secret:main-case-changed}, {secret:}") == [
        "{secret:main}",
        "{secret:main-case-changed}",
    ]


def test_equal_where_the_secret_was_equal_and_longest_first() -> None:
    redactor = Redactor({"main": "abcdefgh", "main-longer": "abcdefghi"})
    assert redactor.text("abcdefgh abcdefghi") == "{secret:main} {secret:main-longer}"
    redactor = Redactor({"longer": "ABCDEFGHI", "main": "abcdefgh"})
    assert redactor.text("abcdefgh abcdefghi") == "{secret:main} {secret:longer}"


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


def test_a_canary_follows_from_the_run_and_has_a_label() -> None:
    digest = hashlib.sha256(b"canary of 17").hexdigest()
    assert canary("17") == f"canary-{digest[:40]}"
    assert LABEL.fullmatch(label(CANARY))


def test_a_percent_encoded_secret_is_replaced_backwards_too() -> None:
    redactor = Redactor({"main": SECRET})
    assert redactor.text(quote(SECRET, safe="")[::-1]) == "{secret:main}"
