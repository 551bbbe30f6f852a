"""The first call: is the target there, and does it take the credential?"""

from __future__ import annotations

from conformance.contract import Contract
from conformance.drive.reply import Missing
from conformance.drive.session import Session
from conformance.plan import CERTIFICATION
from conformance.redaction import CANARY, label
from conformance.target import VARIABLES

FLOW, CASE = "contract", "first-call"
PLANTING = "canary"
"""The case of the call that plants the canary as a credential."""

CANARY_HEADER = ("X-Conformance-Canary", label(CANARY))
"""Plants the canary with the first call, in every run."""


def preflight(session: Session, contract: Contract) -> None:
    """Open the chat that the run shares, by the first carrier that the target takes.

    Stops the run where going on could only mislead: the target can't be reached, refuses the
    credential by every carrier, or sends callers elsewhere.
    """
    stage = session.stage
    refusals = {}
    for carrier in contract.carriers:
        body = session.chat_body()
        step = f"first_call_by_{carrier.replace('-', '_')}"
        planted = (CANARY_HEADER,)
        reply = session.call(step, "new-chat", body, carrier=carrier, headers=planted)
        response = reply.exchange.response
        if response is None:
            where, why = stage.target.url, reply.exchange.unanswered
            stage.recorder.stop(f"The target {where} could not be tested: {why}.")
            return
        if 300 <= response.status < 400:
            location = (reply.header("Location") or "another address")[:200]
            stage.recorder.stop(
                f"The target answers {response.status} and sends its callers to {location}; "
                "give the address it moved to as the URL."
            )
            return
        if response.status == 429:
            stage.recorder.stop(
                "The target answers 429 to the first call already; wait until the agent's "
                "limit is lifted, or raise it."
            )
            return
        if response.status not in {401, 403}:
            stage.carrier = carrier
            chat = reply.value("chat_id")
            stage.chat = chat if isinstance(chat, str | Missing) else stage.chat
            return
        refusals[carrier] = response.status
    statuses = ", ".join(f"{carrier}: {status}" for carrier, status in refusals.items())
    stage.recorder.stop(
        f"The target refuses the credential by every carrier ({statuses}); "
        f"check {VARIABLES['main']}."
    )


def plant(session: Session, contract: Contract) -> None:
    """Send the canary as a credential too, where a certificate depends on redaction.

    It goes to a path that the contract hasn't, and is no agent's, so that no lawful server does
    anything for it; what comes is evidence for the invariants alone.
    """
    carrier = contract.carriers.get("bearer")
    recorder = session.stage.recorder
    if recorder.header.profile != CERTIFICATION or recorder.stopped is not None:
        return
    if carrier is not None:
        value = f"Bearer {label(CANARY)}"
        place = f"/external/{PLANTING}/{session.run}"
        session.visit(PLANTING, "GET", place, headers=((carrier.field, value),), agent=None)
