"""Writes the frozen corpus: a file per operation, and a manifest of them all."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from conformance.contract import Contract
from conformance.corpus import FILES, Group, lines
from conformance.generate.assembly import assemble
from conformance.generate.author import Author
from conformance.generate.by_schemathesis import Schemathesis

MANIFEST = "manifest.json"
LIBRARIES = ("hypothesis", "schemathesis")


def write_corpus(contract: Contract, directory: Path) -> dict[str, Any]:
    """Write every file and the manifest, which is returned.

    All is made before anything is replaced, so that an interrupted build leaves the old files.
    """
    schemathesis = Schemathesis(contract.document)
    made = {
        f"{name}.jsonl": assemble(
            Author(contract.operation(operation), operation), schemathesis, name
        )
        for name, operation in FILES.items()
    }
    contents = {name: lines(groups) for name, groups in made.items()}
    manifest = {
        "spec": contract.digest,
        "libraries": {name: version(name) for name in LIBRARIES},
        "unicode": unicodedata.unidata_version,
        "files": {name: _entry(groups, contents[name]) for name, groups in made.items()},
    }
    contents[MANIFEST] = json.dumps(manifest, indent=2) + "\n"
    directory.mkdir(parents=True, exist_ok=True)
    pending = {directory / name: directory / f".{name}.new" for name in contents}
    for path, draft in pending.items():
        draft.write_text(contents[path.name], encoding="ascii")
    for path, draft in pending.items():
        draft.replace(path)
    return manifest


def _entry(groups: Sequence[Group], content: str) -> dict[str, Any]:
    return {
        "valid": len(groups),
        "invalid": sum(len(group.invalid) for group in groups),
        "sha256": hashlib.sha256(content.encode("ascii")).hexdigest(),
    }
