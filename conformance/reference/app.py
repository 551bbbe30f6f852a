"""The application: operations, legacy redirects and error answers around one database."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from conformance.reference.credentials import Credentials
from conformance.reference.description import with_credentials
from conformance.reference.errors import http_exception_response, unexpected_error_response
from conformance.reference.legacy import LegacyRedirects
from conformance.reference.limits import RateLimiter
from conformance.reference.routes import documented_operations
from conformance.reference.service import Service
from conformance.reference.settings import Settings
from conformance.reference.storage import Storage

_ABOUT = {
    "name": "Optimly external message API, reference server",
    "detail": "A sandbox for contract tests. It sends no email and calls no model.",
    "openapi": "/openapi.json",
}


def create_app(settings: Settings, clock: Callable[[], float] = time.monotonic) -> FastAPI:
    """The reference server as an ASGI application.

    The database is opened here and closed by the application's shutdown, so an application
    runs once. `clock` gives the seconds that rate limits are counted by. Raises DatabaseError.
    """
    storage = Storage(settings.database)
    service = Service(
        credentials=Credentials(settings.tokens),
        limiter=RateLimiter(settings.effective_limits(), clock),
        storage=storage,
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            storage.close()

    app = FastAPI(
        title=_ABOUT["name"],
        version="3",
        lifespan=lifespan,
        # The pages at /docs and /redoc load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.add_middleware(LegacyRedirects)
    app.add_exception_handler(HTTPException, http_exception_response)
    app.add_exception_handler(Exception, unexpected_error_response)
    app.openapi = with_credentials(app)  # type: ignore[method-assign]
    app.include_router(documented_operations(service))

    @app.get("/", include_in_schema=False)
    async def about() -> dict[str, str]:
        return _ABOUT

    return app
