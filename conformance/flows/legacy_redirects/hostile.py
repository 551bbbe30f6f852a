"""Old addresses that are made to lead astray."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.drive.session import Session
from conformance.evidence import Answered, Evidence
from conformance.expectation import expect, written
from conformance.flows.legacy_redirects.flow import (
    NAMESPACE,
    OLD,
    Redirected,
    flow,
    is_old,
    lead_to,
    same_origin,
)
from conformance.resources import fixture
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import ours, rfc

ELSEWHERE = "evil.example"


@flow.scenario()
def astray(session: Session) -> None:
    """Addresses below the old ones, and a header, that name another host."""
    known = next(iter(fixture("old-paths").values()))["path"]
    session.visit("old_path", "GET", known)
    for path in fixture("old-paths-hostile"):
        session.visit("hostile", "GET", path)
    headers = (("X-Forwarded-Host", ELSEWHERE),)
    session.visit("forwarded", "GET", known, headers=headers)


def _stays(answer: Evidence) -> None:
    location = answer.header("Location")
    stays = location is None or same_origin(answer.exchange)
    expect(answer).that(
        stays, "header:Location", "an address on the same origin", written(location)
    )


@astray.must("LEG-13", rfc(9110, "17.1"))
def stays_at_home(hostile: list[Answered], old_path: Redirected) -> None:
    """No address below the old ones leads to another origin, however it is written.

    An open redirect lends the API's good name to whoever makes the link.
    """
    for answer in hostile:
        _stays(answer)


@stays_at_home.broken_by
def puts_the_rest_of_the_path_into_location(answer: Answer) -> None:
    path = answer.exchange.request.url.partition("/external/tools")[2]
    if path.startswith("//"):
        answer.status = 302
        answer.set_header("Location", path)


@stays_at_home.broken_by
def decodes_the_path_into_location(answer: Answer) -> None:
    if "%5C" in answer.exchange.request.url:
        answer.status = 302
        answer.set_header("Location", f"/\\{ELSEWHERE}")


@stays_at_home.broken_by
def follows_what_stands_behind_the_old_prefix(call: Call) -> Iterator[None]:
    yield
    rest = call.scope["raw_path"].decode("ascii").removeprefix(OLD)
    if is_old(call) and rest.startswith("//"):
        lead_to(call, rest)


@stays_at_home.broken_by
def redirects_to_the_path_that_was_asked_for(call: Call) -> Iterator[None]:
    yield
    path = call.scope["raw_path"].decode("ascii")
    if path.endswith("/lead-form"):
        call.answer.status = 308
        lead_to(call, path.replace(f"{OLD}/lead-form", NAMESPACE + "new-message"))


@astray.should("LEG-14", ours("a proxy may be told to set it, a caller shall not"))
def is_not_told_where_it_is(forwarded: Answered, old_path: Redirected) -> None:
    """`X-Forwarded-Host` never moves the redirect to another origin.

    With a cache in between, one caller's header would become everybody's redirect.
    """
    _stays(forwarded)


@is_not_told_where_it_is.broken_by
def believes_what_a_caller_says_of_its_host(answer: Answer) -> None:
    answer.set_header("Location", f"https://{ELSEWHERE}/external/message/new-message")


@is_not_told_where_it_is.broken_by
def takes_the_host_from_what_a_proxy_would_say(call: Call) -> Iterator[None]:
    yield
    host = call.header(b"x-forwarded-host")
    if is_old(call) and host:
        lead_to(call, f"https://{host}{NAMESPACE}new-message")


@astray.should("LEG-15", rfc(9110, "5.5"))
def keeps_lines_apart(hostile: list[Answered], old_path: Redirected) -> None:
    """A line break in an old address doesn't become one among the answer's headers.

    Whoever writes headers can set cookies and split answers.
    """
    for answer in hostile:
        injected = answer.header("X-Injected")
        expect(answer).that(
            injected is None, "header:X-Injected", "no such header", written(injected)
        )


@keeps_lines_apart.broken_by
def writes_decoded_line_breaks(answer: Answer) -> None:
    if "X-Injected" in answer.exchange.request.url:
        answer.set_header("X-Injected", "yes")


@keeps_lines_apart.broken_by
def writes_a_decoded_path_among_its_headers(call: Call) -> Iterator[None]:
    yield
    for line in call.scope["path"].split("\r\n")[1:] if is_old(call) else ():
        name, _, value = line.partition(": ")
        call.answer.set_header(name.lower().encode("ascii"), value.encode("ascii"))
