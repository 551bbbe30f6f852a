"""One server without enforced limits for a whole module, and clients of its two agents."""

import socket
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from conformance.reference import RunningServer, Settings

TOKENS = {"secret-of-main": "agent_main", "secret-of-second": "agent_second"}

SendRaw = Callable[[bytes], bytes]
OpenChat = Callable[[], str]


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    """A server with an in-memory database of its own."""
    with RunningServer(Settings(tokens=TOKENS, limits="none")) as running:
        yield running


@pytest.fixture(scope="module")
def anonymous(server: RunningServer) -> Iterator[httpx.Client]:
    """A client without a credential."""
    with httpx.Client(base_url=server.url, timeout=5) as client:
        yield client


@pytest.fixture(scope="module")
def client(server: RunningServer) -> Iterator[httpx.Client]:
    """A client of agent_main."""
    headers = {"Authorization": "Bearer secret-of-main"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=5) as client:
        yield client


@pytest.fixture(scope="module")
def second(server: RunningServer) -> Iterator[httpx.Client]:
    """A client of agent_second."""
    headers = {"Authorization": "Bearer secret-of-second"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=5) as client:
        yield client


@pytest.fixture(scope="module")
def open_chat(client: httpx.Client) -> OpenChat:
    """Opens a chat of agent_main and gives its id."""

    def open_one() -> str:
        answer = client.post("/external/message/new-chat", json={"client_id": "conformance-1"})
        return str(answer.json()["chat_id"])

    return open_one


@pytest.fixture
def send_raw(server: RunningServer) -> SendRaw:
    """Sends bytes as they are and gives all that comes until the server closes."""
    address = urlsplit(server.url)

    def send(request: bytes) -> bytes:
        with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
            connection.sendall(request)
            received = b""
            while chunk := connection.recv(65536):
                received += chunk
        return received

    return send
