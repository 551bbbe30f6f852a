"""The first call: what ends a run before it has begun, and by which carrier it goes on."""

from __future__ import annotations

import pytest

from conformance.drive.preflight import preflight
from conformance.drive.reply import Missing
from conformance.drive.session import Session
from conformance.drive.stage import Stage
from conformance.reference import RunningServer

from .conftest import MakeStage
from .servers import Remembering, always

CHAT = b'{"chat_id": "chat_9", "agent_id": "a", "created_at": "x"}'


def first_call(stage: Stage) -> Stage:
    with stage.client() as client:
        preflight(Session(stage, client, "contract", "first-call"), stage.contract)
    return stage


def test_a_chat_is_opened_for_all_to_share(make_stage: MakeStage) -> None:
    app = Remembering(always(200, CHAT))
    with RunningServer(app) as server:
        stage = first_call(make_stage(server.url, None))
    assert (stage.chat, stage.carrier, stage.recorder.stopped) == ("chat_9", "bearer", None)
    assert len(app.calls) == 1


@pytest.mark.parametrize("refused", [1, 2])
def test_a_carrier_that_is_refused_is_left_for_the_next(
    refused: int, make_stage: MakeStage
) -> None:
    app = Remembering(lambda n: (401, [], b"{}") if n <= refused else (200, [], CHAT))
    with RunningServer(app) as server:
        stage = first_call(make_stage(server.url, None))
    assert stage.carrier == list(stage.contract.carriers)[refused]
    assert stage.recorder.stopped is None
    assert stage.chat == "chat_9"


@pytest.mark.parametrize(
    ("status", "headers", "calls", "said"),
    [
        (401, [], 3, "refuses the credential by every carrier (bearer: 401, api-key: 401"),
        (403, [], 3, "check CONFORMANCE_TOKEN"),
        (307, [(b"location", b"https://new.example/")], 1, "sends its callers to https://new.exa"),
        (429, [(b"retry-after", b"99999")], 1, "answers 429 to the first call already"),
    ],
)
def test_what_could_only_mislead_stops_the_run(
    status: int,
    headers: list[tuple[bytes, bytes]],
    calls: int,
    said: str,
    make_stage: MakeStage,
) -> None:
    app = Remembering(always(status, b"{}", *headers))
    with RunningServer(app) as server:
        stage = first_call(make_stage(server.url, None))
    assert stage.recorder.stopped is not None
    assert said in stage.recorder.stopped
    assert len(app.calls) == calls
    assert isinstance(stage.chat, Missing)


def test_a_target_that_is_not_there_stops_the_run(make_stage: MakeStage) -> None:
    stage = first_call(make_stage("http://127.0.0.1:1", None))
    assert stage.recorder.stopped == (
        "The target http://127.0.0.1:1 could not be tested: "
        "no connection could be made (it was refused)."
    )


@pytest.mark.parametrize("status", [404, 422, 500])
def test_another_failure_is_for_the_judge(status: int, make_stage: MakeStage) -> None:
    with RunningServer(Remembering(always(status))) as server:
        stage = first_call(make_stage(server.url, None))
    assert stage.recorder.stopped is None
    assert isinstance(stage.chat, Missing)
