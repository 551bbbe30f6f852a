"""One lead message: that it is accepted, and what comes back of it."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable
from typing import Any

from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect
from conformance.flows.lead.flow import PAGE, REFERENCE, flow, is_lead
from conformance.resources import variations
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call

MARKERS = frozenset({"form_type", "lead_collected"})
"""What automations go by; each has a requirement of its own."""


def change_metadata(answer: Answer, change: Callable[[Any], Any]) -> None:
    """Put every value of the answer's metadata but the markers through `change`."""
    answer["metadata"] = {
        key: value if key in MARKERS else change(value) for key, value in answer["metadata"].items()
    }


@flow.scenario(smoke=True, vary=variations("lead-messages"))
def lead(session: Session, message: dict[str, Any]) -> None:
    """A lead summary is appended to a chat that is open already."""
    session.call("lead_message", "new-message", {"chat_id": session.chat, **message})


@lead.must("LEAD-01", PAGE)
def accepted(lead_message: Answered) -> None:
    """A lead message to an open chat is accepted.

    It is the one way in which a form's submission reaches the chat's timeline.
    """
    expect(lead_message).succeeds()


@accepted.broken_by(
    also={
        "CON-01",
        "LEAD-02",
        "LEAD-03",
        "LEAD-04",
        "LEAD-05",
        "LEAD-06",
        "LEAD-07",
        "LEAD-08",
        "LEAD-09",
    }
)
def fails_at_text_beyond_the_bmp(answer: Answer) -> None:
    if "𠮷" in answer.sent["content"]:
        answer.refuse(500)


@accepted.broken_by(
    also={"LEAD-02", "LEAD-03", "LEAD-04", "LEAD-05", "LEAD-06", "LEAD-07", "LEAD-08", "LEAD-09"}
)
def refuses_long_text(answer: Answer) -> None:
    if len(answer.sent["content"]) > 1000:
        answer.refuse(422)


@accepted.broken_by
def takes_one_lead_of_a_chat(call: Call) -> None:
    if is_lead(call) and call.memory.notes.setdefault(call.chat_id, call) is not call:
        call.deny(409)


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


@form_type.broken_by
def writes_the_form_type_in_its_own_way(answer: Answer) -> None:
    answer["metadata"] = {**answer["metadata"], "form_type": "LeadCapture"}


@lead.must("LEAD-03", PAGE)
def lead_collected(lead_message: Accepted) -> None:
    """The answer's metadata carries `lead_collected` as it was sent, as a boolean.

    It flags the chat as one with a lead; reports and workflows count by it.
    """
    expect(lead_message).at("/metadata/lead_collected").same_as_sent()


@lead_collected.broken_by
def forgets_whether_the_lead_is_collected(answer: Answer) -> None:
    metadata = answer["metadata"]
    del metadata["lead_collected"]
    answer["metadata"] = metadata


@lead_collected.broken_by
def writes_the_flag_as_text(answer: Answer) -> None:
    flag = str(answer.sent["metadata"]["lead_collected"]).lower()
    answer["metadata"] = {**answer["metadata"], "lead_collected": flag}


@lead_collected.broken_by
def takes_every_lead_for_collected(answer: Answer) -> None:
    answer["metadata"] = {**answer["metadata"], "lead_collected": True}


@lead.must("LEAD-04", PAGE)
def content(lead_message: Accepted) -> None:
    """The answer's content is the text that was sent, character by character.

    The whole transcript has to remain what was said: no trimming, no escaping, no normalising.
    """
    expect(lead_message).at("/content").same_as_sent()


@content.broken_by
def trims_text(answer: Answer) -> None:
    answer["content"] = answer["content"].strip()


@content.broken_by
def escapes_text_for_html(answer: Answer) -> None:
    answer["content"] = html.escape(answer["content"])


@content.broken_by
def normalises_text(answer: Answer) -> None:
    answer["content"] = unicodedata.normalize("NFC", answer["content"])


