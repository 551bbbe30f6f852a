"""Derives anew what is kept in `fixtures/reach.json`: `python -m conformance.drift`."""

from __future__ import annotations

from conformance.calibration.trial import correct_server, quiet, trial
from conformance.drift.derive import derive
from conformance.drift.reach import REACH, render
from conformance.loading import load_contract
from conformance.resources import SPEC


def main() -> None:
    """Run against the reference server, spoil what it answered place by place, and keep it."""
    contract = load_contract(SPEC)
    transcript = trial(correct_server(), contract, quiet()).transcript
    REACH.write_text(render(derive(contract, transcript)), encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
