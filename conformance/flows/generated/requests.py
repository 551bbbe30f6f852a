"""Generated requests: what keeps the schema is accepted, and comes back as it was sent."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from conformance.drive.casting import cast
from conformance.drive.reply import Missing
from conformance.drive.session import Session
from conformance.evidence import Answered, Evidence, IfAccepted
from conformance.expectation import Unmet, expect, find, one_finding
from conformance.flows.generated.flow import flow, kind_of
from conformance.flows.generated.sending import OPENING, WRITING, Sending, sendings
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import ours, page

SCHEMAS = page("Conversation Automations: the schemas keep request and response authoritative")
EXAMPLES = page("Append lead data to an active chat")
METADATA, FORM_TYPE = "metadata", "form_type"
MARKERS = {FORM_TYPE: "string", "lead_collected": "boolean"}
CONTROLLED = frozenset({"GEN-11", "GEN-12", "GEN-13", "GEN-14"})
"""What is shown only beside an accepted request."""


@flow.scenario(vary=sendings)
def requests(session: Session, sending: Sending) -> None:
    """A generated request is sent, after others that differ from it in one place."""
    opened: Any = Missing("the case that was to open the chat broke off")
    try:
        chat = sending.chat(session) if sending.promise is None else None
        # The valid one last, because a server may refuse to hand a chat off twice.
        for case in sending.group.invalid:
            cast(session, case, chat)
        opened = cast(session, sending.group.valid, chat).value("chat_id")
    finally:
        if sending.promise is not None:
            sending.promise.keep(opened)


def _expect_acceptance(answer: Evidence) -> None:
    with one_finding(answer.exchange.operation, "refused", answer.status):
        expected = "a success (2xx) with what the server adds to it"
        expect(answer).that(answer.accepted, "status", expected)


@requests.must("GEN-01", SCHEMAS)
def accepted(valid: Answered) -> None:
    """Every ordinary request that the contract's schema allows is accepted.

    What one caller in a thousand sends is sent by someone every day.
    """
    _expect_acceptance(valid)


@accepted.broken_by(also=CONTROLLED)
def refuses_bodies_of_certain_lengths(answer: Answer) -> None:
    if len(answer.exchange.request.body) % 3 == 0:
        answer.refuse(422)


@accepted.broken_by
def has_columns_without_the_astral_planes(call: Call) -> None:
    if any(ord(one) > 0xFFFF for one in call.text("content") + call.text("client_id")):
        call.deny(400)


@requests.must("GEN-02", EXAMPLES)
def members_as_sent(valid: IfAccepted) -> None:
    """What an answer repeats of an ordinary request comes back exactly as it was sent.

    A text that comes back changed was stored changed, and nobody will notice until it is read.
    """
    _expect_members(valid)


def _expect_members(answer: Evidence) -> None:
    """What answers repeat, but for metadata, is there as it was sent."""
    assert answer.operation is not None
    for name in sorted(answer.operation.returned - {METADATA}):
        sent = find(answer.sent, f"/{name}")
        if name in answer.sent:
            with one_finding(answer.exchange.operation, name, kind_of(sent)):
                expect(answer).at(f"/{name}").equals(sent)


@members_as_sent.broken_by
def drops_what_is_not_ascii(answer: Answer) -> None:
    if "content" in answer.json:
        answer["content"] = answer["content"].encode("ascii", "ignore").decode("ascii")


@members_as_sent.broken_by
def turns_a_flag_around(answer: Answer) -> None:
    if "ai_enabled" in answer.json:
        answer["ai_enabled"] = not answer["ai_enabled"]


@requests.must("GEN-03", EXAMPLES)
def metadata_kept(valid: IfAccepted) -> None:
    """Every metadata value that comes back of an ordinary request is the one sent, at any depth.

    Keys may be withheld; a value of another type or spelling misleads whoever reads it. What a
    message is marked by is judged by itself.
    """
    _expect_metadata(valid, apart_from=_markers(valid))


def _expect_metadata(answer: Evidence, apart_from: Collection[str] = ()) -> None:
    """What came back of metadata is what was sent."""
    if not _keeps_metadata(answer):
        return
    try:
        expect(answer).at(f"/{METADATA}").keeps_what_was_sent(apart_from)
    except Unmet as unmet:
        sent, came = (find(value, unmet.pointer) for value in (answer.sent, answer.json))
        unmet.cause = (answer.exchange.operation or "", METADATA, kind_of(sent), kind_of(came))
        raise


def _markers(answer: Evidence) -> dict[str, Any]:
    """The markers among a message's metadata that was sent, of the type that markers have."""
    if answer.operation is None or not answer.operation.goes_by(WRITING):
        return {}
    sent = {name: find(answer.sent, f"/{METADATA}/{name}") for name in MARKERS}
    return {name: value for name, value in sent.items() if kind_of(value) == MARKERS[name]}


