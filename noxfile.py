"""The sessions that a developer and CI run; everything installed is pinned in constraints.txt."""

import shutil
import tempfile
import tomllib
from pathlib import Path

import nox

nox.options.sessions = ["tests", "lint", "types", "spec", "recipes"]

QUIETLY = ("--ignore-scripts", "--no-audit", "--no-fund")
"""How npm installs what is pinned, and no more."""

FOR_ONCE = {"PIP_NO_COMPILE": "1"}
"""How pip installs what is hardly used before it is thrown away: a third faster."""


def install(session: nox.Session) -> None:
    """Install the pinned packages and this checkout."""
    session.install("-r", "constraints.txt")
    session.install("--no-deps", "--no-build-isolation", "-e", ".")


@nox.session
def conform(session: nox.Session) -> None:
    """Test a server, or with no URL our own: `nox -s conform -- URL --features transcript`."""
    install(session)
    session.run("optimly-conformance", "run", *session.posargs)


@nox.session
def example(session: nox.Session) -> None:
    """Make the published example report anew."""
    install(session)
    session.run("optimly-conformance", "run", "--report-dir", "reports/example")


@nox.session
def corpus(session: nox.Session) -> None:
    """Generate the frozen corpus anew from the contract."""
    install(session)
    session.run("python", "-m", "conformance.generate", "corpus")


@nox.session
def reach(session: nox.Session) -> None:
    """Derive anew which requirements each place of the contract concerns."""
    install(session)
    session.run("python", "-m", "conformance.drift")


@nox.session(name="requirement-set")
def requirement_set(session: nox.Session) -> None:
    """Fix a new set of requirements for certificates: `nox -s requirement-set -- v3-2`."""
    install(session)
    session.run("python", "-m", "conformance.requirement_set", *session.posargs)


@nox.session
def published(session: nox.Session) -> None:
    """Make the published certificate of the reference server anew, and the register.

    Its key signs this one bundle and is then gone: nobody can sign as the reference server later.
    """
    install(session)
    name = "optimly-reference"
    version = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]
    place = Path("reports/published/v3", name)
    with tempfile.TemporaryDirectory() as made:
        key = Path(made, "key")
        session.run("optimly-conformance", "keygen", str(key))
        session.run(
            *("optimly-conformance", "certify", "--subject", name, "--version", version),
            *("--key", str(key), "--output-dir", made),
        )
        place.mkdir(parents=True, exist_ok=True)
        for former in place.glob("*.conformance.zip"):
            former.unlink()
        shutil.copy(Path(made, f"{name}-{version}.conformance.zip"), place)
        shutil.copy(Path(made, "key.pub"), place)
    session.run("optimly-conformance", "register", "build")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests of the suite itself."""
    install(session)
    session.run("pytest", *session.posargs)


@nox.session
def calibrate(session: nox.Session) -> None:
    """Show how good the checks are: `nox -s calibrate -- --fast`, or `-- --keep` for a release."""
    install(session)
    session.run("optimly-conformance", "calibrate", *session.posargs)


@nox.session
def soak(session: nox.Session) -> None:
    """Run against the correct server twenty times under load, and compare the outcomes."""
    install(session)
    session.run("optimly-conformance", "calibrate", "--soak", *(session.posargs or ["20"]))


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed beside peers on one server: `nox -s bench -- --only bare,startup`."""
    install(session)
    session.run("python", "-m", "bench", *session.posargs, env={"PYTHONPATH": "tests"})


@nox.session
def scale(session: nox.Session) -> None:
    """Prove what the suite bears: `nox -s scale -- limits`; see docs/performance.md."""
    if not session.posargs:
        session.error("Name a proof, such as: nox -s scale -- memory")
    install(session)
    name, *words = session.posargs
    session.run("python", "-m", f"scale.{name}", *words, env={"PYTHONPATH": "tests"})


@nox.session
def mutants(session: nox.Session) -> None:
    """Change the code that judges; tests must notice: `nox -s mutants -- conformance/judge.py`."""
    install(session)
    session.run("python", "-m", "mutants", *session.posargs, env={"PYTHONPATH": "tests"})


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
    session.run("npm", "ci", "--prefix", "spec/linter", *QUIETLY, external=True)
    session.run(
        "spec/linter/node_modules/.bin/redocly",
        *("lint", "--config", "spec/linter/redocly.yaml", "spec/api_versions/v3.yaml"),
        env={"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"},
        external=True,
    )


@nox.session(venv_backend="none")
def recipes(session: nox.Session) -> None:
    """Lint the recipes for CI and run one (needs Node.js, npm and shellcheck)."""
    session.run("npm", "ci", "--prefix", "recipes/linter", *QUIETLY, external=True)
    session.run("node", "recipes/linter/lint.js", "recipes/github-workflow.yml", external=True)
    session.run("shellcheck", "recipes/conformance.sh", external=True)
    place = Path(session.create_tmp()).resolve()
    environment = {"CONFORMANCE_ENVIRONMENT": str(place / "environment"), **FOR_ONCE}
    words = ("--profile", "smoke", "--report-dir", str(place / "report"))
    session.run("sh", "recipes/conformance.sh", *words, env=environment, external=True)


@nox.session
def build(session: nox.Session) -> None:
    """Build the wheel, install it away from the checkout, and run it there."""
    wheels = Path(session.create_tmp()).resolve() / "wheels"
    session.install("-r", "constraints.txt", env=FOR_ONCE)
    session.run("pip", "wheel", "--no-deps", "--no-build-isolation", "-q", "-w", str(wheels), ".")
    wheel = max(wheels.glob("*.whl"), key=lambda path: path.stat().st_mtime)
    session.install("--no-deps", "--force-reinstall", str(wheel))
    session.chdir(session.create_tmp())
    session.run("optimly-conformance", "run", "--report-dir", "report")
    session.run("pytest", "-q", "--pyargs", "conformance", "-k", "LEAD-02")
    session.log("built %s", wheel)
