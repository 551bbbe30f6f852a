"""What failed before a run broke off is made smaller when the run goes on."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.drive.observer import Observer
from conformance.drive.recorder import INTERRUPTED
from conformance.loading import load_contract
from conformance.outcome import Outcome
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings, create_app
from conformance.report import Report
from conformance.requirement import Scenario
from conformance.resources import SPEC
from conformance.resuming import interrupted
from conformance.run import TRANSCRIPT, Options, run
from conformance.stopping import Stopping
from conformance.target import Credentials, Target
from conformance.transcript import read_transcript

ID = "GEN-01"


def refusing_messages(app: ASGIApp) -> ASGIApp:
    """Refuses every generated message, lawful or not."""

    async def refusing(scope: Scope, receive: Receive, send: Send) -> None:
        step = dict(scope.get("headers", ())).get(b"x-conformance-step", b"")
        if step.startswith(b"generated/") and scope["path"].endswith("/new-message"):
            await JSONResponse({"detail": "no"}, 422)(scope, receive, send)
        else:
            await app(scope, receive, send)

    return refusing


class Impatient(Observer):
    """Asks the run to end when all messages have been sent, and something after them."""

    def __init__(self) -> None:
        self.asked = Stopping()
        self.has_asked = False
        self.seen: set[str] = set()

    def ends(self, scenario: Scenario, case: str) -> None:
        if "/email-handoff-" in case and not self.has_asked:
            self.has_asked = True
            self.asked.ask(INTERRUPTED)
        elif not self.has_asked:
            self.seen.add(case)


def test_what_failed_before_is_made_smaller_too(tmp_path: Path) -> None:
    impatient = Impatient()
    options = Options(only=(ID,), concurrency=1)
    with RunningServer(refusing_messages(create_app(Settings(limits="none")))) as server:
        target = Target(server.url, Credentials({"main": next(iter(SANDBOX_TOKENS))}))

        def running(broken: bool) -> Report:
            before = interrupted(tmp_path) if broken else None
            asked = None if broken else impatient.asked
            observer = None if broken else impatient
            contract = load_contract(SPEC)
            return run(target, contract, options, tmp_path, observer, before, asked)

        assert not any(one.probe for one in running(broken=False).exchanges)
        assert impatient.has_asked
        report = running(broken=True)
    (accepted,) = report.requirements
    assert accepted.outcome is Outcome.FAIL
    transcript = read_transcript(tmp_path / TRANSCRIPT)
    assert transcript.header.parts == 2
    numbered = {one.number: one for one in transcript.exchanges}
    (shown,) = [numbered[one.exchange] for one in accepted.findings]
    assert shown.probe
    assert shown.case.rpartition("/")[0] in impatient.seen
