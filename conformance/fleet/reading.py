"""FLEET.toml: the targets of a fleet, their options, and the names of variables with secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.certificate.claims import Implementation
from conformance.configuration import (
    ConfigurationError,
    check_key,
    combined,
    read,
    toml,
)
from conformance.fleet.asked import FILED, SECRETS, Asked, Fleet
from conformance.option import READERS
from conformance.target import TargetError, check_url

DECIDED = frozenset({"url", "app", "report-dir", "shard"})
"""The options of a run that are the fleet's to decide, or each target's own."""

OPTIONS = tuple(option for option in READERS if option not in DECIDED)
"""What may be said of each target, or of all in [defaults]; as in conformance.toml."""

IDENTITY = ("name", "url")
SUBJECT = ("subject", "version", "digest")
"""What a certificate is about."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
TAKEN = ("register", "fleet.json", "index.html")
"""What else lies in a fleet's directory."""

VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
INSTEAD = (
    "name the environment variable that holds it, where the worker runs, under one of the keys "
    f"{', '.join(SECRETS)}"
)


def read_fleet(path: Path) -> Fleet:
    """The fleet that a file asks for.

    Raises ConfigurationError, and BaselineError and ContractError for files that it names.
    """
    values = toml(path)
    for key in values:
        check_key(key, str(path), ("defaults", "target"), INSTEAD)
    defaults = values.get("defaults", {})
    targets = values.get("target", [])
    if not isinstance(defaults, dict):
        raise ConfigurationError(f"In {path}, 'defaults' must be a table: [defaults].")
    if not isinstance(targets, list) or not all(isinstance(one, dict) for one in targets):
        raise ConfigurationError(f"In {path}, 'target' must be a list of tables: [[target]].")
    if not targets:
        raise ConfigurationError(
            f"{path} has no target; write [[target]], and under it name, url and token."
        )
    common = f"{path}, [defaults]"
    for key in defaults:
        check_key(key, common, (*OPTIONS, *SECRETS), INSTEAD)
    asked = tuple(
        _asked(path, number, values, defaults) for number, values in enumerate(targets, start=1)
    )
    _check_each_other(asked, path)
    return Fleet(asked)


def _asked(
    path: Path, number: int, values: Mapping[str, Any], defaults: Mapping[str, Any]
) -> Asked:
    name = _name(values, f"{path}, target {number}")
    place = f"{path}, target {name!r}"
    for key in values:
        check_key(key, place, (*IDENTITY, *OPTIONS, *SECRETS, *SUBJECT), INSTEAD)
    options = {key: value for key, value in {**defaults, **values}.items() if key in OPTIONS}
    chosen = {key: read(key, value, f"{place}, key {key!r}") for key, value in options.items()}
    try:
        combined(chosen)
    except ConfigurationError as error:
        raise ConfigurationError(f"In {place}: {error}") from None
    return Asked(
        name=name,
        url=_url(values, place),
        options={key: value for key, value in options.items() if key not in FILED},
        secrets=_secrets(values, defaults, place),
        contents=_contents(
            {key: path.parent / chosen[key] for key in FILED if key in chosen}, place
        ),
        subject=_subject(values, name, place),
    )


def _name(values: Mapping[str, Any], place: str) -> str:
    name = values.get("name")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise ConfigurationError(
            f"In {place}: 'name' must be letters, digits, dots, dashes and underscores, at most "
            "64, and begin with a letter or digit: the target's directory is called so."
        )
    if name.lower() in TAKEN:
        raise ConfigurationError(f"In {place}: the name {name!r} is taken by the fleet's own file.")
    return name


def _url(values: Mapping[str, Any], place: str) -> str:
    url = values.get("url")
    if not isinstance(url, str):
        raise ConfigurationError(f"In {place}: 'url' must be the server's address.")
    try:
        return check_url(url)
    except TargetError as error:
        raise ConfigurationError(f"In {place}: {error}") from None


def _secrets(values: Mapping[str, Any], defaults: Mapping[str, Any], place: str) -> dict[str, str]:
    """The names of variables. Those of the defaults are for targets that have none of their own:

    two agents' tokens belong together, and one server's are not for another to see.
    """
    given = values if any(key in values for key in SECRETS) else defaults
    found = {}
    for key, variable in SECRETS.items():
        if key not in given:
            continue
        name = given[key]
        # Never shown: it may be the secret itself.
        if not isinstance(name, str) or not VARIABLE.fullmatch(name):
            raise ConfigurationError(
                f"In {place}: {key!r} must be the name of an environment variable, in capitals and "
                "with an underscore, like ACME_TOKEN; the secret itself doesn't belong in a file."
            )
        found[variable] = name
    if SECRETS["token"] not in found:
        raise ConfigurationError(
            f"In {place}: 'token' is missing; give the name of the environment variable that "
            "holds an agent's access token."
        )
    return found


def _contents(files: Mapping[str, Path], place: str) -> dict[str, str]:
    """What is in the files that options name. What is wrong with them is said before any run.

    Raises BaselineError and ContractError too.
    """
    found = {option: _content(path, place) for option, path in files.items()}
    if "baseline" in files:
        from conformance.baseline.keeping import read_baseline  # noqa: PLC0415 - not always needed

        read_baseline(files["baseline"])
    if "spec" in files:
        from conformance.loading import load_contract  # noqa: PLC0415 - not always needed

        load_contract(files["spec"])
    return found


def _content(path: Path, place: str) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ConfigurationError(f"In {place}: {path} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"In {place}: {path} is not UTF-8.") from None


def _subject(values: Mapping[str, Any], name: str, place: str) -> Implementation | None:
    """What a certificate is to be about; None where nothing is said of it."""
    given = {key: values[key] for key in SUBJECT if key in values}
    if not given:
        return None
    for key, value in given.items():
        if not isinstance(value, str):
            raise ConfigurationError(f"In {place}: {key!r} must be a text.")
    if "version" not in given:
        raise ConfigurationError(
            f"In {place}: 'version' is missing; a certificate is about one version."
        )
    return Implementation(given.get("subject", name), given["version"], given.get("digest"))


def _check_each_other(asked: tuple[Asked, ...], path: Path) -> None:
    names: dict[str, str] = {}
    servers: dict[tuple[str, str], str] = {}
    for one in asked:
        other = names.setdefault(one.name.lower(), one.name)
        if sum(target.name.lower() == one.name.lower() for target in asked) > 1:
            raise ConfigurationError(
                f"In {path}, two targets have the name {other!r}; give each its own, different in "
                "more than capitals."
            )
        server = (one.url, one.secrets[SECRETS["token"]])
        if (same := servers.setdefault(server, one.name)) != one.name:
            raise ConfigurationError(
                f"In {path}, {same!r} and {one.name!r} have the same url and token: they would "
                "use up each other's rate limit. Leave one out, or give it another agent's token."
            )
