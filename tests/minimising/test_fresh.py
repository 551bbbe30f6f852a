"""Fresh cases that failed are found again when all is driven, and made smaller."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.outcome import Outcome
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings, create_app
from conformance.run import TRANSCRIPT, Options, run
from conformance.target import Credentials, Target
from conformance.transcript import read_transcript

from .builders import CONTRACT

FRESH = b"generated/requests/x-"
"""How the steps of fresh cases begin, in the header that every request has."""


def refusing_what_is_fresh(app: ASGIApp) -> ASGIApp:
    async def refusing(scope: Scope, receive: Receive, send: Send) -> None:
        step = dict(scope.get("headers", ())).get(b"x-conformance-step", b"")
        if step.startswith(FRESH) and step.endswith(b"/valid"):
            await JSONResponse({"detail": "not today"}, 422)(scope, receive, send)
        else:
            await app(scope, receive, send)

    return refusing


def test_a_fresh_case_that_failed_is_made_smaller(tmp_path: Path) -> None:
    with RunningServer(refusing_what_is_fresh(create_app(Settings(limits="none")))) as server:
        target = Target(server.url, Credentials({"main": next(iter(SANDBOX_TOKENS))}))
        report = run(target, CONTRACT, Options(only=("GEN-01",), explore=40), tmp_path)
    (accepted,) = report.requirements
    assert accepted.outcome is Outcome.FAIL
    exchanges = read_transcript(tmp_path / TRANSCRIPT).exchanges
    probed = {one.case.split("/")[1] for one in exchanges if one.probe}
    assert probed
    assert all(case.startswith("x-0-") for case in probed)
    shown = {one.number for one in exchanges if one.probe and one.step == "valid"}
    assert {one.exchange for one in accepted.findings} <= shown