def _keeps_metadata(answer: Evidence) -> bool:
    """Whether an answer repeats the metadata of its request: an agent's reply has its own."""
    operation = answer.operation
    repeats = operation is not None and any(operation.goes_by(name) for name in (OPENING, WRITING))
    return repeats and isinstance(find(answer.sent, f"/{METADATA}"), dict)


def _repeated(answer: Answer) -> dict[str, Any]:
    """The metadata that an answer repeats."""
    repeats = answer.exchange.request.url.endswith((OPENING, WRITING))
    return (answer.json.get(METADATA) or {}) if repeats else {}


@metadata_kept.broken_by
def turns_lists_into_objects(answer: Answer) -> None:
    for key, value in _repeated(answer).items():
        if isinstance(value, list):
            numbered = {str(number): one for number, one in enumerate(value)}
            answer[METADATA] = {**answer[METADATA], key: numbered}


@requests.must("GEN-04", EXAMPLES)
def markers_return(valid: IfAccepted) -> None:
    """A message's `form_type` and `lead_collected` come back whenever they were sent.

    Downstream automations route on them.
    """
    for name, sent in _markers(valid).items():
        with one_finding(valid.exchange.operation, name):
            expect(valid).at(f"/{METADATA}/{name}").equals(sent)


@markers_return.broken_by
def drops_the_marker_of_rare_forms(answer: Answer) -> None:
    metadata = _repeated(answer)
    marked = answer.exchange.request.url.endswith(WRITING)
    if marked and isinstance(metadata.get(FORM_TYPE), str):
        answer[METADATA] = {key: value for key, value in metadata.items() if key != FORM_TYPE}


@requests.should("GEN-05", ours("the page's answer leaves keys out"))
def metadata_complete(valid: IfAccepted) -> None:
    """All the metadata of an ordinary request comes back, beyond what a message is marked by too.

    A caller can then check what was stored without a second call.
    """
    if _keeps_metadata(valid):
        with one_finding(valid.exchange.operation, METADATA, "withheld"):
            expect(valid).at(f"/{METADATA}").returns_all_that_was_sent(_markers(valid))


@metadata_complete.broken_by
def drops_what_is_nested(answer: Answer) -> None:
    for key, value in _repeated(answer).items():
        if isinstance(value, dict):
            answer[METADATA] = {**answer[METADATA], key: {}}


@requests.should("GEN-06", ours("the schema sets no bound on texts, keys and depth"))
def unusual_accepted(unusual: Answered) -> None:
    """Requests that the schema allows but few would send are accepted too.

    Empty and very long texts, control characters, odd keys and deep nesting do occur.
    """
    _expect_acceptance(unusual)


@unusual_accepted.broken_by(also={"GEN-07"})
def refuses_what_is_odd(answer: Answer) -> None:
    answer.refuse(422)


@unusual_accepted.broken_by
def refuses_long_texts(call: Call) -> None:
    if max(map(len, map(call.text, ("content", "client_id", "reason", "context")))) > 1000:
        call.deny(422)


@requests.must("GEN-07", EXAMPLES, optional=True)
def unusual_as_sent(unusual: IfAccepted) -> None:
    """An unusual request that is accepted comes back as it was sent, metadata included.

    A server may refuse what it can't keep, but not keep something else.
    """
    _expect_members(unusual)
    _expect_metadata(unusual)


@unusual_as_sent.broken_by
def cuts_what_is_long(answer: Answer) -> None:
    for name in ("content", "client_id"):
        if name in answer.json:
            answer[name] = answer[name][:100]


@unusual_as_sent.broken_by
def stores_as_much_as_its_columns_hold(call: Call) -> None:
    for name in ("content", "client_id"):
        if len(call.text(name)) > 255:
            call.replace(**{name: call.text(name)[:255]})
