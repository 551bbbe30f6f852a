"""The commands about certificates: keygen, certify and verify."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conformance.cli.refusing import Refused, refusing
from conformance.configuration import choose
from conformance.hearing.process import ahead

if TYPE_CHECKING:
    from conformance.certificate.verify import Verification

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=PATH)
def keygen(file: Path) -> None:
    """Make a key pair for certificates: FILE, for nobody but you, and FILE.pub, for everybody.

    \b
    Example:
      optimly-conformance keygen vendor.key
    """
    from conformance.certificate.keys import generate  # noqa: PLC0415 - loads cryptography

    with refusing():
        public = generate(file)
        click.echo(f"The private key is in {file}: keep it, and show it to nobody.")
        click.echo(f"The public key is in {public}: give it to those who verify.")


@click.command()
@click.argument("url", required=False)
@click.option("--subject", metavar="NAME", required=True, help="What is certified.")
@click.option("--version", "of_version", metavar="V", required=True, help="Which version of it.")
@click.option("--digest", metavar="sha256:…", help="Of the vendor's artefact, if there is one.")
@click.option("--key", metavar="FILE", required=True, type=PATH, help="Private key (see keygen).")
@click.option("--features", metavar="NAMES", help="Claimed: transcript,agent; or none.")
@click.option("--allow", metavar="NAMES", help="Consents: exhaust-rate-limit.")
@click.option("--attempts", metavar="N", type=int, default=2, show_default=True, help="At most.")
@click.option("--output-dir", metavar="DIR", type=PATH, default=Path(), help="Where it goes (.).")
@click.option("--concurrency", metavar="N", help="Lanes in parallel (4).")
@click.option("--timeout", metavar="SECONDS", help="Patience with one answer (10).")
@click.option("--config", metavar="FILE", help="Configuration (conformance.toml).")
def certify(  # noqa: PLR0917 - the options of a command
    subject: str,
    of_version: str,
    digest: str | None,
    key: Path,
    attempts: int,
    output_dir: Path,
    **given: Any,
) -> None:
    """Certify a server: run the fixed set of requirements, and write NAME-V.conformance.zip.

    Whoever gets that file can judge the recorded transcript again and needs neither a network nor
    trust in this machine: `verify`. Another attempt is made only after one that was incomplete,
    never after a failure, and all of them are in the file. With no URL, our reference server.

    \b
    Exit codes: as of run. Nothing is written where the verdict is incomplete or invalid.

    \b
    Example:
      optimly-conformance certify https://staging.example.com --features transcript,agent \\
        --allow exhaust-rate-limit --subject acme-chat --version 2.4.1 --key vendor.key
    """
    if given.get("features") == "none":
        given["features"] = ""
    with refusing():
        code = _certify((subject, of_version, digest), key, attempts, output_dir, given)
    raise SystemExit(code)


def _certify(
    subject: tuple[str, str, str | None],
    key: Path,
    attempts: int,
    output_dir: Path,
    given: dict[str, Any],
) -> int:
    from conformance.certificate import certify as certification  # noqa: PLC0415 - heavy
    from conformance.certificate.keys import read_signer  # noqa: PLC0415
    from conformance.terminal import progress  # noqa: PLC0415
    from conformance.verdict import exit_code  # noqa: PLC0415

    who = certification.implementation(*subject)
    signer = read_signer(key)
    choices = certification.certifying(choose(given, os.environ))
    place = output_dir / f"{who.name}-{who.version}.conformance.zip"
    if place.exists():
        raise Refused(f"{place} is there already; choose another --output-dir.")
    directory = output_dir / f"{who.name}-{who.version}.runs"
    with ahead(choices.profile, own=False), progress() as observer:
        done = certification.certify(
            choices, who, signer, os.environ, directory, attempts, observer
        )
    code = exit_code(done.report.verdict, erred=bool(done.report.faults))
    if done.bundle is None:
        click.echo(f"No certificate. {done.why}")
        if done.directory is not None:
            click.echo(f"The report is in {done.directory}.")
        return code or 3
    place.write_bytes(done.bundle)
    click.echo(f"{done.report.verdict.value}: {done.report.summary}")
    click.echo(f"Certificate: {place}")
    return code


@click.command()
@click.argument("file", type=PATH)
@click.option("--public-key", metavar="FILE", type=PATH, help="Of whoever should have signed it.")
@click.option("--policy", metavar="FILE", type=PATH, help="What else is demanded (TOML).")
@click.option("--report-dir", metavar="DIR", type=PATH, help="Write its report, judged anew, here.")
@click.option("--spot", metavar="N", type=click.IntRange(1), help="Send N of its calls again.")
@click.option("--target", metavar="URL", help="Where --spot sends them.")
def verify(  # noqa: PLR0917 - the options of a command
    file: Path,
    public_key: Path | None,
    policy: Path | None,
    report_dir: Path | None,
    spot: int | None,
    target: str | None,
) -> None:
    """Check a certificate: signature, digests, and its transcript judged again, without a network.

    With --spot and --target some of its calls are sent to a running server, by the tokens in the
    environment, and the answers compared with those on record.

    \b
    Exit codes: 0 it holds, 1 it doesn't, 2 usage, 3 it holds as far as can be told:
    no public key was given, or the target could not be reached, 4 our own error.

    \b
    Examples:
      optimly-conformance verify acme-chat-2.4.1.conformance.zip --public-key vendor.key.pub
      optimly-conformance verify FILE --public-key KEY.pub --policy policy.toml
    """
    if (spot is None) != (target is None):
        raise click.UsageError("--spot and --target go together.")
    with refusing():
        code = _verify(file, public_key, policy, report_dir)
        if spot is not None and target is not None and code != 1:
            code = max(code, _spot(file, spot, target))
    raise SystemExit(code)


def _verify(
    file: Path, public_key: Path | None, policy: Path | None, report_dir: Path | None
) -> int:
    from conformance.certificate import policy as policies  # noqa: PLC0415 - heavy
    from conformance.certificate.keys import read_public_key  # noqa: PLC0415
    from conformance.certificate.verify import verify as verified  # noqa: PLC0415
    from conformance.reports import write_reports  # noqa: PLC0415

    key = None if public_key is None else read_public_key(public_key)
    demands = policies.Policy() if policy is None else policies.read_policy(policy)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Refused(f"{file} can't be read: {error.strerror}.") from None

    def keep(path: Path, report: Any) -> None:
        if report_dir is not None:
            write_reports(report, report_dir)

    done = verified(data, key, demands, policies.now(), keep)
    _tell(done)
    if report_dir is not None and done.report is not None:
        click.echo(f"Its report, judged anew: {report_dir}")
    if not done.holds:
        return 1
    return 0 if done.signed else 3


def _tell(done: Verification) -> None:
    from conformance.reports.text import visible  # noqa: PLC0415

    if done.claim is not None:
        who = done.claim["implementation"]
        click.echo(
            f"{who['name']} {who['version']}, {done.claim['verdict']}, "
            f"features: {', '.join(done.claim['features']) or 'none'}, {done.claim['startedAt']}"
        )
    for objection in done.objections:
        click.echo(f"Refused ({objection.kind}): {visible(objection.sentence)}")
    if done.holds and done.signed:
        click.echo("It holds: signed, whole, and judged again with the same result.")
    elif done.holds:
        click.echo(
            "It is whole, and judged again with the same result; who signed it was not checked: "
            "give --public-key."
        )


def _spot(file: Path, number: int, url: str) -> int:
    from conformance.certificate.spot import spot  # noqa: PLC0415 - httpx is slow to import

    found = spot(file.read_bytes(), number, url, os.environ)
    for line in found.lines:
        click.echo(line)
    return found.exit_code
