"""What a request is refused with."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any


class Problem(Exception):  # noqa: N818 - what it is called where it is sent
    """A refusal: its status, a sentence for people, and headers that belong to it."""

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    @property
    def document(self) -> dict[str, Any]:
        """The refusal as problem details (RFC 9457)."""
        phrase = HTTPStatus(self.status).phrase
        slug = phrase.lower().replace(" ", "-")
        return {
            "detail": self.detail,
            "status": self.status,
            "title": phrase,
            "type": f"https://problems.example/{slug}",
        }
