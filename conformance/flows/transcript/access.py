"""Who may read a transcript."""

from __future__ import annotations

from conformance.capability import Capability
from conformance.drive.session import Session
from conformance.evidence import Answered
from conformance.expectation import expect
from conformance.flows.transcript.flow import READ, Told, flow
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import READING, Call
from conformance.source import rfc


@flow.scenario(needs={Capability.TRANSCRIPT}, smoke=True)
def access(session: Session) -> None:
    """A transcript is read with a credential and without one."""
    session.call("message", "new-message", session.message_body(session.chat))
    session.call("reading", READ, path={"chat_id": session.chat})
    session.call("stranger", READ, path={"chat_id": session.chat}, agent=None)


@access.must("TRAN-13", rfc(9110, "15.5.2"))
def strangers_read_nothing(stranger: Answered, reading: Told) -> None:
    """A transcript can't be read without a credential: the answer is 401.

    It holds names, addresses and phone numbers.
    """
    expect(stranger).status(401)


@strangers_read_nothing.broken_by
def shows_transcripts_to_everyone(answer: Answer) -> None:
    answer.become(answer.others["reading"])


@strangers_read_nothing.broken_by
def takes_a_chat_id_for_a_secret(call: Call) -> None:
    if call.operation == READING and call.carrier is None and call.owner is not None:
        call.authorize(call.owner)
