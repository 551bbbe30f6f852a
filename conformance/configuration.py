"""What an operator chose: the command line over the environment over the configuration file.

Both fronts, the command line and pytest, ask here, so that one choice means one thing.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.capability import CONSENTS, FEATURES
from conformance.resources import SPEC
from conformance.share import AUTO, Share, share_of

PROFILES = ("smoke", "core", "full", "certification")
FILE = "conformance.toml"
TABLE = "optimly-conformance"
SET = "set the environment variable CONFORMANCE_TOKEN"


class ConfigurationError(Exception):
    """A choice that can't be followed: says which, where it was made, and what to do."""


@dataclass(frozen=True, slots=True)
class Choices:
    """All that a run can be told, but for the secrets. `timeout` is in seconds.

    `features` and `allow` are None where nobody said: the embedded server then gets all of them.
    The target is `url`, or `app`, which is started for the run, or with neither our own server.
    `flows` are modules of the operator's own flows. `rate` is in requests a second, and `budget` in
    requests in all. `shard` is None where nothing is parted, and AUTO where the environment is to
    say it.
    """

    url: str | None = None
    app: str | None = None
    profile: str = "core"
    report_dir: Path | None = None
    features: tuple[str, ...] | None = None
    allow: tuple[str, ...] | None = None
    spec: Path = field(default=SPEC)
    seed: int = 0
    concurrency: int = 4
    only: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    strict: bool = False
    timeout: float = 10.0
    explore: int = 0
    rate: float | None = None
    budget: int | None = None
    shrink_requests: int = 80
    shrink_seconds: float = 20.0
    baseline: Path | None = None
    shard: Share | str | None = None


def _listed(value: Any) -> tuple[str, ...]:
    """Names from `a,b`, or from a list of such."""
    parts = [value] if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        raise ValueError("must be names, separated by commas")
    return tuple(name.strip() for part in parts for name in part.split(",") if name.strip())


def _narrowing(value: Any) -> tuple[str, ...]:
    """Names that a run is narrowed to; an empty text would silently narrow it to nothing at all."""
    found = _listed(value)
    if not found and value not in ([], ()):
        raise ValueError("must name a requirement or a flow")
    return found


def _known(names: tuple[str, ...], what: str) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        found = _listed(value)
        for name in found:
            if name not in names:
                raise ValueError(f"{name!r} is no {what}; known: {', '.join(names)}")
        return found

    return read


def _profile(value: Any) -> str:
    if value not in PROFILES:
        raise ValueError(f"{value!r} is no profile; choose one of {', '.join(PROFILES)}")
    return str(value)


