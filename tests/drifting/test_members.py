"""Members of requests and answers, in the contract itself."""

from __future__ import annotations

from typing import Any

from conformance.drift.differing import Effect

from .builders import NEW_MESSAGE, at, changed, contract, differences, kinds, telling

CORE, MESSAGE = "/components/schemas/MessageCore", "/components/schemas/Message"
CHAT = "/components/schemas/ChatBase"


def test_a_member_that_a_request_needs_more_or_no_more() -> None:
    found = telling(differences(changed(CORE, required=["chat_id", "sender", "content", "tenant"])))
    assert kinds(found) == {("request-member-added", "breaking")}
    assert found[0].subject == "request /tenant"
    assert found[0].operation == f"POST {NEW_MESSAGE}"
    assert found[0].theirs == f"{CORE}/required/3"
    found = telling(differences(changed(CORE, required=["chat_id", "sender"])))
    assert kinds(found) == {("request-required-removed", "widening")}


def test_a_member_that_a_request_may_have() -> None:
    document = contract()
    at(document, f"{CORE}/properties")["priority"] = {"type": "string"}
    assert kinds(differences(document)) == {("request-member-added", "widening")}
    document = contract()
    del at(document, f"{CORE}/properties")["metadata"]
    assert kinds(differences(document)) == {("request-member-removed", "breaking")}
    # A document that names nothing at all takes anything.
    document = changed(CORE, properties=None, required=None)
    assert Effect.BREAKING not in {one.effect for one in differences(document)}


def test_a_value_that_a_request_may_have_no_more() -> None:
    document = changed(f"{CORE}/properties/sender", enum=["user"])
    (found,) = differences(document)
    assert (found.kind, found.effect) == ("request-values-tightened", Effect.BREAKING)
    assert (found.was, found.now) == ('["\\"user\\"", "\\"assistant\\""]', '["\\"user\\""]')
    assert found.ours == found.theirs == f"{CORE}/properties/sender/enum"
    assert '"assistant"' in found.why


def test_a_request_that_means_something_else_where_a_member_is_left_out() -> None:
    place = f"{CHAT}/properties/ai_enabled"
    assert kinds(differences(changed(place, default=False))) == {
        ("request-default-changed", "breaking")
    }
    assert kinds(differences(changed(place, default=None))) == {
        ("request-default-removed", "breaking")
    }
    place = f"{CHAT}/properties/client_id"
    assert kinds(differences(changed(place, default="web"))) == {
        ("request-default-added", "widening")
    }


def _without(name: str) -> dict[str, Any]:
    document = contract()
    schema = at(document, MESSAGE)
    del schema["properties"][name]
    schema["required"] = [each for each in schema["required"] if each != name]
    return document


def test_a_member_that_answers_have_no_more() -> None:
    found = telling(differences(_without("created_at")))
    assert kinds(found) == {("answer-member-removed", "breaking")}
    # Of the message, and of each in a transcript.
    assert [one.subject for one in found] == ["answer 200 /created_at", "answer 200 /*/created_at"]
    document = changed(MESSAGE, required=["message_id", "chat_id", "sender", "content"])
    assert kinds(differences(document)) == {("answer-required-removed", "breaking")}


def test_a_member_that_answers_may_leave_out_is_only_missed_where_it_was_sent() -> None:
    found = {one.subject: one.effect for one in differences(_without("metadata"))}
    assert found == {
        "answer 200 /metadata": Effect.BREAKING,
        "answer 200 /*/metadata": Effect.COSMETIC,
    }
    document = contract()
    del at(document, "/components/schemas/Chat/properties")["status"]
    assert kinds(differences(document)) == {("answer-member-removed", "cosmetic")}


def test_a_member_that_answers_have_too() -> None:
    document = contract()
    at(document, f"{MESSAGE}/properties")["edited"] = {"type": "boolean"}
    assert kinds(differences(document)) == {("answer-member-added", "widening")}


def test_answers_that_may_be_null_or_something_else() -> None:
    found = differences(changed(f"{MESSAGE}/properties/content", type=["string", "null"]))
    assert kinds(found) == {("answer-type-loosened", "breaking")}
    found = differences(changed(f"{MESSAGE}/properties/content", type="integer"))
    assert kinds(found) == {("answer-type-changed", "breaking")}
    found = differences(changed("/components/schemas/HandoffReceipt/properties/status", const=None))
    assert kinds(found) == {("answer-values-loosened", "breaking")}


def test_metadata_that_may_not_hold_anything() -> None:
    text = {"additionalProperties": {"type": "string"}}
    found = telling(differences(changed("/components/schemas/Metadata", **text)))
    assert kinds(found) == {("request-type-tightened", "breaking")}
    assert {one.subject for one in found} == {"request /metadata/*"}
