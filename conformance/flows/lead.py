"""Lead capture: structured lead metadata appended to an existing chat."""

from __future__ import annotations

from typing import Any

from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect
from conformance.requirement import Flow, page
from conformance.resources import variations
from conformance.sabotage import Answer

PAGE = page("Append lead data to an active chat")

flow = Flow("lead", "Lead capture")


@flow.scenario(smoke=True, vary=variations("leads"))
def lead(session: Session, message: dict[str, Any]) -> None:
    """A lead summary is appended to a chat that is open already."""
    session.call("lead_message", "new-message", {"chat_id": session.chat, **message})


@lead.must("LEAD-01", PAGE)
def accepted(lead_message: Answered) -> None:
    """A lead message to an open chat is accepted.

    It is the one way in which a form's submission reaches the chat's timeline.
    """
    expect(lead_message).succeeds()


@accepted.broken_by(also={"LEAD-02"})
def refuses_leads(answer: Answer) -> None:
    answer.refuse(422)


@lead.must("LEAD-02", PAGE)
def form_type(lead_message: Accepted) -> None:
    """The answer's metadata carries `form_type` exactly as it was sent.

    Automations route on it; without it a lead is ordinary talk.
    """
    expect(lead_message).at("/metadata/form_type").same_as_sent()


@form_type.broken_by
def forgets_the_form_type(answer: Answer) -> None:
    metadata = answer["metadata"]
    del metadata["form_type"]
    answer["metadata"] = metadata
