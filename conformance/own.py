"""An operator's own flows: found in the modules that are named, and fit to stand beside ours.

They are driven, judged and reported like the suite's. They are no part of its catalogue: not of its
digest, not of its calibration, and not of a certification.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from types import ModuleType

from conformance import catalogue
from conformance.capability import Capability
from conformance.configuration import ConfigurationError
from conformance.importing import imported
from conformance.requirement import Flow, Requirement

ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*-[0-9]{2,}")


def own_flows(modules: Iterable[str]) -> tuple[Flow, ...]:
    """The flows in these modules, in their order. Raises ConfigurationError.

    A module's flows are the values of the type `Flow` that it has by name, but for the suite's.
    """
    found: list[Flow] = []
    for name in modules:
        what = f"The module {name} of your flows"
        flows = [one for one in _flows(imported(name, what)) if one not in found]
        if not flows:
            raise ConfigurationError(
                f'{what} has no flow; write one, such as flow = Flow("acme", "What Acme adds").'
            )
        found += flows
    problem = next(problems(found), None)
    if problem is not None:
        raise ConfigurationError(f"Your flows can't be used: {problem}.")
    for flow in found:
        flow.requirements.sort(key=lambda requirement: requirement.id)
    return tuple(found)


def _flows(module: ModuleType) -> list[Flow]:
    values = (value for value in vars(module).values() if isinstance(value, Flow))
    return [flow for flow in dict.fromkeys(values) if flow not in catalogue.flows()]


def problems(flows: Sequence[Flow]) -> Iterator[str]:
    """What keeps flows from standing beside the suite's, each in half a sentence."""
    ours = {flow.name for flow in catalogue.flows()}
    for name, count in Counter(flow.name for flow in flows).items():
        if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
            yield f"the flow's name {name!r} must be lower-case letters, digits and hyphens"
        if name in ours or count > 1:
            yield f"there is another flow {name!r}; give it another name"
    known = {requirement.id for requirement in catalogue.requirements()}
    ids = Counter(requirement.id for flow in flows for requirement in flow.requirements)
    for id_, count in ids.items():
        if id_ in known:
            yield f"{id_} is a requirement of the suite; give it an id of your own"
        elif count > 1:
            yield f"two requirements have the id {id_}"
    for flow in flows:
        yield from _of_flow(flow)


def _of_flow(flow: Flow) -> Iterator[str]:
    if not flow.requirements:
        yield f"the flow {flow.name!r} has no requirement"
    names = Counter(scenario.name for scenario in flow.scenarios)
    for name in (name for name, count in names.items() if count > 1):
        yield f"two scenarios of the flow {flow.name!r} have the name {name!r}"
    for requirement in flow.requirements:
        yield from _of_requirement(requirement)


def _of_requirement(requirement: Requirement) -> Iterator[str]:
    id_ = requirement.id
    if not ID.fullmatch(id_):
        yield f"the id {id_!r} must be capitals and a number of two digits, like ACME-01"
    if not requirement.statement:
        yield f"the check of {id_} has no docstring, whose first paragraph is the statement"
    unknown = requirement.needs - set(map(str, Capability))
    if unknown:
        yield (
            f"{id_} needs {', '.join(sorted(map(repr, unknown)))}; known are: "
            f"{', '.join(map(str, Capability))}"
        )
    try:
        evidence = requirement.evidence
    except (TypeError, NameError) as error:
        yield f"the check of {id_} has an annotation that can't be used: {error}"
        return
    if not evidence:
        yield f"the check of {id_} judges nothing: it has no parameter named like a step"
    elif requirement.over is not None and len(evidence) > 1:
        yield f"the check of {id_} is an invariant's, which judges one exchange at a time"
