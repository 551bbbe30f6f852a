"""What a target can be asked for beyond the core, and what to do where it can't."""

from __future__ import annotations

from enum import StrEnum


class Capability(StrEnum):
    """Something that a requirement may need of a target, of its credentials or of its operator."""

    TRANSCRIPT = "transcript"
    AGENT = "agent"
    EXHAUST = "exhaust-rate-limit"
    OTHER_AGENT = "other-agent"
    ONE_TOKEN = "one-token"  # noqa: S105 - a name, not a token
    CASED_TOKEN = "cased-token"  # noqa: S105 - a name, not a token
    BEARER = "bearer"
    API_KEY = "api-key"
    QUERY = "query"


FEATURES = (Capability.TRANSCRIPT, Capability.AGENT)
CONSENTS = (Capability.EXHAUST,)
CARRIERS = (Capability.BEARER, Capability.API_KEY, Capability.QUERY)

WITHOUT = {
    Capability.TRANSCRIPT: (
        "The target doesn't claim the optional feature transcript (--features transcript)."
    ),
    Capability.AGENT: "The target doesn't claim the optional feature agent (--features agent).",
    Capability.EXHAUST: (
        "Nobody consented to running into the rate limit (--allow exhaust-rate-limit)."
    ),
    Capability.OTHER_AGENT: "No token of another agent was given (CONFORMANCE_OTHER_TOKEN).",
    Capability.ONE_TOKEN: "The target has a separate credential for each carrier.",
    Capability.CASED_TOKEN: "The token has no letter whose case could be changed.",
    Capability.BEARER: "The spec has no bearer credential.",
    Capability.API_KEY: "The spec has no credential in a header of its own.",
    Capability.QUERY: "The spec has no credential in the query string.",
}
