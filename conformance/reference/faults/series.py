"""Faults that no single request shows, only a series of them."""

from __future__ import annotations

from conformance.reference.faults.fault import Fault
from conformance.sabotage.call import READING, Call


def _third_message(call: Call) -> None:
    chat = call.chat
    if chat is not None and chat.asked.get("lead_collected") is True and len(chat.messages) == 2:
        call.replace(content=chat.messages[0].content)


def _same_text_of_the_other(call: Call) -> None:
    if call.answer.status != 200 or call.chat is None or not call.chat.messages:
        return
    last = call.chat.messages[-1]
    if last.content == call.text("content") and last.sender != call.text("sender"):
        call.answer.json = {**call.answer.json, "message_id": last.message_id}


def _astray_after_handoff(call: Call) -> None:
    chat, others = call.chat, [one for one in call.earlier_chats if one != call.chat_id]
    if chat is not None and chat.handoffs and others and call.text("sender") == "assistant":
        call.replace(chat_id=others[-1])


def _as_if_not_astray(call: Call) -> None:
    if call.answer.status == 200 and call.answer.json["chat_id"] != call.chat_id:
        call.answer.json = {**call.answer.json, "chat_id": call.chat_id}


def _same_chat_again(call: Call) -> None:
    flags = {"ai_enabled": False, "lead_collected": True}
    if call.answer.status != 200 or not flags.items() <= call.members.items():
        return
    alike = [
        one for one in call.earlier_chats if flags.items() <= call.memory.chats[one].asked.items()
    ]
    if alike:
        call.answer.json = {**call.answer.json, "chat_id": alike[-1]}


def _same_handoff_again(call: Call) -> None:
    chat = call.chat
    if call.answer.status == 200 and chat is not None and chat.handoffs:
        handoff_id, messages = chat.handoffs[-1]
        if len(chat.messages) > messages:
            call.answer.json = {**call.answer.json, "handoff_id": handoff_id}


def _emptied_by_second_handoff(call: Call) -> None:
    chat = call.chat
    if call.answer.status == 200 and chat is not None and len(chat.handoffs) > 1:
        call.answer.json = call.answer.json[chat.handoffs[0][1] :]


def _last_one_twice(call: Call) -> None:
    chat = call.chat
    if call.answer.status == 200 and chat is not None and chat.readings:
        messages = call.answer.json
        if 0 < len(messages) < 4:
            call.answer.json = [*messages, messages[-1]]


def _newest_first(call: Call) -> None:
    chat = call.chat
    if call.answer.status == 200 and chat is not None and chat.handoffs:
        said_since = len(chat.messages) > chat.handoffs[-1][1]
        if said_since and len(chat.messages) < 9:
            call.answer.json = call.answer.json[::-1]


def _open_to_all_after_handoff(call: Call) -> None:
    chat = call.chat
    if chat is None or call.caller == chat.owner:
        return
    if chat.handoffs and call.earlier_chats:
        kept = [pair for pair in call.scope["headers"] if pair not in call.caller.headers]
        call.scope["headers"] = [*kept, *chat.owner.headers]
        call.scope["query_string"] = chat.owner.query


SERIES = (
    Fault(
        "third-message-repeats-the-first",
        "Keeps the first message's content for the third in a chat with lead_collected true.",
        "new-message",
        _third_message,
    ),
    Fault(
        "same-text-of-the-other-shares-its-id",
        "Gives a message the id of the one before it, if the other sender said the same.",
        "new-message",
        after=_same_text_of_the_other,
    ),
    Fault(
        "assistant-astray-after-handoff",
        "After a handoff, puts the assistant's messages into another chat of the caller.",
        "new-message",
        _astray_after_handoff,
        _as_if_not_astray,
    ),
    Fault(
        "chat-opened-once-for-all-leads",
        "Opens only one chat for all that have ai_enabled false and lead_collected true.",
        "new-chat",
        after=_same_chat_again,
    ),
    Fault(
        "second-handoff-shares-the-first-id",
        "Gives a handoff the id of the one before it, if a message was said in between.",
        "email-handoff",
        after=_same_handoff_again,
    ),
    Fault(
        "second-handoff-empties-the-transcript",
        "After a second handoff, shows only what was said since the first.",
        READING,
        after=_emptied_by_second_handoff,
    ),
    Fault(
        "second-reading-doubles-the-last",
        "Shows the last message twice when a transcript of one to three is read again.",
        READING,
        after=_last_one_twice,
    ),
    Fault(
        "newest-first-after-handoff",
        "Shows up to eight messages newest first once one was said after a handoff.",
        READING,
        after=_newest_first,
    ),
    Fault(
        "open-to-all-after-handoff",
        "Lets every agent that has a chat read any that was handed off.",
        READING,
        _open_to_all_after_handoff,
    ),
)
