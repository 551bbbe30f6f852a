"""Bodies that Schemathesis makes of the spec; the only file that knows it.

Its own metadata on what is wrong is not asked: whoever takes a body looks for themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import schemathesis
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core import NOT_SET

from conformance.generate.draws import drawn
from conformance.operation import Operation

_CONFIG = {
    # Credentials have flows of their own, and what is wrong with one hides what else is wrong.
    "generation": {"with-security-parameters": False},
    "phases": {"stateful": {"inference": {"algorithms": []}}},
}
MODES = {True: GenerationMode.POSITIVE, False: GenerationMode.NEGATIVE}


class Schemathesis:
    """Makes bodies for the operations of one spec."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        # No server is named, so none can be sent anything.
        spec = {**document, "servers": [{"url": "/"}]}
        config = SchemathesisConfig.from_dict(_CONFIG)
        self._schema = schemathesis.openapi.from_dict(spec, config=config)

    def coverage(self, operation: Operation) -> Iterator[Any]:
        """The bodies of its coverage phase, boundary cases that are always the same.

        The method behind it is not documented; a test notices when it changes.
        """
        found = self._operation(operation)
        config = self._schema.config.generation_for(operation=found, phase="coverage")
        cases = self._schema.iter_coverage_cases(
            found, generation_modes=list(GenerationMode), generation_config=config
        )
        return (case.body for case in cases if _sends_json(case, operation))

    def bodies(self, operation: Operation, *, valid: bool, count: int, seed: int) -> list[Any]:
        """Bodies drawn at random, for one seed the same."""
        strategy = self._operation(operation).as_strategy(generation_mode=MODES[valid])
        cases = drawn(strategy, count, seed)
        return [case.body for case in cases if _sends_json(case, operation)]

    def _operation(self, operation: Operation) -> Any:
        return self._schema[operation.path][operation.method]


def _sends_json(case: Any, operation: Operation) -> bool:
    """Whether a case is one of the contract's own method, with a body that is a JSON value."""
    return (
        case.method == operation.method
        and case.body is not NOT_SET
        and case.media_type == "application/json"
        and _is_json(case.body)
    )


def _is_json(body: Any) -> bool:
    try:
        json.dumps(body, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True
