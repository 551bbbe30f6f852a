"""Email addresses: ordinary, unusual, and none. All that could be delivered is reserved."""

from __future__ import annotations

import re

DOMAINS = (
    *("example.com", "example.org", "example.net", "mail.example.com", "a.b.c.example.org"),
    *("crm-2.example.net", "EXAMPLE.COM", "Mail.Example.Org", "1.example.com"),
)
LOCALS = (
    *("buyer", "jane.doe", "j", "jane+pilot", "o-neil", "first_last", "007", "jane.van.der.berg"),
    *(
        "a1",
        "BUYER",
        "Jane.Doe",
        "jane+tag+two",
        "x-1",
        "lead2025",
        "long-local-part-of-36-characters",
    ),
)

ORDINARY = tuple(f"{local}@{domain}" for local in LOCALS for domain in DOMAINS)

UNUSUAL = (
    "o'brien@example.com",
    "50%off@example.com",
    "sales=eu@example.org",
    "a/b@example.net",
    "!@example.com",
    "{jane}@example.com",
    "#lead@example.com",
    "jane&john@example.com",
    "*@example.org",
    "a?b@example.com",
    "^_^@example.com",
    "`tick`@example.com",
    "pipe|pipe@example.com",
    "~jane@example.com",
    "$jane@example.com",
    "jane@xn--bcher-kva.example",
    "jane@" + "a" * 63 + ".example",
    "j" * 64 + "@example.com",
    "jane@" + "sub." * 20 + "example.org",
    "jane@shop.example",
    "jane@x.test",
    "jane@office.invalid",
    "-jane-@example.com",
)
"""Addresses that a standard allows and that a reader may still not expect.

Some libraries refuse top-level domains that are reserved, because nothing can be delivered there.
"""

NONE = (
    "not-an-address",
    "jane",
    "example.com",
    "@",
    "@example.com",
    "buyer@",
    "jane doe@example.com",
    "jane @example.com",
    "jane@ example.com",
    "buyer@example.com example.org",
    "a@b@example.com",
    "jane@@example.com",
    "buyer@example.com@example.org",
    "jane\u0001doe@example.com",
    "jane\u007fdoe@example.com",
    "jane\ndoe@example.com",
    "jane\tdoe@example.com",
    "jane\r\ndoe@example.com",
    "jane at example.com",
    "jane(at)example.com",
    "jane.example.com",
    "12345",
    "true",
    "null",
    "{}",
    "n/a",
    "unknown",
    "a b c",
    "\U0001f600",
)
"""Texts that no reader can take for one address."""

DOUBTFUL = (
    "",
    " ",
    ".jane@example.com",
    "jane.@example.com",
    "jane..doe@example.com",
    "jane@-shop.example",
    "jane@shop-.example",
    "jane@big_shop.example",
    "j" * 65 + "@example.com",
    "jane@" + "a" * 64 + ".example",
    "jane@example.com ",
    " jane@example.com",
    "jane@example.com\n",
    "jane,doe@example.com",
    "jane;doe@example.com",
    "jane:doe@example.com",
    "jane\\doe@example.com",
    "jane[doe@example.com",
    'jane"doe@example.com',
    "jane<doe@example.com",
    "jane>doe@example.com",
    "jane(doe)@example.com",
    "jane@example.com,john@example.com",
    "jane@example.com;john@example.com",
    "mailto:jane@example.com",
    "jane@example.com.",
)
"""Texts that only a strict reader refuses: a lax one trims, splits or repairs them."""

_PLAIN = re.compile(
    r"(?=.{3,80}\Z)(?=[^@]{1,40}@)[A-Za-z0-9_]+(?:[.+-][A-Za-z0-9_]+)*"
    r"@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)*(?i:example\.(?:com|org|net))"
)


def is_plain(text: str) -> bool:
    """Whether every reader takes the text for an address."""
    return _PLAIN.fullmatch(text) is not None and "--" not in text


def is_clearly_none(text: str) -> bool:
    """Whether no reader takes the text for an address, however lax."""
    if not text.strip() or text != text.strip():
        return False
    before, sign, after = text.partition("@")
    if not sign or not before or not after:
        return True
    inner = re.search(r"[\s\x00-\x1f\x7f]", text) is not None
    return (inner or text.count("@") > 1) and not re.search(r"[<>,;\"()\[\]]", text)
