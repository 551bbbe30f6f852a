"""The command line serves a faulty server, and says which there are."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import httpx
from click.testing import CliRunner

from conformance.cli import main
from conformance.reference import SANDBOX_TOKENS
from conformance.reference.faults import FAULTS


def test_names_and_describes_them_all() -> None:
    result = CliRunner().invoke(main, ["serve", "--sabotage", "list"])
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert len(lines) == len(FAULTS)
    for line, fault in zip(lines, FAULTS, strict=True):
        assert line.startswith(f"{fault.name} ")
        assert line.endswith(fault.description)


def test_an_unknown_name_is_refused() -> None:
    result = CliRunner().invoke(main, ["serve", "--sabotage", "of-nobody"])
    assert result.exit_code == 2
    assert "There is no sabotage named 'of-nobody'; `list` names them all." in result.output


def test_serves_a_faulty_server() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = "from conformance.cli import main; main()"
    fault = ("--sabotage", "content-soft-hyphen-lost")
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", program, "serve", "--port", str(port), *fault],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    headers = {"Authorization": f"Bearer {next(iter(SANDBOX_TOKENS))}"}
    transport = httpx.HTTPTransport(retries=6)
    url = f"http://127.0.0.1:{port}/external/message"
    with httpx.Client(transport=transport, headers=headers) as client:
        opened = client.post(f"{url}/new-chat", json={"client_id": "conformance-1"}).json()
        body = {"chat_id": opened["chat_id"], "sender": "user", "content": "co\u00adop"}
        answer = client.post(f"{url}/new-message", json=body).json()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=5)
    assert answer["content"] == "coop"
    assert process.returncode == 0
    assert "Traceback" not in err
