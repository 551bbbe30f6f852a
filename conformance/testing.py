"""What a team's own flows and tests are written with: `from conformance.testing import ...`.

These names are the suite's public surface; the documentation of each is where it is defined.
"""

from conformance.calibration.matrix import Kill
from conformance.drive.reply import Missing, Reply
from conformance.drive.session import Session
from conformance.evidence import (
    Accepted,
    Answered,
    Case,
    Evidence,
    IfAccepted,
    Memory,
    Refused,
    Sent,
)
from conformance.exchange import Exchange
from conformance.expectation import Unmet, expect
from conformance.outcome import Judgement, Level, Outcome
from conformance.plugin.asking import Judge, Prove
from conformance.plugin.driven import Driven
from conformance.requirement import Flow, Requirement, Scenario
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import Source, ours, page, public, rfc
from conformance.target import Credentials, Target

__all__ = [
    "Accepted",
    "Answer",
    "Answered",
    "Call",
    "Case",
    "Credentials",
    "Driven",
    "Evidence",
    "Exchange",
    "Flow",
    "IfAccepted",
    "Judge",
    "Judgement",
    "Kill",
    "Level",
    "Memory",
    "Missing",
    "Outcome",
    "Prove",
    "Refused",
    "Reply",
    "Requirement",
    "Scenario",
    "Sent",
    "Session",
    "Source",
    "Target",
    "Unmet",
    "expect",
    "ours",
    "page",
    "public",
    "rfc",
]
