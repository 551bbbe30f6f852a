"""How good the checks are known to be: from the calibration that is kept with the suite."""

from __future__ import annotations

import json
from functools import cache

from conformance import catalogue
from conformance.calibration.calibration import Calibration
from conformance.calibration.keeping import calibration_from
from conformance.calibration.matrix import Place, Result
from conformance.report import Assurance
from conformance.requirement import Requirement
from conformance.resources import CALIBRATION


@cache
def kept() -> Calibration | None:
    """The calibration in `fixtures/`; None where there is none for the requirements as they are."""
    if not CALIBRATION.exists():
        return None
    found = calibration_from(json.loads(CALIBRATION.read_text(encoding="ascii")))
    return found if found.whole and _is_of_this_suite(found) else None


def _is_of_this_suite(found: Calibration) -> bool:
    saboteurs = {(one.id, each.name) for one in catalogue.requirements() for each in one.saboteurs}
    calibrated = {(one.requirement, one.saboteur) for one in found.kills}
    return found.catalogue_digest == catalogue.digest() and saboteurs == calibrated


def assurance() -> Assurance | None:
    """What every report says of the suite itself."""
    found = kept()
    if found is None:
        return None
    return Assurance(
        digest=found.digest,
        spec_digest=found.spec_digest,
        requirements=len(catalogue.requirements()),
        checks=found.checks,
        saboteurs=len({(one.requirement, one.saboteur) for one in found.kills}),
        in_transcripts=found.count(Place.TRANSCRIPT, Result.CAUGHT),
        in_servers=found.count(Place.SERVER, Result.CAUGHT),
        lawful=len(found.lawful),
        false_alarms=sum(one.problem is not None for one in found.lawful),
        useless=len(found.useless),
        fooled=sum(one.problem is not None for one in found.useless),
    )


def caught(requirement: Requirement) -> tuple[str, ...]:
    """The names of the saboteurs that the requirement is known to catch, wherever they work.

    None of an operator's own requirement, which the suite's calibration knows nothing of.
    """
    found = kept()
    if found is None or requirement.flow not in catalogue.flows():
        return ()
    missed = {
        (one.requirement, one.saboteur) for one in found.kills if one.result is not Result.CAUGHT
    }
    names = (saboteur.name for saboteur in requirement.saboteurs)
    return tuple(name for name in names if (requirement.id, name) not in missed)
