"""Old addresses that are opened: bookmarks and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect, written
from conformance.flows.legacy_redirects.flow import (
    MOST_HOPS,
    NAMESPACE,
    OLD,
    PAGE,
    REDIRECTS,
    Redirected,
    Whatever,
    flow,
    is_old,
    lead_to,
    leads,
    next_place,
    same_origin,
)
from conformance.resources import fixture, variations
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import ours

QUERY = "source=old%20bookmark&n=1"
REFRESH = re.compile(rb"<meta[^<>]+http-equiv\s*=\s*[\"']?refresh", re.IGNORECASE)


@flow.scenario(smoke=True, vary=variations("old-paths"))
def bookmark(session: Session, old: dict[str, str]) -> None:
    """An old address is opened and followed, and opened without a credential."""
    reply = session.visit("old_path", "GET", f"{old['path']}?{QUERY}")
    for _ in range(MOST_HOPS):
        reply = session.visit("hops", "GET", next_place(session, reply))
        response = reply.exchange.response
        if response is None or response.status not in REDIRECTS:
            break
    session.visit("without_credential", "GET", old["path"], agent=None)


@bookmark.must("LEG-01", PAGE)
def redirects(old_path: Answered) -> None:
    """A known old address is answered with a redirect: 301, 302, 307 or 308.

    A site-wide redirect keeps old bookmarks working.
    """
    expect(old_path).status(*REDIRECTS)
    expect(old_path).header("Location").is_there()


@redirects.broken_by(also={"LEG-02", "LEG-03", "LEG-04", "LEG-05", "LEG-06", "LEG-08"})
def has_forgotten_the_old_addresses(answer: Answer) -> None:
    answer.refuse(404)


@redirects.broken_by(also={"LEG-02", "LEG-03", "LEG-04", "LEG-05", "LEG-06", "LEG-08"})
def says_on_a_page_that_it_has_moved(answer: Answer) -> None:
    answer.status, answer.body = 200, b"<p>We have moved.</p>"


@redirects.broken_by(also={"LEG-02", "LEG-03", "LEG-04", "LEG-05", "LEG-06", "LEG-08"})
def redirects_to_nowhere(answer: Answer) -> None:
    answer.set_header("Location", None)


@redirects.broken_by
def looks_old_addresses_up_with_their_query(call: Call) -> Iterator[None]:
    yield
    if is_old(call) and call.scope["query_string"]:
        call.answer.become(404)
        call.answer.set_header(b"location", None)


@bookmark.must("LEG-02", PAGE)
def to_the_namespace(old_path: Redirected, hops: list[Whatever]) -> None:
    """An old address leads into `/external/message/` on the same origin.

    Anywhere else there is nothing that could do what the old address did. Where there are several
    hops, it is the last one that has to get there.
    """
    redirects = [old_path, *(hop for hop in hops if hop.status in REDIRECTS)]
    expected = f"an address below {NAMESPACE} on the same origin"
    for redirect in redirects:
        found = leads(redirect.exchange)
        inside = found is not None and NAMESPACE in f"{found.path}/"
        holds = same_origin(redirect.exchange) and (inside or redirect is not redirects[-1])
        location = written(redirect.header("Location"))
        expect(redirect).that(holds, "header:Location", expected, location)


@to_the_namespace.broken_by
def sends_everyone_to_the_start_page(answer: Answer) -> None:
    answer.set_header("Location", f"/?{QUERY}")


@to_the_namespace.broken_by
def sends_everyone_to_another_host(answer: Answer) -> None:
    location = f"https://www.example.com/external/message/new-message?{QUERY}"
    answer.set_header("Location", location)


@to_the_namespace.broken_by(also={"LEG-12"})
def leaves_tools_out_of_the_path_and_all_else_as_it_was(call: Call) -> Iterator[None]:
    yield
    if is_old(call):
        lead_to(call, call.scope["raw_path"].decode("ascii").replace("/tools/", "/", 1))


@bookmark.should("LEG-03", PAGE)
def permanent(old_path: Redirected) -> None:
    """The redirect of an old address is permanent: 301 or 308.

    The old addresses don't come back, and clients may remember that.
    """
    expect(old_path).status(301, 308)


@permanent.broken_by
def redirects_for_now(answer: Answer) -> None:
    answer.status = 302


@bookmark.should("LEG-04", PAGE)
def one_hop(hops: list[Answered], old_path: Redirected) -> None:
    """An old address leads to its new one in one hop.

    Each further hop costs a round trip, and some clients follow only one.
    """
    first = hops[0]
    expect(first).that(first.status not in REDIRECTS, "status", "no further redirect")


@one_hop.broken_by
def moves_once_more(answer: Answer) -> None:
    moved = "/external/message/v4/new-message"
    if moved not in answer.exchange.request.url:
        answer.become(answer.others["old_path"])
        answer.set_header("Location", moved)


@one_hop.broken_by(also={"LEG-05"})
def redirects_on_and_on(answer: Answer) -> None:
    answer.become(answer.others["old_path"])


@one_hop.broken_by
def appends_a_slash_before_it_redirects(call: Call) -> Iterator[None]:
    yield
    if is_old(call) and not call.scope["path"].endswith("/"):
        lead_to(call, call.scope["raw_path"].decode("ascii") + "/")


@bookmark.must("LEG-05", PAGE, within={"LEG-04"})
def no_loop(hops: list[Answered], old_path: Redirected) -> None:
    """Following an old address ends at something that is no redirect.

    A loop keeps a client busy until it gives up.
    """
    last = hops[-1]
    further = leads(last.exchange) if last.status in REDIRECTS else None
    been = {urlsplit(hop.exchange.request.url) for hop in hops}
    endless = further is not None and (len(hops) >= MOST_HOPS or further in been)
    expect(last).that(not endless, "status", f"an end after {MOST_HOPS} hops")


@no_loop.broken_by(also={"LEG-04"})
def redirects_in_a_loop(answer: Answer) -> None:
    answer.become(answer.others["old_path"])


@no_loop.broken_by
def appends_a_slash_and_takes_it_away_again(call: Call) -> Iterator[None]:
    yield
    if is_old(call):
        path = call.scope["raw_path"].decode("ascii")
        lead_to(call, path[:-1] if path.endswith("/") else f"{path}/")


@bookmark.should("LEG-06", PAGE)
def keeps_the_query(old_path: Redirected) -> None:
    """The redirect of an old address keeps the query string.

    Old forms say in it where their visitors came from.
    """
    found = leads(old_path.exchange)
    came = parse_qs(found.query) if found else {}
    kept = parse_qs(QUERY).items() <= came.items()
    location = written(old_path.header("Location"))
    expect(old_path).that(kept, "header:Location", f"an address with {QUERY}", location)


@keeps_the_query.broken_by
def drops_the_query(answer: Answer) -> None:
    answer.set_header("Location", answer.header("Location").partition("?")[0])


@keeps_the_query.broken_by
def redirects_to_what_stands_in_its_table(call: Call) -> Iterator[None]:
    yield
    if is_old(call) and call.scope["query_string"]:
        call.answer.set_header(b"location", b"/external/message/new-message")


@bookmark.must("LEG-07", PAGE)
def no_refresh(old_path: Answered) -> None:
    """No page that refreshes itself stands in for the redirect.

    Only browsers follow one; programs see a success and go no further.
    """
    expect(old_path).that(
        old_path.header("Refresh") is None, "header:Refresh", "no such header", "one"
    )
    found = REFRESH.search(old_path.body)
    expect(old_path).that(found is None, "", "no page that refreshes itself", "one")


@no_refresh.broken_by(also={"LEG-01", "LEG-02", "LEG-03", "LEG-04", "LEG-05", "LEG-06", "LEG-08"})
def serves_a_page_that_refreshes(answer: Answer) -> None:
    answer.status = 200
    answer.body = b'<meta http-equiv="refresh" content="0; url=/external/message/new-message">'


@no_refresh.broken_by
def asks_to_refresh_in_a_header(answer: Answer) -> None:
    answer.set_header("Refresh", "0; url=/external/message/new-message")


@bookmark.should("LEG-08", PAGE)
def for_everyone(without_credential: Answered, old_path: Redirected) -> None:
    """An old address leads on without a credential too.

    A bookmark carries none; it is the new address that asks for one.
    """
    expect(without_credential).status(*REDIRECTS)


@for_everyone.broken_by
def asks_for_a_credential_first(answer: Answer) -> None:
    answer.refuse(401)
    answer.set_header("WWW-Authenticate", "Bearer")


@for_everyone.broken_by
def looks_at_credentials_before_it_redirects(call: Call) -> Iterator[None]:
    yield
    if is_old(call) and call.agent is None:
        call.answer.become(401)
        call.answer.set_header(b"www-authenticate", b"Bearer")


@flow.scenario()
def other_addresses(session: Session) -> None:
    """Addresses below `/external/tools/` that nobody has listed."""
    for path in fixture("old-paths-unlisted"):
        session.visit("other_path", "GET", path)
    session.call("control", "new-message", session.message_body(session.chat))


@other_addresses.should("LEG-09", ours("the page calls the redirect site-wide"))
def other_addresses_too(other_path: list[Answered], control: Accepted) -> None:
    """Any other address below `/external/tools/` redirects too.

    Site-wide means that nobody has to know which of them were once in use.
    """
    for answer in other_path:
        expect(answer).status(*REDIRECTS)


@other_addresses_too.broken_by
def knows_a_list_of_old_addresses(answer: Answer) -> None:
    answer.refuse(404)


@other_addresses_too.broken_by
def looks_old_addresses_up_in_a_list(call: Call) -> Iterator[None]:
    yield
    known = {f"{OLD}/{name}" for name in ("lead-form", "appointment", "email-handoff")}
    if is_old(call) and call.scope["path"] not in known:
        call.answer.become(404)
        call.answer.set_header(b"location", None)
