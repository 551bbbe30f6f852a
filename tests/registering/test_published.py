"""The published register is what its bundles come to, by today's suite."""

from __future__ import annotations

import json
from datetime import date

from conformance.register.entry import State
from conformance.register.register import register
from conformance.register.writing import DATA, rendered

from .conftest import AGAIN, PUBLISHED


def test_every_published_bundle_holds_and_the_pages_are_what_they_come_to() -> None:
    told = json.loads((PUBLISHED / DATA).read_text(encoding="ascii"))
    found = register(PUBLISHED, date.fromisoformat(told["day"]))
    refused = [(entry.path, entry.reasons) for entry in found.entries if entry.reasons]
    assert refused == [], AGAIN
    assert [(entry.implementation, entry.state) for entry in found.entries] == [
        ("optimly-reference", State.CERTIFIED)
    ]
    for name, content in rendered(found).items():
        assert (PUBLISHED / name).read_bytes() == content, f"{name} is not of today. {AGAIN}"


def test_nothing_else_lies_there_and_no_private_key() -> None:
    folder = "v3/optimly-reference"
    files = {
        path.relative_to(PUBLISHED).as_posix() for path in PUBLISHED.rglob("*") if path.is_file()
    }
    [bundle] = (name for name in files if name.endswith(".zip"))
    badge = f"badge-{bundle.rpartition('/')[2].removesuffix('.conformance.zip')}.json"
    assert files == {
        "index.html", "index.json", bundle, f"{folder}/key.pub", f"{folder}/{badge}",
    }  # fmt: skip
    assert not [name for name in files if b"PRIVATE" in (PUBLISHED / name).read_bytes()]
