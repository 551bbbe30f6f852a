"""Requests generated from the contract's document: valid ones are served, others refused.

The server's models were written without the document, so that each finds the other's slips.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
import yaml
from hypothesis import settings
from schemathesis import BaseSchema, Case, GenerationMode, Response
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.meta import CONTENT_TYPE_PROBES, CoveragePhaseData, CoverageScenario
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from conformance.reference import RunningServer
from conformance.resources import SPEC

from .conftest import OpenChat

AnyCase = Case[Any]

CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    allow_header_conformance,
]
ALWAYS_THE_SAME = settings(derandomize=True, max_examples=60, deadline=None, database=None)


def generator(mode: GenerationMode, *phases: str) -> BaseSchema:
    """The document as a source of requests; it names no server, so none can be sent there."""
    document = yaml.safe_load(SPEC.read_text(encoding="utf-8")) | {"servers": [{"url": "/"}]}
    schema = schemathesis.openapi.from_dict(document, config=SchemathesisConfig())
    # Carriers have tests of their own; here the session brings a valid credential along.
    schema.config.generation.update(modes=[mode], with_security_parameters=False)
    schema.config.phases.update(phases=list(phases))
    return schema


VALID = generator(GenerationMode.POSITIVE, "examples", "coverage", "fuzzing")
INVALID = generator(GenerationMode.NEGATIVE, "coverage", "fuzzing")


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """Knows the credential, and no proxy of the environment."""
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = "Bearer secret-of-main"
        yield session


@pytest.fixture(scope="module")
def chat(open_chat: OpenChat) -> str:
    """One chat for all generated requests: its transcript grows, and must stay legal."""
    return open_chat()


def put_into(case: AnyCase, chat: str) -> None:
    """Let the request name a chat that is there, unless its own name for one is the flaw."""
    if "chat_id" in case.path_parameters:
        case.path_parameters["chat_id"] = chat
    if isinstance(case.body, dict) and isinstance(case.body.get("chat_id"), str):
        case.body = {**case.body, "chat_id": chat}


def answered(case: AnyCase, server: RunningServer, session: requests.Session) -> Response:
    """The answer, which the document has described down to its headers."""
    return case.call_and_validate(server.url, session, checks=CHECKS)


@VALID.parametrize()
@ALWAYS_THE_SAME
def test_what_the_contract_allows_is_served(
    case: AnyCase, server: RunningServer, session: requests.Session, chat: str
) -> None:
    put_into(case, chat)
    assert answered(case, server, session).status_code == 200


@VALID.exclude(path_regex="/new-chat$").parametrize()
@ALWAYS_THE_SAME
def test_a_valid_request_about_an_unknown_chat_finds_none(
    case: AnyCase, server: RunningServer, session: requests.Session
) -> None:
    assert answered(case, server, session).status_code == 404


# Any path is a legal request for a transcript: there is nothing to get wrong.
@INVALID.exclude(method="GET").parametrize()
@ALWAYS_THE_SAME
def test_what_the_contract_forbids_is_refused(
    case: AnyCase, server: RunningServer, session: requests.Session, chat: str
) -> None:
    put_into(case, chat)
    assert answered(case, server, session).status_code in refusals(case)


def refusals(case: AnyCase) -> set[int]:
    """The statuses with which a request may be refused for what is wrong with it."""
    assert case.meta is not None
    data = case.meta.phase.data
    scenario = data.scenario if isinstance(data, CoveragePhaseData) else None
    if scenario is CoverageScenario.UNSPECIFIED_HTTP_METHOD:
        return {405}
    return {415} if scenario in CONTENT_TYPE_PROBES else {400, 422}
