"""The faults that a served reference server can have, by the names that are typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from starlette.types import ASGIApp

from conformance.catalogue import SelectionError, find, requirements
from conformance.loading import load_contract
from conformance.reference.faults import FAULTS, Faulty
from conformance.requirement import Requirement, Saboteur
from conformance.resources import SPEC
from conformance.sabotage.live import sabotage_server
from conformance.target import MAIN, OTHER, Credentials


class SabotageError(Exception):
    """There is no fault of this name: says which there are."""


def every_fault() -> Iterator[str]:
    """A line for each: its name, then what it is."""
    for fault in FAULTS:
        yield f"{fault.name} ({fault.operation}): {fault.description}"
    for requirement in requirements():
        for saboteur in requirement.saboteurs:
            yield f"{requirement.id}:{saboteur.slug} ({requirement.flow.name}): {saboteur.name}"


def faulty(name: str, tokens: Mapping[str, str]) -> Callable[[ASGIApp], ASGIApp]:
    """What puts a fault into a server; `name` is a fault's, or ID or ID:SABOTEUR.

    `tokens` are the server's own; the first agent's is the main one. Raises SabotageError.
    """
    for fault in FAULTS:
        if fault.name == name:
            return lambda app: Faulty(app, fault)
    requirement, saboteur = _saboteur(name)
    credentials = Credentials(dict(zip((MAIN, OTHER), tokens, strict=False)))
    contract = load_contract(SPEC)
    return lambda app: sabotage_server(app, requirement, saboteur, contract, credentials)


def _saboteur(name: str) -> tuple[Requirement, Saboteur]:
    """The saboteur that is meant: of an id alone, the requirement's first."""
    id_, colon, wanted = name.partition(":")
    try:
        requirement = find(id_)
    except SelectionError:
        raise SabotageError(
            f"There is no sabotage named {name!r}; `list` names them all."
        ) from None
    known = requirement.saboteurs
    found = [one for one in known if not colon or one.slug == wanted.lower().replace(" ", "-")]
    if not found:
        names = ", ".join(one.slug for one in known)
        raise SabotageError(f"{requirement.id} has no saboteur {wanted!r}; it has: {names}.")
    return requirement, found[0]
