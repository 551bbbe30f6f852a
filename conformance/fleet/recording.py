"""The run of a target that is to be certified: its evidence, searched for secrets where they are.

The key is not here: what is signed is signed by whoever asked for the fleet.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.certificate.bundle import contents
from conformance.certificate.certify import certifying, configured
from conformance.certificate.claims import Implementation
from conformance.certificate.recording import attempt, leaked, record
from conformance.configuration import Choices
from conformance.drive.observer import Observer
from conformance.fleet.keeping import EVIDENCE
from conformance.launch import Launched, secrets_of
from conformance.stopping import Stopping


def recorded(  # noqa: PLR0917 - what a run and its certificate consist of
    choices: Choices,
    subject: Implementation,
    environment: Mapping[str, str],
    directory: Path,
    observer: Observer,
    asked: Stopping,
) -> Launched | str:
    """Run once, with the report and the evidence in `directory`; `asked` may ask it to end.

    Gives why there is nothing, in a sentence, where a secret is found in it.
    """
    chosen = certifying(choices)
    done = record(chosen, environment, directory, 1, observer, asked)
    configuration = configured(chosen, done.report, 1)
    parts = contents(done.evidence(subject, configuration))
    searched = [*parts.values(), *done.transcripts]
    if (found := leaked(searched, secrets_of(chosen, environment), done.ids)) is not None:
        return f"It was run, and nothing of it is kept: {found}."
    for path in attempt(directory, 1).iterdir():
        path.rename(directory / path.name)
    evidence: dict[str, Any] = {
        "why": done.why,
        "verdicts": done.verdicts,
        "samples": done.samples,
        "configuration": configuration,
    }
    (directory / EVIDENCE).write_text(json.dumps(evidence), encoding="ascii")
    return done.launched
