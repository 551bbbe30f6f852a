"""Reads a spec file once, and checks it: a contract, or one clear sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from conformance.contract import CORE_OPERATIONS, Contract
from conformance.corpus import corpus_digest
from conformance.openapi import ContractError, resolve
from conformance.resources import SPEC, SPEC_NAME

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The faster of the two that load no more than plain data."""


def _check(contract: Contract) -> None:
    """Find now what would be met in the middle of a run. Raises ContractError."""
    for reference in _references(contract.document):
        resolve(contract.document, reference)
    for operation in contract.operations:
        _ = operation.rate_limit


def _references(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every reference below a value, but for what stands in examples."""
    if isinstance(value, Mapping):
        if isinstance(value.get("$ref"), str):
            yield value
        for key, each in value.items():
            if key not in {"example", "examples", "default", "const", "enum"}:
                yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)


def _shown(path: Path) -> str:
    """A spec file's path as reports name it: below the current directory, or the name alone."""
    if path == SPEC:
        return SPEC_NAME
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.name


def load_contract(path: Path) -> Contract:
    """Read and check a spec file (YAML or JSON). Raises ContractError with one clear sentence."""
    try:
        raw = path.read_bytes()
        document = yaml.load(raw, LOADER)  # noqa: S506 - a safe one
    except OSError as error:
        raise ContractError(f"The spec {path} can't be read: {error.strerror}.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" (line {where.line + 1})" if where else ""
        raise ContractError(f"The spec {path} is not valid YAML{line}.") from None
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3.1"):
        raise ContractError(f"The spec {path} is not an OpenAPI 3.1 document.")
    contract = _contract(document, raw, _shown(path))
    # That the corpus's own contract is valid was found out when it was made, and takes a while.
    problem = None if contract.digest == corpus_digest() else _problem(raw)
    if problem is not None:
        raise ContractError(f"The spec {path} is not valid at {problem}")
    for name in CORE_OPERATIONS:
        contract.operation(name)
    _check(contract)
    if not contract.carriers:
        raise ContractError(f"The spec {path} names no security scheme that can carry a token.")
    return contract


@lru_cache(maxsize=8)
def _problem(raw: bytes) -> str | None:
    """Where a document isn't as OpenAPI 3.1 wants it, and why; or None.

    Remembered, for that takes as long as many requests.
    """
    from openapi_spec_validator import (  # noqa: PLC0415 - slow to import
        OpenAPIV31SpecValidator,
    )

    document = yaml.load(raw, LOADER)  # noqa: S506 - a safe one
    for problem in OpenAPIV31SpecValidator(document).iter_errors():
        place = "/".join(str(part) for part in problem.absolute_path)
        # Some messages go on with the whole schema.
        why = problem.message.partition("\n")[0][:200]
        return f"/{place}: {why}"
    return None


def contract_of(raw: bytes, file: str) -> Contract:
    """The contract whose document was checked before; `raw` are its bytes, `file` its name."""
    return _contract(yaml.load(raw, LOADER), raw, file)  # noqa: S506 - a safe one


def _contract(document: Mapping[str, Any], raw: bytes, file: str) -> Contract:
    return Contract(document, "sha256:" + hashlib.sha256(raw).hexdigest(), file, raw)
