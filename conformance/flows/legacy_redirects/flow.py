"""The flow, what counts as a redirect, and where one leads."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from conformance.drive.reply import Missing, Reply
from conformance.drive.session import Session
from conformance.evidence import Demand, Evidence, shown
from conformance.exchange import Exchange, header
from conformance.requirement import Flow
from conformance.sabotage.call import Call
from conformance.source import page

PAGE = page("Legacy /external/tools/*")
OLD = "/external/tools"
REDIRECTS = (301, 302, 307, 308)
NAMESPACE = "/external/message/"
MOST_HOPS = 5
VISIBLE = "".join(map(chr, range(0x21, 0x7F)))
PORTS = {"http": 80, "https": 443}

flow = Flow("legacy-redirects", "Legacy redirects")


def _need_redirect(evidence: Evidence) -> str | None:
    there = evidence.status in REDIRECTS and evidence.header("Location")
    return None if there else f"{shown(evidence)}, not with a redirect"


Redirected = Annotated[Evidence, Demand(_need_redirect)]
"""A redirect with a `Location` came."""

Whatever = Annotated[Evidence, Demand(lambda evidence: None)]
"""Whatever came, and also what could not be sent."""


def resolved(base: str, location: str) -> SplitResult | None:
    """Where a `Location` leads in a browser: it drops tabs and takes `\\` for `/`.

    None if it can't be read as an address at all.
    """
    text = re.sub(r"[\t\r\n]", "", location.strip("\x00 \t\r\n")).replace("\\", "/")
    text = re.sub(r"^/{2,}", "//", text)
    text = re.sub(r"^(https?):/{2,}", r"\1://", text, flags=re.IGNORECASE)
    try:
        found = urlsplit(urljoin(base, text))
        origin(found)
    except ValueError:
        return None
    return found


def origin(url: SplitResult) -> tuple[str, str, int | None]:
    """Scheme, host and port. Raises ValueError for a port that is none."""
    scheme = url.scheme.lower()
    return scheme, (url.hostname or "").lower(), url.port or PORTS.get(scheme)


def leads(exchange: Exchange) -> SplitResult | None:
    """Where the answer's `Location` leads; None where there is none to follow."""
    location = header(exchange.response.headers, "Location") if exchange.response else None
    return None if location is None else resolved(exchange.request.url, location)


def same_origin(exchange: Exchange) -> bool:
    """Whether the answer's `Location` stays where the request went."""
    found = leads(exchange)
    return found is not None and origin(found) == origin(urlsplit(exchange.request.url))


def next_place(session: Session, reply: Reply) -> str | Missing:
    """The target to visit next, below the server's base address, or why there is none."""
    response, found = reply.exchange.response, leads(reply.exchange)
    if response is None or response.status not in REDIRECTS or found is None:
        return Missing("what came before it was no redirect")
    if not same_origin(reply.exchange):
        return Missing("the redirect before it leads to another origin, where nothing is sent")
    base = urlsplit(session.stage.target.url).path
    if not found.path.startswith(base):
        return Missing("the redirect before it leaves the server's base address")
    # Every visit brings its own credential.
    fields = {carrier.field for carrier in session.stage.contract.carriers.values()}
    pairs = [pair for pair in found.query.split("&") if pair.partition("=")[0] not in fields]
    query = f"?{'&'.join(pairs)}" if any(pairs) else ""
    return quote((found.path[len(base) :] or "/") + query, safe=VISIBLE)


def is_old(call: Call) -> bool:
    """Whether an old address is asked for."""
    return str(call.scope["path"]).startswith(f"{OLD}/")


def lead_to(call: Call, location: str) -> None:
    """Redirect to another address than the server would, with the query that came."""
    query = call.scope["query_string"]
    call.answer.set_header(b"location", location.encode("ascii") + (query and b"?" + query))
