"""How large answers may be: each of them, and all the large ones of a run together.

What a target answers is kept in the transcript, judged and shown. So without a bound a target that
answers each of a run's thousands of requests with megabytes would fill the disk.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

LARGEST_ANSWER = 2 * 2**20
"""Bytes of one answer. A run itself sends messages of 1 MiB, which may come back."""

SMALL = 32 * 2**10
"""Bytes: an answer up to here is always kept. This API's are mostly below 1 KiB."""

LARGE_IN_ALL = 32 * 2**20
"""Bytes of all answers that aren't small; when they are spent, only small ones are kept."""


class TooLargeError(Exception):
    """The answer is larger than it may be, in a sentence."""


@dataclass
class Capacity:
    """What is left for a run's large answers. Safe for several threads.

    `largest` are the bytes of one answer, and `left` those of all that aren't small.
    """

    largest: int = LARGEST_ANSWER
    left: int = LARGE_IN_ALL
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, size: int) -> None:
        """Raises TooLargeError where an answer of so many bytes is not kept."""
        if size > self.largest:
            raise TooLargeError(f"the answer is larger than {self.largest // 2**20} MiB")
        if size > SMALL and self.left <= 0:
            raise TooLargeError(
                f"the answer is larger than {SMALL // 2**10} KiB, and those before it "
                "that were, were too many to keep this one too"
            )

    def take(self, size: int) -> None:
        """Count an answer that is kept."""
        if size > SMALL:
            with self._lock:
                self.left -= size
