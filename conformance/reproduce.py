"""One curl command that sends a recorded request again; secrets come from the environment."""

from __future__ import annotations

import shlex

from conformance.exchange import Exchange, header
from conformance.redaction import CANARY, LABEL, label

LONGEST_BODY = 8192

ENVIRONMENT = {
    "main": "$CONFORMANCE_TOKEN",
    "other": "$CONFORMANCE_OTHER_TOKEN",
    "api-key": "$CONFORMANCE_API_KEY",
    "query": "$CONFORMANCE_QUERY_TOKEN",
}


def _shell(secret_name: str) -> str:
    """The shell's expression for a secret, or for a credential that was made from one."""
    for suffix, expression in (
        ("-truncated", '"${{{name}%?}}"'),
        ("-case-changed", '"$(printf %s "${name}" | tr a-zA-Z A-Za-z)"'),
    ):
        made_from = secret_name.removesuffix(suffix)
        if made_from != secret_name and made_from in ENVIRONMENT:
            name = ENVIRONMENT[made_from].removeprefix("$")
            return expression.format(name=name)
    if secret_name in ENVIRONMENT:
        return f'"{ENVIRONMENT[secret_name]}"'
    # The canary is made up anyway: any word does. A server may make up other labels.
    return CANARY if secret_name == CANARY else shlex.quote(label(secret_name))


def _quoted(text: str) -> str:
    """The text as one shell word, with every label replaced by an expression."""
    parts = []
    end = 0
    for found in LABEL.finditer(text):
        parts += [shlex.quote(text[end : found.start()]) if found.start() > end else ""]
        parts += [_shell(found.group()[len("{secret:") : -1])]
        end = found.end()
    rest = text[end:]
    return "".join(parts) + (shlex.quote(rest) if rest or not parts else "")


def reproduce(exchange: Exchange) -> str:
    """The curl command, or a sentence where a command can't hold the body."""
    request = exchange.request
    words = ["curl", "-i", "--path-as-is", "--globoff", "-X", request.method]
    for name, value in request.headers:
        if not name.lower().startswith("x-conformance-"):
            # curl sends a header without a value only if it ends in a semicolon.
            words += ["-H", _quoted(f"{name}: {value}" if value else f"{name};")]
    if request.body:
        try:
            body = request.body.decode("utf-8")
        except UnicodeDecodeError:
            body = None
        if body is None or len(body) > LONGEST_BODY or "\0" in body:
            return f"See exchange {exchange.number} in transcript.jsonl: its body is no shell text."
        if header(request.headers, "Content-Type") is None:
            words += ["-H", "'Content-Type:'"]
        words += ["--data-raw", shlex.quote(body)]
    return " ".join([*words, _quoted(request.url)])
