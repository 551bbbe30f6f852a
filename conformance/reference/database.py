"""Opening the SQLite database, or saying in one sentence why it can't be used."""

import sqlite3

# "Optm": marks a file as ours, so that another program's database is never written to.
_APPLICATION_ID = 0x4F70746D

_TABLES = (
    """CREATE TABLE IF NOT EXISTS chats (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        chat_id TEXT NOT NULL UNIQUE,
        agent_id TEXT NOT NULL,
        client_id TEXT NOT NULL,
        ai_enabled INTEGER NOT NULL,
        lead_collected INTEGER NOT NULL,
        metadata TEXT NOT NULL,
        created_at TEXT NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS messages (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        message_id TEXT NOT NULL UNIQUE,
        chat_id TEXT NOT NULL REFERENCES chats (chat_id),
        sender TEXT NOT NULL,
        content TEXT NOT NULL,
        metadata TEXT NOT NULL,
        created_at TEXT NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS messages_of_a_chat ON messages (chat_id, sequence)",
    """CREATE TABLE IF NOT EXISTS handoffs (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        handoff_id TEXT NOT NULL UNIQUE,
        chat_id TEXT NOT NULL REFERENCES chats (chat_id),
        status TEXT NOT NULL,
        customer_email TEXT NOT NULL,
        reason TEXT NOT NULL,
        context TEXT NOT NULL,
        metadata TEXT NOT NULL,
        created_at TEXT NOT NULL
    )""",
)


class DatabaseError(Exception):
    """The database can't be used; the message is one sentence for the operator."""


def open_database(path: str) -> sqlite3.Connection:
    """A connection for all threads (the caller locks), with the tables in place.

    `path` is a file, made if missing, or `:memory:`. Raises DatabaseError if the file can't be
    opened or written, isn't a database or is another program's.
    """
    try:
        connection = sqlite3.connect(path, check_same_thread=False)
    except sqlite3.Error as error:
        raise DatabaseError(f"The database {path!r} can't be opened: {error}.") from error
    try:
        _prepare(connection, path)
    except sqlite3.Error as error:
        connection.close()
        raise DatabaseError(f"The database {path!r} can't be used: {error}.") from error
    except DatabaseError:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: str) -> None:
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if owner != _APPLICATION_ID and (owner or tables):
        raise DatabaseError(f"The database {path!r} belongs to another program.")
    connection.execute("PRAGMA journal_mode = WAL")
    # With WAL, NORMAL survives a crash of the process; only a power cut may cost the last rows.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    with connection:
        # A real write in any case, so that a read-only file is noticed now.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        for statement in _TABLES:
            connection.execute(statement)
