"""New lead chats: a conversation of its own for each submission."""

from conformance.flows.new_chat import at_once, minimal, opening  # noqa: F401 - they add to the flow
from conformance.flows.new_chat.flow import flow

__all__ = ["flow"]
