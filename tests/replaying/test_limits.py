"""A case that runs into the limit on purpose is replayed with consent only, and waited for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.types import ASGIApp

from conformance.reference import Limits, Settings, create_app, documented_limits
from conformance.reference.settings import Limit

from .conftest import Case, Mendable, Reported
from .faults import never_goes_on


def limited(*, enforced: bool) -> ASGIApp:
    """A server that allows four new chats in a second, and says so."""
    limits = dict.fromkeys(documented_limits().by_operation, Limit(1000, 60.0))
    limits["new-chat"] = Limit(4, 1.0)
    return create_app(Settings(limits=Limits(limits, enforced=enforced)))


@pytest.fixture
def case(reported: Reported) -> Case:
    """A report on a server that never refuses."""
    return reported(
        lambda _: limited(enforced=False),
        "RATE-14",
        correct=limited(enforced=True),
        consents=("exhaust-rate-limit",),
    )


def test_a_limit_that_is_kept_now(case: Case) -> None:
    assert [id_ for id_, _ in case.findings] == ["RATE-14"]
    assert case.replay().exit_code == 1
    case.server.mended = True
    result = case.replay()
    assert result.exit_code == 0, result.output


def test_another_server_needs_a_consent_of_its_own(
    case: Case, serve: Callable[[ASGIApp], str]
) -> None:
    other = Mendable(lambda app: app, limited(enforced=False))
    url = serve(other)
    result = case.replay("--url", url)
    assert result.exit_code == 3, result.output
    assert "--allow exhaust-rate-limit" in result.output
    assert case.steps() == ["first_call_by_bearer"]
    assert case.replay("--url", url, "--allow", "exhaust-rate-limit").exit_code == 1


def test_the_wait_is_waited_again(reported: Reported, serve: Callable[[ASGIApp], str]) -> None:
    case = reported(
        never_goes_on,
        "RATE-15",
        correct=limited(enforced=True),
        consents=("exhaust-rate-limit",),
    )
    assert [id_ for id_, _ in case.findings] == ["RATE-15"]
    case.server.mended = True
    result = case.replay()
    assert result.exit_code == 0, result.output

    url = serve(limited(enforced=False))
    result = case.replay("--url", url, "--allow", "exhaust-rate-limit")
    assert result.exit_code == 3, result.output
    assert "no request before it was refused with 429" in result.output
