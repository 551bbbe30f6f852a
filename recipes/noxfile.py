"""Sessions for a project that tests its server with this suite; copy them into its noxfile.py."""

import os

import nox

SUITE = os.environ.get("CONFORMANCE_SUITE", "../optimly-conformance")
"""A checkout of the suite."""


def install(session: nox.Session) -> None:
    """Install the suite, pinned."""
    session.install("-r", f"{SUITE}/constraints.txt")
    session.install("--no-deps", "--no-build-isolation", SUITE)


@nox.session
def conformance(session: nox.Session) -> None:
    """Test a server: `nox -s conformance -- URL --features transcript`."""
    install(session)
    session.run("optimly-conformance", "run", *session.posargs)


@nox.session
def conformance_app(session: nox.Session) -> None:
    """Start the project's app and test it: `nox -s conformance_app -- acme.main:app`."""
    session.install(".")
    install(session)
    session.run("optimly-conformance", "run", "--app", *session.posargs)
