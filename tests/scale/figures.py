"""Keeps what a proof or the bench has measured, with the machine that it was measured on."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).parents[2] / "docs" / "figures"
PACKAGES = ("optimly-conformance", "schemathesis", "hypothesis", "httpx", "uvicorn", "fastapi")


def machine() -> dict[str, Any]:
    """What figures depend on besides the code. Nothing in it names the machine."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "versions": {package: version(package) for package in PACKAGES},
    }


def keep(name: str, figures: Mapping[str, Any]) -> Path:
    """Write figures, of JSON's types, into `docs/figures/<name>.json`. Returns its path."""
    FIGURES.mkdir(exist_ok=True)
    path = FIGURES / f"{name}.json"
    value = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine(), "figures": figures}
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
    return path
