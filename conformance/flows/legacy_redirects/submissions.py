"""Old addresses that are posted to: forms that nobody has changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.drive.reply import Missing
from conformance.drive.session import Session
from conformance.evidence import Answered
from conformance.expectation import expect
from conformance.flows.legacy_redirects.flow import (
    MOST_HOPS,
    PAGE,
    Redirected,
    flow,
    is_old,
    lead_to,
    next_place,
)
from conformance.resources import variations
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import rfc


@flow.scenario(vary=variations("old-paths"))
def submission(session: Session, old: dict[str, str]) -> None:
    """A valid body is posted to an old address, and to where that leads."""
    body = _body(session, old["operation"])
    bookmark = session.visit("bookmark", "GET", old["path"])
    posted = session.visit("old_post", "POST", old["path"], body)
    place = next_place(session, posted)
    if isinstance(place, Missing):
        place = next_place(session, bookmark)
    for _ in range(MOST_HOPS):
        place = next_place(session, session.visit("followed", "POST", place, body))
        if isinstance(place, Missing):
            break


def _body(session: Session, operation: str) -> dict[str, Any]:
    if operation == "email-handoff":
        return session.handoff_body(session.open_chat())
    metadata = {"form_type": "lead_capture", "lead_collected": True}
    return session.message_body(session.chat, metadata=metadata)


@submission.must("LEG-10", PAGE, within={"LEG-11"})
def not_gone(old_post: Answered, bookmark: Redirected) -> None:
    """A post to a known old address is not answered 404.

    A form that was forgotten somewhere would lose its leads without a trace.
    """
    expect(old_post).that(old_post.status != 404, "status", "a redirect")


@not_gone.broken_by(also={"LEG-11"})
def redirects_bookmarks_only(answer: Answer) -> None:
    answer.refuse(404)


@not_gone.broken_by
def redirects_what_can_be_opened_only(call: Call) -> Iterator[None]:
    yield
    if is_old(call) and call.scope["method"] not in {"GET", "HEAD"}:
        call.answer.become(404)
        call.answer.set_header(b"location", None)


@submission.should("LEG-11", rfc(9110, "15.4.8"))
def keeps_method_and_body(old_post: Answered, bookmark: Redirected) -> None:
    """A post to a known old address is answered 307 or 308.

    After these a client sends method and body again; after others it may make a GET of it.
    """
    expect(old_post).status(307, 308)


@keeps_method_and_body.broken_by
def makes_a_get_of_a_post(answer: Answer) -> None:
    answer.status = 303


@keeps_method_and_body.broken_by
def redirects_with_the_status_its_framework_takes(call: Call) -> Iterator[None]:
    yield
    if is_old(call):
        call.answer.status = 302


@submission.must("LEG-12", PAGE)
def does_its_work(followed: list[Answered], bookmark: Redirected) -> None:
    """A valid body that is posted to where an old address leads is accepted there.

    A redirect that leads to an operation for something else keeps no form working.
    """
    expect(followed[-1]).succeeds()
    expect(followed[-1]).at("/chat_id").same_as_sent()


@does_its_work.broken_by
def leads_all_forms_to_one_operation(answer: Answer) -> None:
    if "customer_email" in answer.sent:
        answer.refuse(422)


@does_its_work.broken_by
def leads_to_an_address_that_takes_no_posts(answer: Answer) -> None:
    answer.refuse(405)
    answer.set_header("Allow", "GET")


@does_its_work.broken_by
def leads_every_old_address_to_one_operation(call: Call) -> Iterator[None]:
    yield
    if is_old(call) and call.scope["path"].endswith("/email-handoff"):
        lead_to(call, "/external/message/new-message")
