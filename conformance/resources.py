"""Where the spec and the fixtures are: in the wheel, or in the checkout."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parent
_BUNDLED = _PACKAGE / "bundled"
_ROOT = _BUNDLED if _BUNDLED.is_dir() else _PACKAGE.parent

SPEC_NAME = "spec/api_versions/v3.yaml"
SPEC = _ROOT / SPEC_NAME
FIXTURES = _ROOT / "fixtures"
CORPUS = FIXTURES / "corpus"
CALIBRATION = FIXTURES / "calibration.json"
REQUIREMENT_SET = FIXTURES / "requirement-set.json"


@cache
def fixture(name: str) -> Any:
    """The value of a JSON file in `fixtures/`; treat it as read-only."""
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


def variations(name: str) -> tuple[tuple[str, Any], ...]:
    """A fixture file that maps names to values, as a scenario's variations."""
    return tuple(fixture(name).items())
