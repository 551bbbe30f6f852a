"""The database: concurrency, restarts, and files that can't be used."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from conformance.reference import DatabaseError, RunningServer, Settings, create_app
from conformance.reference.models import ChatBase, MessageCore
from conformance.reference.storage import Storage, UnknownChatError

HEADERS = {"X-API-Key": "t"}


def settings(database: Path | str) -> Settings:
    return Settings(tokens={"t": "a"}, database=str(database), limits="none")


def test_64_callers_at_once_get_a_chat_each(client: httpx.Client) -> None:
    def open_chat(number: int) -> str:
        body = {"client_id": "the same", "metadata": {"number": number}}
        answer = client.post("/external/message/new-chat", json=body)
        assert answer.json()["metadata"] == {"number": number}
        return str(answer.json()["chat_id"])

    with ThreadPoolExecutor(64) as pool:
        assert len(set(pool.map(open_chat, range(64)))) == 64


@pytest.mark.parametrize("in_memory", [True, False])
def test_threads_share_one_storage(tmp_path: Path, in_memory: bool) -> None:
    storage = Storage(":memory:" if in_memory else str(tmp_path / "chats.db"))
    chat_id = storage.add_chat("agent", ChatBase(client_id="c")).chat_id

    def write(number: int) -> str:
        asked = MessageCore(chat_id=chat_id, sender="user", content=str(number))
        return storage.add_message("agent", asked).message_id

    with ThreadPoolExecutor(16) as pool:
        written = set(pool.map(write, range(400)))
    messages = storage.messages("agent", chat_id)
    assert {message.message_id for message in messages} == written
    assert len(written) == 400
    times = [message.created_at for message in messages]
    assert times == sorted(times)
    with pytest.raises(UnknownChatError):
        storage.messages("another agent", chat_id)
    storage.close()
    storage.close()


def test_a_restart_on_the_same_file_keeps_everything(tmp_path: Path) -> None:
    database = tmp_path / "chats.db"
    with (
        RunningServer(settings(database)) as running,
        httpx.Client(base_url=running.url, headers=HEADERS) as client,
    ):
        chat_id = client.post("/external/message/new-chat", json={"client_id": "c"}).json()[
            "chat_id"
        ]
        message = {"chat_id": chat_id, "sender": "user", "content": "\U0001f511\x00 "}
        client.post("/external/message/new-message", json=message)
        before = client.get(f"/external/chat/{chat_id}/messages").json()
        client.post(
            "/external/message/email-handoff",
            json={
                "chat_id": chat_id,
                "customer_email": "a@b.test",
                "reason": "r",
                "metadata": {"n": 10**40},
            },
        )
    assert [file.name for file in tmp_path.iterdir()] == ["chats.db"]
    with (
        RunningServer(settings(database)) as running,
        httpx.Client(base_url=running.url, headers=HEADERS) as client,
    ):
        assert client.get(f"/external/chat/{chat_id}/messages").json() == before
        client.post("/external/message/new-message", json=message).raise_for_status()
        assert len(client.get(f"/external/chat/{chat_id}/messages").json()) == 2
    connection = sqlite3.connect(database)
    row = connection.execute(
        "SELECT chat_id, status, customer_email, reason, context, metadata FROM handoffs"
    ).fetchall()
    connection.close()
    assert row == [(chat_id, "queued", "a@b.test", "r", "", f'{{"n": {10**40}}}')]


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database, " * 100)
    with pytest.raises(DatabaseError, match=r"notes.txt' can't be used: file is not a database\."):
        create_app(settings(file))
    assert file.read_text() == "not a database, " * 100


def test_a_place_that_can_not_hold_a_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing" / "chats.db"):
        with pytest.raises(DatabaseError, match="unable to open database file"):
            create_app(settings(path))


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE chats (anything)")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(DatabaseError, match="belongs to another program"):
        create_app(settings(file))
    assert file.read_bytes() == before


def test_a_database_that_is_not_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "chats.db"
    Storage(str(file)).close()
    # Root may write to any file, so SQLite itself is told not to.
    real = sqlite3.connect

    def read_only(path: str, check_same_thread: bool) -> sqlite3.Connection:
        return real(f"file:{path}?mode=ro", uri=True, check_same_thread=check_same_thread)

    monkeypatch.setattr(sqlite3, "connect", read_only)
    with pytest.raises(DatabaseError, match="readonly database"):
        Storage(str(file))
