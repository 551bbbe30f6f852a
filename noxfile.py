"""The sessions that a developer and CI run; everything installed is pinned in constraints.txt."""

import nox

nox.options.sessions = ["tests", "lint", "types", "spec"]


def install(session: nox.Session) -> None:
    """Install the pinned packages and this checkout."""
    session.install("-r", "constraints.txt")
    session.install("--no-deps", "--no-build-isolation", "-e", ".")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests of the suite itself."""
    install(session)
    session.run("pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and formatting."""
    session.install("-c", "constraints.txt", "ruff")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types."""
    install(session)
    session.run("mypy")


@nox.session(venv_backend="none")
def spec(session: nox.Session) -> None:
    """Lint the contract with Redocly CLI (needs Node.js and npm)."""
    arguments = ("--ignore-scripts", "--no-audit", "--no-fund")
    session.run("npm", "ci", "--prefix", "spec/linter", *arguments, external=True)
    session.run(
        "spec/linter/node_modules/.bin/redocly",
        *("lint", "--config", "spec/linter/redocly.yaml", "spec/api_versions/v3.yaml"),
        env={"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"},
        external=True,
    )
