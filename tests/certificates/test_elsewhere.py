"""The same bytes in another process, and verified on a machine that is as good as another."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.certificate.archive import pack
from conformance.certificate.bundle import assembled

from .making import Made

ALONE = """
import sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "httplint":
            raise ModuleNotFoundError(name)

def forbid(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto"}:
        raise RuntimeError(f"nobody may use the network: {event}")

sys.meta_path.insert(0, Absent())
sys.addaudithook(forbid)
import importlib.util
find_spec = importlib.util.find_spec
importlib.util.find_spec = lambda name, *a: None if name == "httplint" else find_spec(name, *a)
"""

VERIFYING = """
import socket
try:
    socket.create_connection(("127.0.0.1", 9))
except RuntimeError:
    pass
else:
    raise SystemExit("the network is there")
from conformance.cli import main
main(["verify", sys.argv[1], "--public-key", sys.argv[2]])
"""

MAKING = """
import hashlib
from pathlib import Path
from conformance.certificate.archive import pack
from conformance.certificate.bundle import assembled
sys.path.insert(0, sys.argv[2])
from certificates.making import Made
made = Made(Path(sys.argv[1]))
print(hashlib.sha256(pack(assembled(made.evidence, made.signer))).hexdigest())
"""


def alone(code: str, tmp_path: Path, *arguments: str, **environment: str) -> str:
    """What a Python process says that has no network, no httplint, and places of its own."""
    place = {name: str(tmp_path) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
    done = subprocess.run(
        [sys.executable, "-I", "-c", ALONE + code, *arguments],
        env={"PATH": os.environ["PATH"], **place, **environment},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_verifies_without_a_network_elsewhere(made: Made, tmp_path: Path) -> None:
    copy, key = tmp_path / "a.zip", tmp_path / "k.pub"
    copy.write_bytes(made.data)
    key.write_bytes(made.public_file.read_bytes())
    said = alone(VERIFYING, tmp_path, str(copy), str(key), TZ="Asia/Kathmandu", LC_ALL="C")
    assert "It holds: signed, whole, and judged again with the same result." in said


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_the_same_evidence_gives_the_same_bytes(made: Made, tmp_path: Path, seed: str) -> None:
    """Another process, hash seed, time zone and locale; and here once more."""
    place = {"TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": seed}
    code = MAKING
    isolated = alone(code, tmp_path, str(made.directory), str(Path(__file__).parents[1]), **place)
    assert isolated.strip() == hashlib.sha256(made.data).hexdigest()


def test_here_once_more(made: Made) -> None:
    assert pack(assembled(made.evidence, made.signer)) == made.data
