"""Apps of a user, as the text of a module; each keeps a small part of the contract or none."""

SERVING = '''
"""Three ways of one server, of which one writes down when it starts and stops."""

import json
import sys
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from conformance.reference import Settings, create_app

print("the app says hello")
print("and complains", file=sys.stderr)


def create() -> FastAPI:
    return create_app(Settings(limits="none"))


right = create()


@asynccontextmanager
async def lifespan(app):
    events = Path("events")
    events.write_text("started")
    yield
    events.write_text(events.read_text() + " stopped")


app = FastAPI(lifespan=lifespan)
app.mount("/", right)


async def plain(scope, receive, send):
    assert scope["type"] == "http"
    print("a request")
    await right(scope, receive, send)


class Holder:
    plain = staticmethod(plain)


def partly(scope, receive, send):
    """An app that isn't a coroutine function, but gives a coroutine."""
    return plain(scope, receive, send)


def wsgi(environ, start_response):
    """Opens chats for one token, and knows nothing else."""
    if environ.get("HTTP_AUTHORIZATION") != "Bearer sandbox-token-main":
        start_response("401 Unauthorized", [("WWW-Authenticate", "Bearer")])
        return [b""]
    if not environ["PATH_INFO"].endswith("/new-chat"):
        start_response("404 Not Found", [])
        return [b""]
    body = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"] or 0)))
    answer = {"chat_id": f"chat-{id(body)}", "metadata": body.get("metadata")}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(answer).encode()]
'''

FAILING = '''
"""What is no app, or doesn't start."""

import os
from contextlib import asynccontextmanager

from fastapi import FastAPI

number = 5


@asynccontextmanager
async def lifespan(app):
    raise RuntimeError("no database for " + os.environ["CONFORMANCE_TOKEN"] + " \\x1b[31m")
    yield


app = FastAPI(lifespan=lifespan)


async def silent(scope, receive, send):
    await receive()
    await send({"type": "lifespan.startup.failed"})


def create():
    raise ValueError("no settings")


def either(*values):
    return None
'''

BROKEN = '"""An app that can\'t be imported."""\n\nraise KeyError("DATABASE_URL")\n'

LEAVING = '"""An app that is a program."""\n\nraise SystemExit(7)\n'

NEEDY = '"""An app that needs what isn\'t there."""\n\nimport module_that_is_nowhere\n'
