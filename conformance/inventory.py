"""The catalogue as its readers see it: a list, JSON, and one requirement explained."""

from __future__ import annotations

from typing import Any

from conformance.catalogue import digest, find, flows, requirements
from conformance.requirement import Requirement


def inventory() -> dict[str, Any]:
    """The whole catalogue as JSON data; its JSON Schema is `reports/requirements.schema.json`."""
    return {
        "digest": digest(),
        "flows": [{"name": flow.name, "title": flow.title} for flow in flows()],
        "requirements": [_entry(requirement) for requirement in requirements()],
    }


def _entry(requirement: Requirement) -> dict[str, Any]:
    return {
        "id": requirement.id,
        "flow": requirement.flow.name,
        "level": requirement.level.value,
        "statement": requirement.statement,
        "explanation": requirement.explanation,
        "source": str(requirement.source),
        "kind": "invariant" if requirement.scenario is None else "scenario",
        "needs": sorted(map(str, requirement.needs)),
        "smoke": requirement.scenario is None or requirement.scenario.smoke,
        "saboteurs": [saboteur.name for saboteur in requirement.saboteurs],
        "file": requirement.file,
        "line": requirement.line,
    }


def listing() -> str:
    """One line for each requirement, flow by flow, and how many there are."""
    lines = []
    for flow in flows():
        lines.append(f"{flow.title} ({flow.name})")
        for requirement in flow.requirements:
            lines.append(f"  {requirement.id:8} {requirement.level:6}  {requirement.statement}")
    found = requirements()
    must = sum(requirement.level == "MUST" for requirement in found)
    lines.append(f"{len(found)} requirements: {must} MUST, {len(found) - must} SHOULD")
    return "\n".join(lines)


def explanation(name: str) -> str:
    """All about one requirement. Raises SelectionError."""
    requirement = find(name)
    needs = ", ".join(sorted(map(str, requirement.needs))) or "nothing beyond the core"
    judged = "every exchange of a run to which it applies"
    if requirement.scenario is not None:
        judged = f"the scenario {requirement.scenario.name}"
    known = "\n".join(f"  - {saboteur.name}" for saboteur in requirement.saboteurs)
    return (
        f"{requirement.id} ({requirement.level}, {requirement.flow.title})\n\n"
        f"{requirement.statement}\n{requirement.explanation}\n\n"
        f"Source:  {requirement.source}\n"
        f"Judged:  {judged}\n"
        f"Needs:   {needs}\n"
        f"Written: {requirement.file}:{requirement.line}\n\n"
        f"Known to catch a server that:\n{known}"
    )
