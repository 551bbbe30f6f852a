"""What an operator chose: the command line over the environment over the configuration file.

Both fronts, the command line and pytest, ask here, so that one choice means one thing.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.option import READERS
from conformance.resources import SPEC
from conformance.share import Share

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
