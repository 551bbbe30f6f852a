"""A browser, and pages of real runs to open in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.types import ASGIApp

from conformance.calibration.choosing import faulty
from conformance.loading import load_contract
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings, create_app
from conformance.report import Report
from conformance.resources import SPEC
from conformance.run import Options, run
from conformance.target import Credentials, Target

DEMANDED = "CONFORMANCE_TESTS_NEED_CHROMIUM"
"""Set where a missing browser is a failure and no reason to leave the tests out."""


# Of each module: as long as it is there, no other test of this process can run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        message = "there is no Chromium on this machine (Debian's package chromium)"
        if os.environ.get(DEMANDED):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield launched
        launched.close()


@dataclass
class Opened:
    """A page in the browser, with all that went wrong in it and all that it asked for."""

    page: Page
    wrong: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@dataclass
class Opener:
    """Opens files. What a page logs, throws or asks of the network is kept."""

    browser: Browser
    stack: ExitStack

    def __call__(
        self,
        path: Path,
        *,
        dark: bool = False,
        width: int = 1280,
        script: bool = True,
        fragment: str = "",
    ) -> Opened:
        context = self.browser.new_context(
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            permissions=["clipboard-read", "clipboard-write"],
        )
        self.stack.callback(context.close)
        opened = Opened(context.new_page())
        opened.page.on("console", lambda message: opened.wrong.append(message.text))
        opened.page.on("pageerror", lambda error: opened.wrong.append(str(error)))
        opened.page.on("dialog", lambda dialog: opened.wrong.append(dialog.message))
        opened.page.on("request", lambda request: opened.asked.append(request.url))
        opened.page.goto(path.as_uri() + fragment)
        return opened


@pytest.fixture
def opener(browser: Browser) -> Iterator[Opener]:
    with ExitStack() as stack:
        yield Opener(browser, stack)


def _run(directory: Path, sabotage: str | None) -> Report:
    """A run of `core` against the reference server, with a fault in it if one is named."""
    main, other = SANDBOX_TOKENS
    app: ASGIApp = create_app(Settings())
    if sabotage is not None:
        app = faulty(sabotage, SANDBOX_TOKENS)(app)
    with RunningServer(app) as server:
        target = Target(
            server.url, Credentials({"main": main, "other": other}), ("transcript", "agent")
        )
        return run(target, load_contract(SPEC), Options(), directory)


@pytest.fixture(scope="session")
def failing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    """A server that forgets `form_type`: its report, and the page."""
    directory = tmp_path_factory.mktemp("failing")
    return _run(directory, "LEAD-02:forgets-the-form-type"), directory / "report.html"


@pytest.fixture(scope="session")
def conformant(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    """The correct server: its report, and the page."""
    directory = tmp_path_factory.mktemp("conformant")
    return _run(directory, None), directory / "report.html"
