"""How to make the same run again, in words and commands."""

from __future__ import annotations

import shlex
from typing import Any

from conformance.report import Report
from conformance.reports.gfm import code, fence, plain


def reproducing(report: Report, configuration: dict[str, Any]) -> str:
    """REPRODUCE.md of a bundle."""
    run = ["optimly-conformance", "run", report.target.url, "--profile", report.profile]
    run += ["--features", ",".join(report.target.features)] if report.target.features else []
    run += ["--allow", ",".join(report.target.consents)] if report.target.consents else []
    run += [
        word
        for option in ("seed", "concurrency", "timeout")
        for word in (f"--{option}", str(configuration[option]))
    ]
    return (
        "\n\n".join(
            [
                "# How to make this run again",
                f"Made by optimly-conformance {code(report.suite.version)} with the spec "
                f"{code(report.suite.spec_digest)} and the catalogue "
                f"{code(report.suite.catalogue_digest)}.",
                "To judge this transcript again, without a network:",
                fence("optimly-conformance verify THIS_FILE --public-key KEY.pub", "sh"),
                "To drive the server again, with two agents' tokens in the environment:",
                fence(
                    "export CONFORMANCE_TOKEN=... CONFORMANCE_OTHER_TOKEN=...\n" + shlex.join(run),
                    "sh",
                ),
                f"{plain(report.summary)} {report.traffic.requests:,} requests were sent.",
            ]
        )
        + "\n"
    )
