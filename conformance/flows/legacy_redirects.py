"""Legacy redirects: the old paths below `/external/tools/` lead to the new ones."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from typing import Annotated, Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urljoin, urlsplit

from conformance.capability import Capability
from conformance.drive.session import Missing, Reply, Session
from conformance.evidence import Answered, Demand, Evidence, Sent, shown
from conformance.exchange import Exchange
from conformance.expectation import expect, written
from conformance.redaction import LABEL
from conformance.requirement import Flow, page, rfc
from conformance.resources import fixture, variations
from conformance.sabotage import Answer

PAGE = page("Legacy /external/tools/*")
OLD, NEW = "/external/tools/", "/external/message/"
PATHS: dict[str, str] = fixture("legacy-paths")
KNOWN = OLD + next(iter(PATHS))
REDIRECTS = (301, 302, 307, 308)
MOST_HOPS = 5
PORTS = {"http": 80, "https": 443}
INVISIBLE = "".join(map(chr, range(0x21)))
VISIBLE = "".join(map(chr, range(0x21, 0x7F)))
TAKEN = "The old path itself took what was posted, so that there is nothing to follow."
FORWARDED = (
    (KNOWN, ("X-Forwarded-Host", "evil.example")),
    (f"{KNOWN}/", ("X-Forwarded-Host", "evil.example")),
    (KNOWN, ("Forwarded", "host=evil.example")),
)
META_REFRESH = re.compile(rb"<meta\b[^>]*http-equiv\s*=\s*[\"']?\s*refresh", re.IGNORECASE)

flow = Flow("legacy-redirects", "Legacy redirects")


def resolved(base: str, location: str) -> SplitResult:
    """Where a browser that asked for `base` goes by a `Location`; nowhere, if it makes no sense.

    Browsers drop tabs and line breaks, take backslashes for slashes, and read a host's name after
    any number of them (WHATWG URL, section 4.4), which RFC 3986 doesn't.
    """
    text = re.sub(r"[\t\r\n]", "", location).strip(INVISIBLE)
    end = re.search(r"[?#]|$", text)
    assert end is not None
    head, rest = text[: end.start()].replace("\\", "/"), text[end.start() :]
    scheme, colon, after = head.partition(":")
    if scheme.lower() not in PORTS or not colon:
        scheme, colon, after = "", "", head
    if after.startswith("//") or (scheme and scheme.lower() != urlsplit(base).scheme):
        after = f"//{after.lstrip('/')}"
    try:
        place = urlsplit(urljoin(base, scheme + colon + after + rest))
        origin(place)
    except ValueError:
        return SplitResult("", "", "", "", "")
    return place


def origin(place: SplitResult) -> tuple[str, str | None, int | None]:
    """Scheme, host and port. Raises ValueError for a port that is none."""
    return place.scheme, place.hostname, place.port or PORTS.get(place.scheme)


def destinations(exchange: Exchange) -> list[SplitResult]:
    """Where a redirect leads, for each of its `Location` headers; empty if it is no redirect."""
    response = exchange.response
    if response is None or not 300 <= response.status < 400:
        return []
    values = [value for name, value in response.headers if name.lower() == "location"]
    return [resolved(exchange.request.url, value) for value in values]


def own_origin(exchange: Exchange) -> tuple[str, str | None, int | None]:
    return origin(urlsplit(exchange.request.url))


def onward(session: Session, reply: Reply) -> str | Missing:
    """Where a redirect leads, as a target for `visit`. Other origins get nothing from us."""
    step = reply.exchange.step.replace("_", " ")
    found = destinations(reply.exchange)
    if not found:
        return Missing(f'the step "{step}" before it was answered with no redirect')
    place, base = found[0], urlsplit(session.stage.target.url)
    if origin(place) != origin(base):
        return Missing(f'the step "{step}" before it leads to another origin')
    path = place.path.removeprefix(base.path) if place.path.startswith(f"{base.path}/") else "/"
    path = path if path != "/" else place.path or "/"
    # Every visit adds the credential anew.
    carrier = session.stage.contract.carriers.get(Capability.QUERY)
    field = carrier.field if carrier else None
    pairs = [pair for pair in place.query.split("&") if pair.partition("=")[0] != field]
    query = f"?{'&'.join(pairs)}" if any(pairs) else ""
    return quote(path + query, safe=VISIBLE, encoding="latin-1", errors="replace")


def follow(session: Session, step: str, method: str, reply: Reply, body: Any = None) -> None:
    """Go where an answer leads, and on, as far as it stays on the origin; at least one step."""
    target = onward(session, reply)
    for _ in range(MOST_HOPS):
        reply = session.visit(step, method, target, body)
        target = onward(session, reply)
        if isinstance(target, Missing):
            return


def refreshes(evidence: Evidence) -> bool:
    """Whether it is a page that sends its reader elsewhere by itself."""
    return evidence.header("Refresh") is not None or bool(META_REFRESH.search(evidence.body))


def is_redirect(evidence: Evidence) -> bool:
    return evidence.status in {*REDIRECTS, 303}


def _need_redirect(evidence: Evidence) -> str | None:
    return None if is_redirect(evidence) else f"{shown(evidence)}, not with a redirect"


def _need_lead(evidence: Evidence) -> str | None:
    leads = is_redirect(evidence) or refreshes(evidence)
    return None if leads else f"{shown(evidence)}, which leads nowhere"


def _need_end(evidence: Evidence) -> str | None:
    exchange = evidence.exchange
    return None if exchange.response or exchange.unanswered == TAKEN else shown(evidence)


Redirected = Annotated[Evidence, Demand("redirected", _need_redirect)]
"""A redirect came, wherever it leads."""

Led = Annotated[Evidence, Demand("led", _need_lead)]
"""A redirect came, or a page that does the same by itself."""

Followed = Annotated[Evidence, Demand("followed", _need_end)]
"""The redirect was followed, or there was none because what was posted was taken at once."""


@flow.scenario(smoke=True, vary=tuple((name, OLD + name) for name in PATHS))
def old_bookmark(session: Session, path: str) -> None:
    """An old path is opened, and followed to where it ends."""
    follow(session, "hop", "GET", session.visit("bookmark", "GET", path))


@old_bookmark.must("LEG-01", PAGE)
def redirects(bookmark: Answered) -> None:
    """GET on an old path is answered with a redirect: 301, 302, 307 or 308.

    The old routes are gone, but bookmarks and links to them are not.
    """
    expect(bookmark).status(*REDIRECTS)


@redirects.broken_by(also={"LEG-02", "LEG-03", "LEG-04", "LEG-05", "LEG-07"})
def forgets_the_old_paths(answer: Answer) -> None:
    answer.refuse(404)


@redirects.broken_by(also={"LEG-02", "LEG-03", "LEG-04", "LEG-05", "LEG-07"})
def still_serves_the_old_path(answer: Answer) -> None:
    answer.status, answer.body = 200, b"<!doctype html><title>Lead form</title>"


@redirects.broken_by(also={"LEG-03"})
def sends_to_the_result_of_a_form(answer: Answer) -> None:
    answer.status = 303


@old_bookmark.must("LEG-02", PAGE)
def leads_into_the_namespace(bookmark: Redirected) -> None:
    """An old path redirects, on the same origin, into `/external/message/`.

    That is where everything went; another place is a dead end, another origin a stranger.
    """
    base = urlsplit(bookmark.exchange.request.url)
    prefix = base.path.partition(OLD)[0]

    def fits(location: str) -> bool:
        place = resolved(base.geturl(), location)
        path = f"{posixpath.normpath(place.path)}/"
        return origin(place) == origin(base) and path.startswith((NEW, prefix + NEW))

    expect(bookmark).header("Location").satisfies(fits, f"a place on this origin, below {NEW}")


@leads_into_the_namespace.broken_by
def leads_to_the_home_page(answer: Answer) -> None:
    answer.set_header("Location", "/")


@leads_into_the_namespace.broken_by
def leads_to_another_host(answer: Answer) -> None:
    answer.set_header("Location", f"https://www.example.com{NEW}new-message")


@leads_into_the_namespace.broken_by
def does_not_say_where_to(answer: Answer) -> None:
    answer.set_header("Location", None)


@old_bookmark.should("LEG-03", PAGE)
def for_good(bookmark: Redirected) -> None:
    """The redirect of an old path is permanent: 301 or 308.

    The routes will not come back, and only a permanent redirect lets clients remember that.
    """
    expect(bookmark).status(301, 308)


@for_good.broken_by
def redirects_for_now(answer: Answer) -> None:
    answer.status = 302


def _go_to(answer: Answer, place: str) -> None:
    answer.status = 308
    answer.set_header("Location", place)


@old_bookmark.should("LEG-04", PAGE)
def one_hop(hop: list[Answered], bookmark: Redirected) -> None:
    """An old path redirects to its end at once, in one hop.

    Each further hop takes time, and is one more place at which the request can get lost.
    """
    expect(hop[0]).that(not is_redirect(hop[0]), "status", "no further redirect")


@one_hop.broken_by
def leads_on_to_its_documentation(answer: Answer) -> None:
    _go_to(answer, "https://docs.example.com/messages")


@old_bookmark.must("LEG-05", PAGE)
def no_loop(hop: list[Answered], bookmark: Redirected) -> None:
    """The redirects of an old path come to an end, within five hops.

    A loop is an error page in every browser and a busy queue in every integration.
    """
    last = hop[-1]
    on = [
        place for place in destinations(last.exchange) if origin(place) == own_origin(last.exchange)
    ]
    where = on[0].path if on else ""
    expect(last).that(not on, "header:Location", "an end of the redirects", written(where))


@no_loop.broken_by(also={"LEG-04"})
def leads_in_a_circle(answer: Answer) -> None:
    _go_to(answer, answer.others["bookmark"].exchange.request.url)


@no_loop.broken_by(also={"LEG-04"})
def leads_to_itself(answer: Answer) -> None:
    _go_to(answer, "")


@old_bookmark.must("LEG-07", PAGE)
def no_refresh(bookmark: Led) -> None:
    """An old path never answers with a page that refreshes itself in place of a redirect.

    Only a browser that shows the page goes on from it; every other client stays behind.
    """
    expect(bookmark).that(is_redirect(bookmark), "", "a redirect, not a page with a refresh")


@no_refresh.broken_by(also={"LEG-01", "LEG-02", "LEG-03", "LEG-04", "LEG-05"})
def shows_a_page_that_moves_on(answer: Answer) -> None:
    place = answer.header("Location").encode()
    answer.status = 200
    answer.set_header("Content-Type", "text/html")
    answer.body = b'<html><meta content="0; url=%b" http-equiv="Refresh"></html>' % place


@no_refresh.broken_by(also={"LEG-01", "LEG-02", "LEG-03", "LEG-04", "LEG-05"})
def refreshes_by_a_header(answer: Answer) -> None:
    answer.status = 200
    answer.set_header("Refresh", f"0; url={answer.header('Location')}")


@flow.scenario(vary=variations("legacy-queries"))
def bookmark_with_query(session: Session, query: str) -> None:
    """An old path is opened with a query string."""
    session.visit("with_query", "GET", f"{KNOWN}?{query}")


@bookmark_with_query.should("LEG-06", PAGE)
def query_kept(with_query: Redirected) -> None:
    """The redirect of an old path keeps the query string.

    It may say where a visitor came from, or hold the token of an integration.
    """
    asked = urlsplit(with_query.exchange.request.url).query
    # A credential in the query isn't part of the bookmark.
    pairs = parse_qsl(asked, keep_blank_values=True)
    wanted = [pair for pair in pairs if not LABEL.fullmatch(pair[1])]

    def keeps(location: str) -> bool:
        place = resolved(with_query.exchange.request.url, location)
        kept = parse_qsl(place.query, keep_blank_values=True)
        return [pair for pair in kept if pair in wanted] == wanted

    expect(with_query).header("Location").satisfies(keeps, f"the query {written(wanted)}")


@query_kept.broken_by
def drops_the_query(answer: Answer) -> None:
    answer.set_header("Location", answer.header("Location").partition("?")[0])


@query_kept.broken_by
def encodes_the_query_twice(answer: Answer) -> None:
    answer.set_header("Location", answer.header("Location").replace("%", "%25"))


@query_kept.broken_by
def decodes_the_query(answer: Answer) -> None:
    answer.set_header("Location", unquote(answer.header("Location")).replace("+", " "))


@flow.scenario(vary=tuple((name, OLD + name) for name in PATHS))
def bookmark_of_a_stranger(session: Session, path: str) -> None:
    """An old path is opened without a credential."""
    session.visit("without_credential", "GET", path, agent=None)


@bookmark_of_a_stranger.should("LEG-14", PAGE)
def redirects_strangers(without_credential: Answered) -> None:
    """An old path redirects without a credential too.

    No bookmark carries one.
    """
    expect(without_credential).status(*REDIRECTS)
    expect(without_credential).header("Location").is_there()


@redirects_strangers.broken_by
def wants_a_credential_first(answer: Answer) -> None:
    answer.refuse(401)
    answer.set_header("WWW-Authenticate", "Bearer")


@flow.scenario(vary=tuple((name, (OLD + name, operation)) for name, operation in PATHS.items()))
def old_form(session: Session, old: tuple[str, str]) -> None:
    """A valid body is posted to an old path, and then to where that leads."""
    path, operation = old
    if operation == "email-handoff":
        body = session.handoff_body(session.open_chat(ai_enabled=False), reason="Pricing approval")
    else:
        body = session.message_body(session.chat, metadata={"form_type": "lead_capture"})
    leads = session.visit("posted", "POST", path, body)
    response = leads.exchange.response
    if response and 200 <= response.status < 300:
        session.visit("followed", "POST", Missing(TAKEN), body)
        return
    if isinstance(onward(session, leads), Missing):
        opened = session.visit("opened", "GET", path)
        there = onward(session, opened)
        if isinstance(there, str) and there.partition("?")[0].endswith(f"/{operation}"):
            leads = opened
    follow(session, "followed", "POST", leads, body)


@old_form.should("LEG-08", PAGE)
def keeps_method_and_body(posted: Answered) -> None:
    """POST to an old path is answered 307 or 308.

    Only these keep method and body; after a 301 or 302 most clients go on with an empty GET.
    """
    expect(posted).status(307, 308)


@keeps_method_and_body.broken_by
def answers_301_to_a_post(answer: Answer) -> None:
    answer.status = 301


@keeps_method_and_body.broken_by
def redirects_nothing_but_get(answer: Answer) -> None:
    answer.refuse(405)
    answer.set_header("Allow", "GET")


@old_form.must("LEG-09", PAGE)
def posts_are_known(posted: Answered) -> None:
    """POST to an old path is not answered 404.

    Forms that were never changed still post there, and a 404 loses what they send.
    """
    expect(posted).that(posted.status != 404, "status", "another status than 404")


@posts_are_known.broken_by(also={"LEG-08"})
def forgets_the_old_paths_for_posts(answer: Answer) -> None:
    answer.refuse(404)


@old_form.must("LEG-10", PAGE)
def following_succeeds(followed: list[Followed], posted: Answered) -> None:
    """A valid body that is posted to where an old path leads is accepted there.

    An integration that follows redirects then goes on working without a change.
    """
    end = posted if posted.succeeded else followed[-1]
    expect(end).succeeds()
    made = "handoff_id" if "customer_email" in end.sent else "message_id"
    expect(end).at(f"/{made}").satisfies(bool, f"the {made} of what was made")


@following_succeeds.broken_by
def leads_to_where_nothing_is(answer: Answer) -> None:
    answer.refuse(404)


@following_succeeds.broken_by
def leads_handoffs_to_messages(answer: Answer) -> None:
    if "customer_email" in answer.sent:
        answer.refuse(422)


@following_succeeds.broken_by
def swallows_what_comes_by_an_old_path(answer: Answer) -> None:
    answer.json = {}


@flow.scenario(vary=variations("legacy-other-paths"))
def other_paths(session: Session, name: str) -> None:
    """A path below the old root is opened that is none of the known ones."""
    session.visit("other_path", "GET", OLD + name)


@other_paths.should("LEG-11", PAGE)
def redirects_the_whole_site(other_path: Answered) -> None:
    """Any other path below `/external/tools/` redirects too.

    The redirect is announced as a site-wide one, not as one for three paths.
    """
    expect(other_path).status(*REDIRECTS)
    expect(other_path).header("Location").is_there()


@redirects_the_whole_site.broken_by
def knows_no_nested_paths(answer: Answer) -> None:
    if "/v1/" in answer.exchange.request.url:
        answer.refuse(404)


@redirects_the_whole_site.broken_by
def knows_no_slash_at_the_end(answer: Answer) -> None:
    if answer.exchange.request.url.partition("?")[0].endswith("/"):
        answer.refuse(404)


@flow.scenario()
def hostile_paths(session: Session) -> None:
    """Paths and headers that have led careless redirects to another host."""
    session.visit("control", "GET", KNOWN)
    session.visit("unknown_path", "GET", f"{OLD}conformance-unknown")
    for path in fixture("legacy-hostile-paths").values():
        session.visit("hostile", "GET", path)
    for path, header in FORWARDED:
        session.visit("forwarded", "GET", path, headers=(header,))


def _unmoved(answers: Iterable[Evidence], *innocent: Evidence) -> None:
    """None of the answers leads to an origin to which no innocent path leads."""
    usual = {origin(place) for one in innocent for place in destinations(one.exchange)}
    for answer in answers:
        allowed = {own_origin(answer.exchange), *usual}
        for place in destinations(answer.exchange):
            actual = written(answer.header("Location"))
            where = "a place on this origin"
            expect(answer).that(origin(place) in allowed, "header:Location", where, actual)


@hostile_paths.must("LEG-12", PAGE)
def no_open_redirect(hostile: list[Sent], control: Redirected, unknown_path: Sent) -> None:
    """No path below `/external/tools/` moves the redirect to another origin.

    Else a link with this host's good name leads wherever an attacker likes, with the query and
    what is in it.
    """
    _unmoved(hostile, control, unknown_path)


def _rest(answer: Answer) -> str:
    return answer.exchange.request.url.partition(OLD)[2]


@no_open_redirect.broken_by
def takes_the_old_root_off_the_path(answer: Answer) -> None:
    answer.set_header("Location", f"/{_rest(answer)}")


@no_open_redirect.broken_by
def decodes_the_path_first(answer: Answer) -> None:
    if "%5C" in _rest(answer):
        answer.set_header("Location", f"/{unquote(_rest(answer))}")


@no_open_redirect.broken_by
def appends_the_path_to_its_host(answer: Answer) -> None:
    if _rest(answer).startswith("@"):
        host = urlsplit(answer.exchange.request.url).netloc
        answer.set_header("Location", f"http://{host}{_rest(answer)}")


@no_open_redirect.broken_by
def takes_the_place_from_the_query(answer: Answer) -> None:
    if "?next=" in _rest(answer):
        answer.set_header("Location", "https://evil.example")


@no_open_redirect.broken_by
def lets_a_path_write_a_second_location(answer: Answer) -> None:
    if "%0aLocation" in _rest(answer):
        answer.headers.append(("Location", "https://evil.example"))


@hostile_paths.should("LEG-13", PAGE)
def forwarded_host_ignored(forwarded: list[Answered], control: Redirected) -> None:
    """A forged `X-Forwarded-Host` or `Forwarded` header doesn't move the redirect.

    A cache on the way would hand the forged place to everyone who comes after.
    """
    _unmoved(forwarded, control)


@forwarded_host_ignored.broken_by
def builds_its_address_from_what_proxies_say(answer: Answer) -> None:
    answer.set_header("Location", f"https://evil.example{NEW}new-message")


@hostile_paths.should("LEG-15", rfc(9110, "5.5"))
def no_new_header(hostile: list[Sent], control: Redirected) -> None:
    """No encoded line break in an old path or its query becomes a header of the answer.

    Who can write headers can set cookies and fill caches for others.
    """
    for answer in hostile:
        value = answer.header("X-Injected")
        expect(answer).that(value is None, "header:X-Injected", "no such header", written(value))


@no_new_header.broken_by
def decodes_line_breaks_into_the_location(answer: Answer) -> None:
    if "%0aX-Injected" in _rest(answer):
        answer.set_header("X-Injected", "yes")
