"""Why a bundle is refused: at which step, and in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """At which step a bundle fell."""

    FILE = "file"
    DIGESTS = "digests"
    SIGNATURE = "signature"
    SUITE = "suite"
    EVIDENCE = "evidence"
    JUDGEMENT = "judgement"
    CLAIMS = "claims"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a bundle is refused, in a sentence."""

    kind: Kind
    sentence: str


class RefusedError(Exception):
    """One objection that makes what follows pointless."""

    def __init__(self, kind: Kind, sentence: str) -> None:
        super().__init__(sentence)
        self.objection = Objection(kind, sentence)
