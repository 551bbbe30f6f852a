"""What a user can mend is said in a sentence; each kind of end has its exit code."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from conformance.configuration import ConfigurationError


class Refused(click.ClickException):
    """What was asked for can't be done as asked."""

    exit_code = 2


BROKEN_OFF = "Interrupted; there is no report."


class Interrupted(click.ClickException):
    """The user broke off before there was anything to judge."""

    exit_code = 3


class Broken(click.ClickException):
    """Our own error."""

    exit_code = 4


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What the system says where a file can't become any longer."""


@contextmanager
def refusing() -> Iterator[None]:
    """Turns what is the user's to mend into a sentence, and anything else into exit code 4."""
    try:
        yield
    except click.ClickException:
        raise
    except ConfigurationError as error:
        raise Refused(str(error)) from None
    except KeyboardInterrupt:
        raise Interrupted(BROKEN_OFF) from None
    except Exception as error:
        raise _explained(error) from None


def _explained(error: Exception) -> click.ClickException:
    from conformance.baseline.entry import BaselineError  # noqa: PLC0415
    from conformance.catalogue import SelectionError  # noqa: PLC0415 - loads every flow
    from conformance.certificate.archive import ArchiveError  # noqa: PLC0415
    from conformance.certificate.certify import CertifyError  # noqa: PLC0415
    from conformance.certificate.keys import KeyFileError  # noqa: PLC0415
    from conformance.certificate.policy import PolicyError  # noqa: PLC0415
    from conformance.directory import DirectoryError  # noqa: PLC0415
    from conformance.drift.reading import DriftError  # noqa: PLC0415
    from conformance.drive.recorder import UnwritableError  # noqa: PLC0415
    from conformance.fleet.cluster import FleetError  # noqa: PLC0415
    from conformance.merge.part import MergeError  # noqa: PLC0415
    from conformance.openapi import ContractError  # noqa: PLC0415
    from conformance.register.disputes import RegisterError  # noqa: PLC0415
    from conformance.replay.recorded import ReplayError  # noqa: PLC0415
    from conformance.reports.reading import ReportError  # noqa: PLC0415
    from conformance.resuming import ResumeError  # noqa: PLC0415
    from conformance.target import TargetError  # noqa: PLC0415
    from conformance.transcript import TranscriptError  # noqa: PLC0415

    known = (
        ArchiveError,
        BaselineError,
        CertifyError,
        ContractError,
        DirectoryError,
        DriftError,
        FleetError,
        KeyFileError,
        MergeError,
        PolicyError,
        RegisterError,
        ReplayError,
        ReportError,
        ResumeError,
        SelectionError,
        TargetError,
        TranscriptError,
    )
    if isinstance(error, known):
        return Refused(str(error))
    if isinstance(error, UnwritableError):
        return Interrupted(
            f"The transcript can't be written any further: {error}. What was sent until then is in "
            "it. Make room, and go on with `run --resume` and the directory; there is no report."
        )
    if isinstance(error, OSError) and error.errno in FULL:
        return Refused(f"The reports can't be written: {error.strerror}; make room and run again.")
    if isinstance(error, OSError) and error.filename is not None:
        return Refused(
            f"{error.filename} can't be used: {error.strerror}; choose another with --report-dir."
        )
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    return Broken(
        f"The suite itself went wrong: {type(error).__name__} at {where}. Please report it."
    )
