"""How a documented operation is decided, step by step, the same for every operation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from conformance.reference.credentials import Credentials
from conformance.reference.errors import ProblemError, problem_response
from conformance.reference.limits import Allowance, RateLimiter
from conformance.reference.requests import read_object, validate
from conformance.reference.storage import Storage, UnknownChatError

Asked = TypeVar("Asked", bound=BaseModel)
Answer = BaseModel | list[Any]

# A credential may be in the URL, so no cache may keep the answer (RFC 6750 section 2.3).
_UNCACHED = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class Service:
    """The parts that decide about a request."""

    credentials: Credentials
    limiter: RateLimiter
    storage: Storage

    async def answer_body(
        self,
        request: Request,
        operation: str,
        model: type[Asked],
        carry_out: Callable[[str, Asked], Answer],
        per_chat: bool = False,
    ) -> Response:
        """Answers an operation that takes a body; `carry_out` gets the agent's id and the body.

        Authentication, then the body, then the rate limit, then the operation itself. A
        refused body counts against the limit too: of its chat where it names one.
        """
        try:
            agent_id = self.credentials.authenticate(request.scope)
        except ProblemError as problem:
            return problem_response(problem, _UNCACHED)
        chat = ""
        try:
            body = await read_object(request)
            if per_chat and isinstance(body.get("chat_id"), str):
                chat = body["chat_id"]
            asked = validate(model, body)
        except ProblemError as problem:
            allowance = self.limiter.take(operation, agent_id, chat)
            return problem_response(problem, {**_UNCACHED, **allowance.headers()})
        allowance = self.limiter.take(operation, agent_id, chat)
        return _carry_out(allowance, lambda: carry_out(agent_id, asked))

    def answer(
        self, request: Request, operation: str, carry_out: Callable[[str], Answer]
    ) -> Response:
        """Answers an operation without a body; `carry_out` gets the agent's id."""
        try:
            agent_id = self.credentials.authenticate(request.scope)
        except ProblemError as problem:
            return problem_response(problem, _UNCACHED)
        allowance = self.limiter.take(operation, agent_id)
        return _carry_out(allowance, lambda: carry_out(agent_id))


def _carry_out(allowance: Allowance, act: Callable[[], Answer]) -> Response:
    headers = {**_UNCACHED, **allowance.headers()}
    if not allowance.granted:
        detail = f"The rate limit is reached; try again in {allowance.reset} seconds."
        wait = {"Retry-After": str(allowance.reset)}
        return problem_response(ProblemError(429, detail, wait), headers)
    try:
        answer = act()
    except UnknownChatError:
        return problem_response(ProblemError(404, "There is no such chat."), headers)
    return JSONResponse(_plain(answer), headers=headers)


def _plain(answer: Answer) -> Any:
    # Not model_dump(), which gives up on metadata that is nested some hundred levels deep.
    return [dict(item) for item in answer] if isinstance(answer, list) else dict(answer)
