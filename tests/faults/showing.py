"""One request that shows each fault, what the faulty server makes of it, and a near miss."""

from __future__ import annotations

from .asking import Shown
from .requests import CHATS, COMBINATIONS, LENIENCY, READINGS, SYNTAX
from .values import METADATA, TEXTS

SHOWN: dict[str, Shown] = {
    **TEXTS,
    **METADATA,
    **COMBINATIONS,
    **LENIENCY,
    **SYNTAX,
    **CHATS,
    **READINGS,
}