@content.broken_by
def keeps_text_in_a_charset_without_the_astral_planes(answer: Answer) -> None:
    answer["content"] = "".join(c if ord(c) < 0x10000 else "?" for c in answer["content"])


@content.broken_by
def cuts_text_to_a_column(answer: Answer) -> None:
    answer["content"] = answer["content"][:2000]


@content.broken_by
def rewrites_line_ends(answer: Answer) -> None:
    answer["content"] = answer["content"].replace("\r\n", "\n")


@content.broken_by
def drops_marks_that_nobody_sees(answer: Answer) -> None:
    answer["content"] = answer["content"].replace("\u200b", "").replace("\ufeff", "")


@lead.must("LEAD-05", PAGE)
def sender(lead_message: Accepted) -> None:
    """The answer's sender is the one that was sent.

    It tells what the visitor said from what was said to the visitor.
    """
    expect(lead_message).at("/sender").same_as_sent()


@sender.broken_by
def takes_every_message_for_the_assistants(answer: Answer) -> None:
    answer["sender"] = "assistant"


@lead.must("LEAD-06", PAGE)
def chat_id(lead_message: Accepted) -> None:
    """The answer's chat_id is the one that was sent.

    A lead that lands in another conversation is lost in this one and wrong in that one.
    """
    expect(lead_message).at("/chat_id").same_as_sent()


@chat_id.broken_by
def opens_a_chat_for_each_lead(answer: Answer) -> None:
    answer["chat_id"] = "chat_of_its_own"


@lead.must("LEAD-07", PAGE)
def metadata_values(lead_message: Accepted) -> None:
    """Every other metadata value that comes back is the one sent, of its type, at any depth.

    What a form collected is data for other systems; a changed value is a wrong one. The markers
    `form_type` and `lead_collected` are judged by themselves.
    """
    expect(lead_message).at("/metadata").keeps_what_was_sent(apart_from=MARKERS)


@metadata_values.broken_by
def keeps_metadata_as_text(answer: Answer) -> None:
    change_metadata(answer, str)


@metadata_values.broken_by
def guesses_types_of_metadata(answer: Answer) -> None:
    change_metadata(answer, lambda value: 50 if value == "50" else value)


@metadata_values.broken_by
def keeps_metadata_as_floats_of_four_bytes(answer: Answer) -> None:
    change_metadata(answer, lambda value: 9007199254740992 if value == 2**53 - 1 else value)


@metadata_values.broken_by
def drops_what_is_empty_from_lists(answer: Answer) -> None:
    change_metadata(
        answer, lambda value: [each for each in value if each] if isinstance(value, list) else value
    )


@metadata_values.broken_by
def trims_metadata(answer: Answer) -> None:
    change_metadata(answer, lambda value: value.strip() if isinstance(value, str) else value)


@lead.should("LEAD-08", PAGE)
def metadata_keys(lead_message: Accepted) -> None:
    """All the metadata that was sent comes back, beyond `form_type` and `lead_collected` too.

    What the caller can't see kept, it has to keep for itself.
    """
    expect(lead_message).at("/metadata").returns_all_that_was_sent(apart_from=MARKERS)


@metadata_keys.broken_by
def returns_the_markers_alone(answer: Answer) -> None:
    sent = answer.sent["metadata"]
    answer["metadata"] = {name: sent[name] for name in ("form_type", "lead_collected")}


@metadata_keys.broken_by
def lowers_the_case_of_keys(answer: Answer) -> None:
    kept = {key: value for key, value in answer["metadata"].items() if key.lower() == key}
    answer["metadata"] = kept


@lead.should("LEAD-09", REFERENCE)
def status(lead_message: Accepted) -> None:
    """A lead message is answered with the status 200.

    Clients that were written from the reference may check for this one.
    """
    expect(lead_message).status(200)


@status.broken_by
def answers_201(answer: Answer) -> None:
    answer.status = 201
