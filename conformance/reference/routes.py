"""The documented operations, each bound to its path, schemas and limit."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from conformance.reference.description import documented
from conformance.reference.models import (
    AgentCall,
    AgentReply,
    Chat,
    ChatBase,
    EmailHandoff,
    HandoffReceipt,
    Message,
    MessageCore,
)
from conformance.reference.service import Service

_RESPONSE = "Thank you, your message has arrived. How else can I help?"


def documented_operations(service: Service) -> APIRouter:
    """A router with the contract's operations, decided by `service`."""
    router = APIRouter(redirect_slashes=False)
    _add_message_operations(router, service)
    _add_agent_operations(router, service)
    return router


def _add_message_operations(router: APIRouter, service: Service) -> None:
    storage = service.storage

    @router.post("/external/message/new-chat", **documented(Chat, ChatBase))
    async def new_chat(request: Request) -> Response:
        """Opens a chat."""
        return await service.answer_body(request, "new-chat", ChatBase, storage.add_chat)

    @router.post("/external/message/new-message", **documented(Message, MessageCore))
    async def new_message(request: Request) -> Response:
        """Appends a message to a chat."""
        return await service.answer_body(
            request, "new-message", MessageCore, storage.add_message, per_chat=True
        )

    @router.post("/external/message/email-handoff", **documented(HandoffReceipt, EmailHandoff))
    async def email_handoff(request: Request) -> Response:
        """Asks a human to take a chat over by email."""
        return await service.answer_body(
            request, "email-handoff", EmailHandoff, storage.add_handoff
        )

    @router.get("/external/chat/{chat_id}/messages", **documented(list[Message]))
    async def chat_messages(request: Request, chat_id: str) -> Response:
        """The transcript of a chat, oldest message first."""
        return service.answer(
            request, "chat-messages", lambda agent_id: storage.messages(agent_id, chat_id)
        )


def _add_agent_operations(router: APIRouter, service: Service) -> None:
    def reply(agent_id: str, asked: AgentCall) -> AgentReply:
        return service.storage.add_reply(agent_id, asked, _RESPONSE)

    @router.post("/external/agent", **documented(AgentReply, AgentCall))
    async def agent(request: Request) -> Response:
        """Has the agent answer in a chat."""
        return await service.answer_body(request, "agent", AgentCall, reply)

    @router.post("/external/agent/v2", **documented(AgentReply, AgentCall))
    async def agent_v2(request: Request) -> Response:
        """Has the agent answer in a chat."""
        return await service.answer_body(request, "agent-v2", AgentCall, reply)
