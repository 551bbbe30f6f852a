"""What a faulty server takes note of: everything that was accepted."""

from __future__ import annotations

from conformance.sabotage.call import READING, Call
from conformance.sabotage.memory import Chat, Message


def remember(call: Call) -> None:
    """Take note of a call that was accepted."""
    if call.answer.status != 200:
        return
    if call.operation == "new-chat":
        chats = call.memory.chats
        chats[call.answer.json["chat_id"]] = Chat(call.caller, call.members, call.agent)
    elif (chat := call.chat) is None:
        return
    elif call.operation == "new-message":
        message_id = call.answer.json["message_id"]
        chat.messages.append(Message(message_id, call.text("sender"), call.text("content")))
    elif call.operation == "email-handoff":
        chat.handoffs.append((call.answer.json["handoff_id"], len(chat.messages)))
    elif call.operation == READING:
        chat.readings += 1
