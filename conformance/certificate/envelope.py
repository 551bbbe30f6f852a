"""Statements in signed envelopes (DSSE), as in-toto's tools read them."""

from __future__ import annotations

import json
from typing import Any

from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import CryptoSigner, SSlibKey

PAYLOAD_TYPE = "application/vnd.in-toto+json"


class EnvelopeError(Exception):
    """An envelope that proves nothing: says why."""


def canonical(value: object) -> bytes:
    """JSON in one form only: sorted, indented, ASCII, ending in a newline."""
    return (json.dumps(value, indent=2, sort_keys=True, allow_nan=False) + "\n").encode("ascii")


def signed(statement: dict[str, Any], signer: CryptoSigner) -> bytes:
    """The statement in an envelope; the same each time, for ed25519 has no chance in it."""
    envelope = Envelope(canonical(statement), PAYLOAD_TYPE, {})
    envelope.sign(signer)
    return canonical(envelope.to_dict())


def opened(content: bytes, key: SSlibKey | None) -> Any:
    """The statement of an envelope, its signature checked if there is a key.

    An envelope has one signature and one form: whatever could be otherwise without being noticed
    is refused. Raises EnvelopeError.
    """
    try:
        envelope = Envelope.from_dict(json.loads(content))
        statement = json.loads(envelope.payload)
        again = canonical(envelope.to_dict()), canonical(statement)
    except Exception:
        # The library raises all kinds of errors for what is no envelope.
        raise EnvelopeError("It is no DSSE envelope with an in-toto statement.") from None
    if (
        again != (content, envelope.payload)
        or envelope.payload_type != PAYLOAD_TYPE
        or len(envelope.signatures) != 1
    ):
        raise EnvelopeError("It is not written as `certify` writes it.")
    if key is not None:
        try:
            envelope.verify([key], threshold=1)
        except VerificationError:
            raise EnvelopeError("It isn't signed with the given key.") from None
    return statement
