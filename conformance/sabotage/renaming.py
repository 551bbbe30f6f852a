"""Messages under other ids than the server behind gives them, wherever they are shown."""

from __future__ import annotations

from conformance.sabotage.call import READING, Call


def rename_message(call: Call, message_id: str) -> None:
    """Let the message of an accepted call have this id, also where its chat is read later.

    To be called of every call whose answer is there; one that shows no message stays as it is.
    """
    answer, names = call.answer, call.memory.notes
    if answer.status != 200:
        return
    if call.operation == "new-message":
        names[answer.json["message_id"]] = message_id
        answer.json = {**answer.json, "message_id": message_id}
    elif call.operation == READING:
        ids = [one["message_id"] for one in answer.json]
        if any(id_ in names for id_ in ids):
            shown = zip(answer.json, ids, strict=True)
            answer.json = [{**one, "message_id": names.get(id_, id_)} for one, id_ in shown]
