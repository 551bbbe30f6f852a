"""Where a bundle lies in the register, and what has to lie there with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from conformance.certificate.archive import LARGEST
from conformance.register.entry import SUFFIX, stem
from conformance.resources import SPEC

KEY = "key.pub"
LAYOUT = f"<contract version>/<implementation>/NAME-V{SUFFIX}"


@dataclass(frozen=True, slots=True)
class Place:
    """A bundle's file, and its path from the register's directory, with slashes."""

    file: Path
    path: str

    @classmethod
    def all(cls, directory: Path) -> list[Place]:
        """Every file below a directory that looks like a bundle, wherever it lies, in order."""
        files = (file for file in directory.rglob("*") if file.name.lower().endswith(".zip"))
        return sorted(
            (cls(file, file.relative_to(directory).as_posix()) for file in files),
            key=lambda place: place.path,
        )

    @property
    def folders(self) -> tuple[str, ...]:
        return tuple(self.path.split("/")[:-1])

    @property
    def contract(self) -> str:
        return self.folders[0] if self.folders else ""

    @property
    def implementation(self) -> str:
        return self.folders[-1] if len(self.folders) > 1 else ""

    @property
    def version(self) -> str:
        """The version in the file's name, or nothing."""
        name, prefix = stem(self.file.name), f"{self.implementation}-"
        return name.removeprefix(prefix) if name.startswith(prefix) else ""

    @property
    def key(self) -> Path:
        return self.file.with_name(KEY)

    def objection(self) -> str | None:
        """Why nothing can be registered here, whatever it is."""
        if len(self.folders) != LAYOUT.count("/"):
            return f"It doesn't lie in {LAYOUT}."
        if self.contract != SPEC.stem:
            return f"It lies under another contract than {SPEC.stem}, which this suite is about."
        return None

    def fits(self, name: str, version: str) -> bool:
        """Whether a bundle about this implementation and version belongs here."""
        return self.implementation == name and self.file.name == f"{name}-{version}{SUFFIX}"

    def read(self) -> bytes:
        """The bundle, and no more of a file than a bundle has. Raises OSError."""
        with self.file.open("rb") as file:
            return file.read(LARGEST + 1)
