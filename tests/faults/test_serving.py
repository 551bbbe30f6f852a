"""The command line serves a faulty server, and says which there are."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import httpx
from click.testing import CliRunner

from conformance.calibration.choosing import faulty
from conformance.catalogue import find, requirements
from conformance.cli import main
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings, create_app
from conformance.reference.faults import FAULTS
from conformance.sabotage.live import MARK


def test_names_and_describes_them_all() -> None:
    result = CliRunner().invoke(main, ["serve", "--sabotage", "list"])
    assert result.exit_code == 0
    lines = result.output.splitlines()
    saboteurs = [(one, each) for one in requirements() for each in one.saboteurs]
    assert len(lines) == len(FAULTS) + len(saboteurs)
    for line, fault in zip(lines, FAULTS, strict=False):
        assert line.startswith(f"{fault.name} ")
        assert line.endswith(fault.description)
    for line, (requirement, saboteur) in zip(lines[len(FAULTS) :], saboteurs, strict=True):
        assert line.startswith(f"{requirement.id}:{saboteur.slug} ")
        assert line.endswith(saboteur.name)


def test_serves_a_requirements_saboteur_by_its_id_alone_or_with_its_name() -> None:
    tokens = SANDBOX_TOKENS
    first, second = find("LEAD-02").saboteurs[:2]
    for name, saboteur in (
        ("LEAD-02", first),
        ("lead-02", first),
        (f"LEAD-02:{second.slug}", second),
        (f"LEAD-02:{second.name}", second),
    ):
        app = faulty(name, tokens)(create_app(Settings()))
        with RunningServer(app) as server, httpx.Client(base_url=server.url) as client:
            client.headers["Authorization"] = f"Bearer {next(iter(tokens))}"
            opened = client.post("/external/message/new-chat", json={"client_id": "c"}).json()
            body = {
                "chat_id": opened["chat_id"],
                "sender": "user",
                "content": "Hello",
                "metadata": {"form_type": "lead_capture", "lead_collected": True},
            }
            step = {"X-Conformance-Run": "1", "X-Conformance-Step": "lead/lead/page/lead_message"}
            url = "/external/message/new-message"
            plain = client.post(url, json=body)
            spoilt = client.post(url, json=body, headers=step)
        assert MARK not in plain.headers
        assert plain.json()["metadata"] == body["metadata"]
        assert spoilt.headers[MARK] == f"LEAD-02:{saboteur.slug}"
        assert spoilt.json()["metadata"].get("form_type") != "lead_capture"


def test_a_saboteur_that_a_requirement_hasnt_is_refused_with_those_it_has() -> None:
    result = CliRunner().invoke(main, ["serve", "--sabotage", "LEAD-02:of-nobody"])
    assert result.exit_code == 2
    assert "LEAD-02 has no saboteur 'of-nobody'; it has: forgets-the-form-type," in result.output


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