def _integer(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        try:
            number = int(value) if isinstance(value, str) else value
        except ValueError:
            number = None
        if type(number) is not int or not least <= number <= most:
            raise ValueError(f"must be a whole number from {least} to {most}, not {value!r}")
        return number

    return read


def _seconds(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = 0.0
    if isinstance(value, bool) or not 0 < number <= 600:
        raise ValueError(f"must be seconds, above 0 and at most 600, not {value!r}")
    return number


def _rate(value: Any) -> float:
    """Requests a second, from `5`, `5/s` or `300/m`."""
    found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)(?:/(s|m))?", str(value))
    if isinstance(value, bool) or found is None or not float(found[1]):
        raise ValueError(f"must be requests a second or a minute, like 5/s or 300/m, not {value!r}")
    return float(found[1]) / (60 if found[2] == "m" else 1)


def _yes_or_no(value: Any) -> bool:
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    found = value if isinstance(value, bool) else words.get(str(value).lower())
    if found is None:
        raise ValueError(f"must be true or false, not {value!r}")
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("must be a text that is not empty")
    return value


def _application(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[\w.]+:[\w.]+(\(\))?", value):
        raise ValueError(
            f"{value!r} names no app; write module:app, or module:create() for a function that "
            "makes it"
        )
    return value


def _modules(value: Any) -> tuple[str, ...]:
    found = _listed(value)
    for name in found:
        if not re.fullmatch(r"\w+(\.\w+)*", name):
            raise ValueError(f"{name!r} is no module; write it as in an import, like acme.flows")
    return found


def _path(value: Any) -> Path:
    return value if isinstance(value, Path) else Path(_text(value))


def _shard(value: Any) -> Share | str:
    """A share, or AUTO where the environment is to be asked."""
    return AUTO if value == AUTO else share_of(_text(value))


READERS: Mapping[str, Callable[[Any], Any]] = {
    "url": _text,
    "app": _application,
    "profile": _profile,
    "report-dir": _path,
    "features": _known(tuple(map(str, FEATURES)), "feature"),
    "allow": _known(tuple(map(str, CONSENTS)), "consent"),
    "spec": _path,
    "seed": _integer(0, 2**63 - 1),
    "concurrency": _integer(1, 64),
    "only": _narrowing,
    "flows": _modules,
    "strict": _yes_or_no,
    "timeout": _seconds,
    "explore": _integer(0, 1_000_000),
    "rate": _rate,
    "budget": _integer(1, 10_000_000),
    "shrink-requests": _integer(0, 100_000),
    "shrink-seconds": _seconds,
    "baseline": _path,
    "shard": _shard,
}
"""Every option by its name on the command line and in the file."""


def variable(option: str) -> str:
    """The environment variable of an option."""
    return "CONFORMANCE_" + option.upper().replace("-", "_")


def choose(
    given: Mapping[str, Any], environment: Mapping[str, str], directory: Path = Path()
) -> Choices:
    """The choices of a run. `given` is the command line's, None where it says nothing.

    The file is `given["config"]`, or `conformance.toml` or `pyproject.toml` in `directory`.
    Raises ConfigurationError.
    """
    named = given.get("config") or environment.get(variable("config"))
    chosen = _from_file(Path(named)) if named else _from_directory(directory)
    in_environment = {option: environment.get(variable(option)) or None for option in READERS}
    for values, place in ((in_environment, _variable), (given, _option)):
        layer = {
            option: read(option, values[option], place(option))
            for option in READERS
            if values.get(option) is not None
        }
        _check_target(layer, f"{place('url')} and {place('app')}")
        if "url" in layer or "app" in layer:
            chosen = {option: chosen[option] for option in chosen if option not in {"url", "app"}}
        chosen |= layer
    return combined(chosen)


def combined(chosen: Mapping[str, Any]) -> Choices:
    """The choices that were read, by their options. Raises ConfigurationError for what clashes."""
    made = Choices(**{option.replace("-", "_"): value for option, value in chosen.items()})
    if made.flows and made.profile == "certification":
        raise ConfigurationError(
            "The profile certification judges by the suite's own requirements alone: leave out the "
            f"flows {', '.join(made.flows)}, or choose another profile."
        )
    if made.shard is not None and made.profile == "certification":
        raise ConfigurationError(
            "A certification is one run: leave out the shard, or choose another profile."
        )
    if made.baseline is not None and made.profile == "certification":
        raise ConfigurationError(
            "A certification knows no known failures: leave out the baseline, which is "
            f"{made.baseline}, or choose another profile."
        )
    return made


def _variable(option: str) -> str:
    return f"the variable {variable(option)}"


def _option(option: str) -> str:
    return "the URL" if option == "url" else f"the option --{option}"


def _check_target(layer: Mapping[str, Any], both: str) -> None:
    if "url" in layer and "app" in layer:
        raise ConfigurationError(
            f"A run has one target, but {both} name two: leave one of them out."
        )


def read(option: str, value: Any, place: str) -> Any:
    """What a value of an option means. Raises ConfigurationError, which says where it stands."""
    try:
        return READERS[option](value)
    except ValueError as error:
        raise ConfigurationError(f"In {place}: {error}.") from None


def _from_directory(directory: Path) -> dict[str, Any]:
    if (directory / FILE).is_file():
        return _from_file(directory / FILE)
    project = directory / "pyproject.toml"
    return _from_file(project) if project.is_file() else {}


def _from_file(path: Path) -> dict[str, Any]:
    """The choices of a file; paths in it are relative to where it is."""
    values = toml(path)
    if path.name == "pyproject.toml":
        values = _table(_table(values, "tool", path), TABLE, path)
    chosen = {}
    for key, value in values.items():
        check_key(key, str(path), READERS)
        found = read(key, value, f"{path}, key {key!r}")
        chosen[key] = path.parent / found if isinstance(found, Path) else found
    _check_target(chosen, f"the keys 'url' and 'app' in {path}")
    return chosen


def toml(path: Path) -> dict[str, Any]:
    """What a TOML file says. Raises ConfigurationError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(
            f"The configuration {path} can't be read: {error.strerror}."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The configuration {path} is not valid TOML: {error}.") from None


def _table(values: Mapping[str, Any], name: str, path: Path) -> dict[str, Any]:
    """The table of that name in a file; empty where there is none."""
    found = values.get(name, {})
    if not isinstance(found, dict):
        raise ConfigurationError(f"In {path}, {name!r} must be a table, not a value.")
    return found


def check_key(key: str, place: str, known: Collection[str], secrets: str = SET) -> None:
    """Raise ConfigurationError for a key that isn't known, or that would hold a secret.

    `secrets` says where those belong.
    """
    if key in known:
        return
    if any(word in key.lower() for word in ("token", "secret", "password", "key")):
        raise ConfigurationError(
            f"{place} has the key {key!r}; secrets don't belong in a file: take it out and "
            f"{secrets}."
        )
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}."
    raise ConfigurationError(f"{place} has the unknown key {key!r}; {hint}")
