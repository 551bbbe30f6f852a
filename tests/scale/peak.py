"""Runs a command and writes down its peak memory: `python -m scale.peak FILE COMMAND…`.

In a small process of its own, because a command's peak counts that of whoever started it too.
"""

from __future__ import annotations

import json
import os
import sys

MIB = 1024 if sys.platform == "linux" else 1024 * 1024
"""Units of the kernel's peak memory in a MiB."""


def main() -> None:
    """Write `exit_code` and `memory` (MiB) as JSON into the file."""
    place, *command = sys.argv[1:]
    process = os.spawnv(os.P_NOWAIT, command[0], command)
    _, status, usage = os.wait4(process, 0)
    value = {"exit_code": os.waitstatus_to_exitcode(status), "memory": usage.ru_maxrss / MIB}
    with open(place, "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib is larger
        json.dump(value, file)


if __name__ == "__main__":
    main()
