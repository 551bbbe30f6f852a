"""A server that is correct but for one thing: it forgets what kind of form a lead came from."""

from __future__ import annotations

from starlette.types import ASGIApp

from conformance.catalogue import find
from conformance.loading import load_contract
from conformance.reference import SANDBOX_TOKENS, Settings, create_app
from conformance.resources import SPEC
from conformance.sabotage.live import sabotage_server
from conformance.target import Credentials


def forgetful_server() -> ASGIApp:
    """It fails LEAD-02, in the suite's own scenario."""
    requirement = find("LEAD-02")
    credentials = Credentials(dict(zip(("main", "other"), SANDBOX_TOKENS, strict=True)))
    right = create_app(Settings(limits="none"))
    (saboteur, *_) = requirement.saboteurs
    return sabotage_server(right, requirement, saboteur, load_contract(SPEC), credentials)
