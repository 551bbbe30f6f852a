"""Faults in how texts are kept: one odd length, one odd character, one odd place for it."""

from __future__ import annotations

import re
import unicodedata

from conformance.reference.faults.behaviour import fails, refuses, rewrites
from conformance.reference.faults.fault import Fault

_ASTRAL = "\U00010000"


def _normalised_singletons(text: str) -> str:
    return re.sub(
        "[\u2126\u212a\u212b]", lambda found: unicodedata.normalize("NFC", found[0]), text
    )


def _split_ligatures(text: str) -> str:
    return re.sub("[\ufb00-\ufb06]", lambda found: unicodedata.normalize("NFKC", found[0]), text)


CONTENT = (
    Fault(
        "content-of-64-refused",
        "Refuses a content of exactly 64 characters.",
        "new-message",
        refuses(lambda call: len(call.text("content")) == 64),
    ),
    Fault(
        "content-cut-at-255",
        "Cuts a content of 256 to 1,023 characters; longer ones are kept in another column.",
        "new-message",
        rewrites("content", lambda text: text[:255] if 255 < len(text) < 1024 else text),
    ),
    Fault(
        "content-of-4096-loses-its-end",
        "Loses the last character of a content of exactly 4,096 characters.",
        "new-message",
        rewrites("content", lambda text: text[:-1] if len(text) == 4096 else text),
    ),
    Fault(
        "content-loses-an-emoji-first",
        "Loses a content's first character if it lies outside the Basic Multilingual Plane.",
        "new-message",
        rewrites("content", lambda text: text[1:] if text[:1] >= _ASTRAL else text),
    ),
    Fault(
        "content-singletons-normalised",
        "Replaces the Kelvin, Angstrom and Ohm signs by the letters that NFC makes of them.",
        "new-message",
        rewrites("content", _normalised_singletons),
    ),
    Fault(
        "content-ligatures-split",
        "Splits Latin ligatures such as U+FB01 into letters.",
        "new-message",
        rewrites("content", _split_ligatures),
    ),
    Fault(
        "content-no-break-space-folded",
        "Folds a no-break space (U+00A0) in a content to a space.",
        "new-message",
        rewrites("content", lambda text: text.replace("\u00a0", " ")),
    ),
    Fault(
        "content-loses-a-break-first",
        "Loses tabs and line breaks with which a content begins.",
        "new-message",
        rewrites("content", lambda text: text.lstrip("\t\n\r")),
    ),
    Fault(
        "content-lone-return-replaced",
        "Replaces a carriage return without a line feed by a line feed.",
        "new-message",
        rewrites("content", lambda text: re.sub("\r(?!\n)", "\n", text)),
    ),
    Fault(
        "content-formula-guarded",
        "Puts an apostrophe before a content that a spreadsheet would take for a formula.",
        "new-message",
        rewrites("content", lambda text: re.sub(r"\A(?=[=+@-])", "'", text)),
    ),
    Fault(
        "content-loses-a-backslash-last",
        "Loses a backslash at the end of a content.",
        "new-message",
        rewrites("content", lambda text: text[:-1] if text.endswith("\\") else text),
    ),
    Fault(
        "content-slash-command-refused",
        "Takes a content that begins with a slash for a command, and refuses it.",
        "new-message",
        refuses(lambda call: call.text("content").startswith("/")),
    ),
    Fault(
        "content-soft-hyphen-lost",
        "Drops soft hyphens (U+00AD) from a content.",
        "new-message",
        rewrites("content", lambda text: text.replace("\u00ad", "")),
    ),
    Fault(
        "content-line-separator-replaced",
        "Replaces the separators U+2028 and U+2029 in a content by line feeds.",
        "new-message",
        rewrites("content", lambda text: re.sub("[\u2028\u2029]", "\n", text)),
    ),
    Fault(
        "content-combining-mark-first-fails",
        "Fails at a content that begins with a combining mark.",
        "new-message",
        fails(lambda call: unicodedata.category(call.text("content")[:1] or "-")[0] == "M"),
    ),
    Fault(
        "content-sharp-s-doubled",
        "Writes the letter U+00DF in a content as two.",
        "new-message",
        rewrites("content", lambda text: text.replace("\u00df", "ss")),
    ),
    Fault(
        "content-of-the-last-plane-fails",
        "Fails at a content with a character of plane 16.",
        "new-message",
        fails(lambda call: max(call.text("content"), default="") >= "\U00100000"),
    ),
    Fault(
        "content-variation-selectors-lost",
        "Drops variation selectors (U+FE00 to U+FE0F) from a content.",
        "new-message",
        rewrites("content", lambda text: re.sub("[\ufe00-\ufe0f]", "", text)),
    ),
)

CLIENT_IDS = (
    Fault(
        "client-id-of-64-refused",
        "Refuses a client_id of exactly 64 characters.",
        "new-chat",
        refuses(lambda call: len(call.text("client_id")) == 64),
    ),
    Fault(
        "client-id-loses-spaces-last",
        "Loses the spaces at the end of a client_id.",
        "new-chat",
        rewrites("client_id", lambda text: text.rstrip(" ")),
    ),
    Fault(
        "client-id-loses-an-emoji-last",
        "Loses a client_id's last character if it lies outside the Basic Multilingual Plane.",
        "new-chat",
        rewrites("client_id", lambda text: text[:-1] if text[-1:] >= _ASTRAL else text),
    ),
    Fault(
        "client-id-dotted-i-lowered",
        "Writes the capital letter U+0130 in a client_id as a small i.",
        "new-chat",
        rewrites("client_id", lambda text: text.replace("\u0130", "i")),
    ),
    Fault(
        "client-id-with-percent-fails",
        "Fails at a client_id with a percent sign.",
        "new-chat",
        fails(lambda call: "%" in call.text("client_id")),
    ),
)

REASONS = (
    Fault(
        "reason-of-100-refused",
        "Refuses a reason of exactly 100 characters.",
        "email-handoff",
        refuses(lambda call: len(call.text("reason")) == 100),
    ),
    Fault(
        "reason-with-tab-refused",
        "Refuses a reason with a tab in it.",
        "email-handoff",
        refuses(lambda call: "\t" in call.text("reason")),
    ),
    Fault(
        "context-of-1024-fails",
        "Fails at a context of exactly 1,024 characters.",
        "email-handoff",
        fails(lambda call: len(call.text("context")) == 1024),
    ),
    Fault(
        "short-local-part-refused",
        "Refuses an address with a single character before the @.",
        "email-handoff",
        refuses(lambda call: call.text("customer_email").find("@") == 1),
    ),
)

QUESTIONS = (
    Fault(
        "question-of-32-fails",
        "Fails at a question to the agent of exactly 32 characters.",
        "external/agent",
        fails(lambda call: len(call.text("content")) == 32),
    ),
    Fault(
        "question-without-letters-refused",
        "Refuses a question to the agent without a single letter or digit.",
        "agent/v2",
        refuses(lambda call: not re.search(r"\w|\A\s*\Z", call.text("content"))),
    ),
)
