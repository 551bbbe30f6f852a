"""Where a requirement comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where a requirement comes from. `ours` ones are never above SHOULD, unless `testable`."""

    origin: str
    text: str
    testable: bool = False

    def __str__(self) -> str:
        return f"[{self.origin}] {self.text}"


def page(section: str) -> Source:
    """The API owner's page, by the heading of the section."""
    return Source("page", section)


def public(what: str) -> Source:
    """Other public pages of the same vendor."""
    return Source("public", what)


def rfc(number: int, section: str) -> Source:
    """An internet standard, such as `rfc(9110, "11.6.1")`."""
    return Source(f"RFC {number}", f"section {section}")


def ours(why: str, *, testable: bool = False) -> Source:
    """Our decision; `testable` says that without it the contract could not be tested."""
    return Source("ours", why, testable)
