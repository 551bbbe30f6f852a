"""Faults in how metadata is kept: one type, one kind of key or number, in one kind of place."""

from __future__ import annotations

from typing import Any

from conformance.reference.faults import changes
from conformance.reference.faults.behaviour import fails, refuses, rewrites_metadata
from conformance.reference.faults.fault import Fault, Hook
from conformance.reference.faults.walk import Holders, has
from conformance.sabotage.call import Call


def _overwrites(key: str, of_answer: str) -> Hook:
    """Puts a member of the answer in the place of the metadata's."""

    def after(call: Call) -> None:
        if call.answer.status == 200 and key in call.metadata:
            value = call.answer.json
            value["metadata"][key] = value[of_answer]
            call.answer.json = value

    return after


OF_MESSAGES = (
    Fault(
        "metadata-nested-null-lost",
        "Drops null from arrays that lie within another array or object of the metadata.",
        "new-message",
        rewrites_metadata(changes.lists(changes.without_nested_nulls)),
    ),
    Fault(
        "metadata-deep-integer-as-text",
        "Turns integers in objects at the third depth of the metadata, and below, into texts.",
        "new-message",
        rewrites_metadata(changes.numbers(changes.deep_integer_as_text)),
    ),
    Fault(
        "metadata-integer-wraps",
        "Wraps integers from 2^31 to 2^32 - 1 around to negative ones.",
        "new-message",
        rewrites_metadata(changes.numbers(changes.wrapped)),
    ),
    Fault(
        "metadata-nested-boolean-as-number",
        "Turns booleans in arrays that lie within another array or object into 0 and 1.",
        "new-message",
        rewrites_metadata(changes.nested_boolean_as_number),
    ),
    Fault(
        "metadata-nested-empty-object-as-null",
        "Turns an empty object that is an object's member into null.",
        "new-message",
        rewrites_metadata(changes.nested_empty_object_as_null),
    ),
    Fault(
        "metadata-nested-keys-lowered",
        "Writes the keys of objects within the metadata in lower case.",
        "new-message",
        rewrites_metadata(changes.keys(str.lower)),
    ),
    Fault(
        "metadata-nested-dashes-replaced",
        "Replaces dashes by underscores in the keys of objects within the metadata.",
        "new-message",
        rewrites_metadata(changes.keys(lambda key: key.replace("-", "_"))),
    ),
    Fault(
        "metadata-fifth-object-as-text",
        "Turns an object that lies within four others, with no array between, into a text.",
        "new-message",
        rewrites_metadata(changes.fifth_object_as_text),
    ),
    Fault(
        "metadata-listed-digits-as-number",
        "Turns texts of digits in arrays into numbers.",
        "new-message",
        rewrites_metadata(changes.texts(changes.listed_digits_as_number)),
    ),
    Fault(
        "metadata-negative-fraction-truncated",
        "Cuts the fraction off negative numbers.",
        "new-message",
        rewrites_metadata(changes.numbers(changes.truncated)),
    ),
    Fault(
        "metadata-tiny-number-as-zero",
        "Turns numbers nearer to zero than 0.0001 into zero.",
        "new-message",
        rewrites_metadata(changes.numbers(changes.underflown)),
    ),
    Fault(
        "metadata-date-as-moment",
        "Turns a text that is a date into a moment at midnight.",
        "new-message",
        rewrites_metadata(changes.texts(changes.moment)),
    ),
    Fault(
        "metadata-id-overwritten",
        "Overwrites a metadata key `id` with the message's own id.",
        "new-message",
        after=_overwrites("id", "message_id"),
    ),
)

OF_CHATS = (
    Fault(
        "metadata-nested-true-as-boolean",
        "Turns the texts true and false within arrays and objects of the metadata into booleans.",
        "new-chat",
        rewrites_metadata(changes.texts(changes.nested_true_as_boolean)),
    ),
    Fault(
        "metadata-null-text-as-null",
        "Turns the text null in the metadata into null.",
        "new-chat",
        rewrites_metadata(changes.texts(lambda value, _: None if value == "null" else value)),
    ),
    Fault(
        "metadata-array-of-one-unwrapped",
        "Turns an array of one value into the value.",
        "new-chat",
        rewrites_metadata(changes.lists(changes.unwrapped)),
    ),
    Fault(
        "metadata-created-at-overwritten",
        "Overwrites a metadata key `created_at` with the chat's own.",
        "new-chat",
        after=_overwrites("created_at", "created_at"),
    ),
    Fault(
        "metadata-of-many-keys-refused",
        "Refuses metadata with more than 30 keys.",
        "new-chat",
        refuses(lambda call: len(call.metadata) > 30),
    ),
)


def _chat_id_leaks(call: Call) -> None:
    if call.answer.status == 200 and isinstance(call.metadata.get("chat_id"), str):
        call.answer.json = {**call.answer.json, "chat_id": call.metadata["chat_id"]}


def _negative(value: Any, _holders: Holders) -> bool:
    return isinstance(value, int | float) and value < 0


def _array_in_array(value: Any, holders: Holders) -> bool:
    return isinstance(value, list) and holders[-1:] == (list,)


OF_HANDOFFS = (
    Fault(
        "handoff-metadata-with-negative-number-fails",
        "Fails at metadata with a number below zero.",
        "email-handoff",
        fails(lambda call: has(call.metadata, _negative)),
    ),
    Fault(
        "handoff-metadata-with-false-fails",
        "Fails at metadata with a false in it.",
        "email-handoff",
        fails(lambda call: has(call.metadata, lambda value, _: value is False)),
    ),
    Fault(
        "handoff-metadata-five-deep-fails",
        "Fails at metadata with a value that lies within five others.",
        "email-handoff",
        fails(lambda call: has(call.metadata, lambda _, holders: len(holders) > 4)),
    ),
    Fault(
        "handoff-chat-id-of-the-metadata",
        "Answers with the chat_id of the metadata if it has one.",
        "email-handoff",
        after=_chat_id_leaks,
    ),
)

OF_QUESTIONS = (
    Fault(
        "question-metadata-array-in-array-fails",
        "Fails at metadata with an array within an array.",
        "external/agent",
        fails(lambda call: has(call.metadata, _array_in_array)),
    ),
)
