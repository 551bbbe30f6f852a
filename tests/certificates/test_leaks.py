"""The search for secrets in what is handed out."""

from __future__ import annotations

import base64
import codecs
import hashlib
import json
import random
from collections.abc import Callable
from urllib.parse import quote

import pytest

from conformance.certificate.leaks import leak
from conformance.redaction import canary

from .making import Made

SECRET = "tOk_9f8e/7d6c+5b4a"
SECRETS = {"main": SECRET, "other": "another-agents-secret"}
CANARY = canary("run1")


def base64_at(offset: int) -> Callable[[str], bytes]:
    return lambda secret: base64.b64encode(b"x" * offset + secret.encode() + b"xyz")


FORMS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "upper case": lambda secret: secret.upper().encode(),
    "lower case": lambda secret: secret.lower().encode(),
    "backwards": lambda secret: secret[::-1].encode(),
    "rot13": lambda secret: codecs.encode(secret, "rot13").encode(),
    "rot13 backwards": lambda secret: codecs.encode(secret, "rot13")[::-1].encode(),
    "percent": lambda secret: quote(secret, safe="").encode(),
    "percent everywhere": lambda secret: "".join(f"%{ord(one):02X}" for one in secret).encode(),
    "percent twice": lambda secret: quote(quote(secret, safe=""), safe="").encode(),
    "JSON": lambda secret: json.dumps({"a": secret}).encode(),
    "JSON in JSON": lambda secret: json.dumps(json.dumps({"a": secret})).encode(),
    "escaped": lambda secret: "".join(f"\\u{ord(one):04x}" for one in secret).encode(),
    "escaped in JSON": lambda secret: "".join(f"\\\\u{ord(one):04x}" for one in secret).encode(),
    "entities": lambda secret: "".join(f"&#{ord(one)};" for one in secret).encode(),
    "hexadecimal entities": lambda secret: "".join(f"&#x{ord(c):x};" for c in secret).encode(),
    "hexadecimal": lambda secret: secret.encode().hex().encode(),
    "hexadecimal after a digit": lambda secret: b"a" + secret.encode().hex().upper().encode(),
    "base64": lambda secret: base64.b64encode(secret.encode()),
    "base64 after one": base64_at(1),
    "base64 after two": base64_at(2),
    "base64 after three": base64_at(3),
    "base64 for URLs": lambda secret: base64.urlsafe_b64encode(b"\xff\xfe" + secret.encode()),
    "base64 twice": lambda secret: base64.b64encode(base64.b64encode(secret.encode())),
    "base64 of percent": lambda secret: base64.b64encode(quote(secret, safe="").encode()),
    "base64 of hexadecimal": lambda secret: base64.b64encode(secret.encode().hex().encode()),
    "base64 backwards": lambda secret: base64.b64encode(secret[::-1].encode()),
    "spaced": lambda secret: " ".join(secret).encode(),
}


@pytest.mark.parametrize("secret", [SECRET, CANARY], ids=["secret", "canary"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_is_found(form: Callable[[str], bytes], secret: str) -> None:
    content = b'{"before": 1} ' + form(secret) + b' {"after": 2}'
    found = leak([b"clean", content], SECRETS, CANARY)
    assert found is not None
    assert secret not in found


@pytest.mark.parametrize("cut", range(6, len(SECRET) - 5))
def test_a_secret_in_two_parts_of_an_exchange_is_found(cut: int) -> None:
    value = {"headers": [["x-a", SECRET[:cut]]], "body": {"text": SECRET[cut:]}}
    found = leak([b"{}\n" + json.dumps(value).encode() + b"\n"], SECRETS)
    assert found == "the secret main is in it, in two parts"


def test_parts_in_two_exchanges_are_no_secret() -> None:
    assert leak([f"a {SECRET[:9]} b\nc {SECRET[9:]} d\n".encode()], SECRETS) is None


@pytest.mark.parametrize("half", [0, 20])
def test_half_a_canary_is_enough(half: int) -> None:
    random_part = CANARY.removeprefix("canary-")
    assert leak([random_part[half : half + 20].encode()], {}, CANARY) is not None


def test_a_piece_of_a_secret_is_ordinary_text() -> None:
    assert leak([b"tok_9f8e, and another-agents"], SECRETS, CANARY) is None


def test_no_false_alarm_on_a_clean_certificate(made: Made) -> None:
    assert leak([made.data, *made.parts.values(), made.recorded], SECRETS, CANARY) is None


def test_no_false_alarm_on_chance() -> None:
    chance = random.Random(7)
    noise = chance.randbytes(2**20)
    digests = "".join(hashlib.sha256(noise[at : at + 9]).hexdigest() for at in range(4000))
    assert leak([noise, base64.b64encode(noise), digests.encode()], SECRETS, CANARY) is None
