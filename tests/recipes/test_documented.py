"""What docs/ci.md shows of the recipes is what they take."""

from __future__ import annotations

import re
from typing import Any

import yaml

from .services import ROOT
from .test_github import ACTION
from .test_other_services import INPUTS

TEXT = (ROOT / "docs/ci.md").read_text(encoding="utf-8")


def block(heading: str) -> Any:
    """The YAML below a heading."""
    below = TEXT.partition(f"\n## {heading}\n")[2]
    return yaml.safe_load(below.partition("```yaml\n")[2].partition("```")[0])


def test_the_action_is_used_rightly() -> None:
    (step,) = block("GitHub")
    assert step["with"].keys() <= ACTION["inputs"].keys()
    said = TEXT.partition("The inputs are options")[2].partition("## GitLab")[0]
    named = set(re.findall(r"`([a-z-]+)`", said))
    assert ACTION["inputs"].keys() | ACTION["outputs"].keys() <= named


def test_the_component_is_used_rightly() -> None:
    (include,) = block("GitLab")["include"]
    needed = {name for name, one in INPUTS.items() if "default" not in one}
    assert needed <= include["inputs"].keys() <= INPUTS.keys()
    assert "/conformance@" in include["component"]


def test_the_hook_is_used_rightly() -> None:
    (repository,) = block("pre-commit")["repos"]
    (hook,) = repository["hooks"]
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["id"] in {one["id"] for one in hooks}
