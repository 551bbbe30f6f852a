"""Python modules that an operator names: imported, or what is wrong with them in a sentence."""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from conformance.configuration import ConfigurationError


def imported(module: str, what: str, clean: Callable[[str], str] = str) -> ModuleType:
    """The module of this name; the current directory is searched first, as `python -m` does.

    `what` begins the sentence of the ConfigurationError that is raised where it can't be imported,
    and `clean` takes secrets out of that.
    """
    if sys.path[:1] != [""]:
        sys.path.insert(0, "")
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{module}.".startswith(f"{error.name}."):
            raise ConfigurationError(
                f"{what} can't be found: there is no module {error.name} in the current directory "
                "or among what is installed; run in the directory that it is imported from."
            ) from None
        raise ConfigurationError(broken(what, "its import", error, clean)) from None
    except (Exception, SystemExit) as error:
        raise ConfigurationError(broken(what, "its import", error, clean)) from None


def broken(what: str, doing: str, error: BaseException, clean: Callable[[str], str] = str) -> str:
    """A sentence that says what went wrong in code that isn't ours, and where."""
    from conformance.reports.text import visible  # noqa: PLC0415 - not needed where all goes well

    said = clean(visible(" ".join(str(error).split()), 4096))
    why = f": {visible(said, 300)}" if said else ""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_theirs(frame)]
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{what} can't be used: {doing} broke with {type(error).__name__}{where}{why}"


def _is_theirs(frame: traceback.FrameSummary) -> bool:
    """Whether a place is neither in this package nor in what imports modules."""
    ours = Path(__file__).parent
    return not frame.filename.startswith("<frozen") and ours not in Path(frame.filename).parents
