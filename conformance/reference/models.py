"""The contract's schemas, as strict models.

Strict: a boolean is a boolean and a string a string; nothing is converted. Members that a
request model doesn't name are ignored, as the contract leaves objects open.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

Sender = Literal["user", "assistant"]
Metadata = dict[str, Any]
Id = Annotated[str, Field(min_length=1)]
Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Text = Annotated[str, Field(min_length=1)]

# Dot-separated atoms, then a host name. Reserved domains such as `.test` and single labels
# are as good as any: conformance traffic uses nothing else.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(
    rf"(?=.{{3,254}}\Z)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*"
)


def _email(text: str) -> str:
    if _EMAIL.fullmatch(text) is None:
        raise ValueError("must be an email address")
    return text


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class ChatBase(_Strict):
    """Asks for a new chat."""

    client_id: str
    ai_enabled: bool = True
    lead_collected: bool = False
    metadata: Metadata | None = None


class MessageCore(_Strict):
    """Asks for a message to be appended to a chat."""

    chat_id: str
    sender: Sender
    content: str
    metadata: Metadata | None = None


class EmailHandoff(_Strict):
    """Asks for a human to take a chat over by email.

    What is optional may be left out but not be null: only `MessageCore` and `ChatBase` are
    said to take a null `metadata`.
    """

    chat_id: str
    customer_email: Annotated[
        str, AfterValidator(_email), WithJsonSchema({"type": "string", "format": "email"})
    ]
    reason: str = ""
    context: str = ""
    metadata: Metadata = {}


class AgentCall(_Strict):
    """Asks the agent to answer in a chat."""

    chat_id: str
    content: str
    metadata: Metadata = {}


class Chat(_Strict):
    """A chat as it was opened."""

    chat_id: Id
    client_id: str
    agent_id: Id
    ai_enabled: bool
    lead_collected: bool
    metadata: Metadata
    created_at: Moment


class Message(_Strict):
    """A message as it was stored; `created_at` is RFC 3339 in UTC."""

    message_id: Id
    chat_id: Id
    sender: Sender
    content: str
    created_at: Moment
    metadata: Metadata


class HandoffReceipt(_Strict):
    """A handoff that waits for a human."""

    handoff_id: Id
    status: Literal["queued"]
    chat_id: Id


class AgentReply(_Strict):
    """The agent's reply; `message_id` is the reply's own place in the transcript."""

    agent_id: Id
    chat_id: Id
    response: str
    message_id: Id
    timestamp: Moment
    metadata: Metadata


class Problem(BaseModel):
    """An error answer (RFC 9457, `application/problem+json`)."""

    type: str
    title: Text
    status: int
    detail: Text
