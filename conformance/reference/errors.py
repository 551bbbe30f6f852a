"""Every error is a problem document (RFC 9457); none tells a credential or a stack trace."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

_DETAILS = {
    404: "Nothing is served at this path.",
    405: "This path doesn't take this method; Allow names those it takes.",
}


class ProblemError(Exception):
    """A request is refused; `status`, `detail` and `headers` make up the answer.

    `members` are further members of the problem document.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = dict(members or {})


def problem_response(
    problem: ProblemError, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The problem as `application/problem+json`, with its own headers and `headers`."""
    document = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        **problem.members,
    }
    return JSONResponse(
        document,
        status_code=problem.status,
        headers={**(headers or {}), **problem.headers},
        media_type="application/problem+json",
    )


async def http_exception_response(_request: Request, error: Exception) -> JSONResponse:
    """The framework's own refusals (unknown path, wrong method), `Allow` included."""
    if not isinstance(error, HTTPException):
        raise error
    detail = _DETAILS.get(error.status_code, HTTPStatus(error.status_code).description)
    return problem_response(ProblemError(error.status_code, detail, error.headers))


async def unexpected_error_response(_request: Request, _error: Exception) -> JSONResponse:
    """The last resort. The trace goes to the server's log, never to the client."""
    return problem_response(ProblemError(500, "The server failed; the request may be retried."))
