"""The model of a series, and what is required of its readings, on exchanges made by hand."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from conformance import catalogue
from conformance.contract import Contract
from conformance.evidence import Observations
from conformance.exchange import Exchange, Header, Request, Response, Transcript
from conformance.flows.generated.sequences.model import Reading, readings
from conformance.judge import judge
from conformance.loading import load_contract
from conformance.outcome import Judgement, Outcome
from conformance.resources import SPEC

URL = "http://127.0.0.1:1"
MOMENT = "2026-01-01T00:00:00Z"
CONTRACT: Contract = load_contract(SPEC)
LIMITS = tuple((f"X-RateLimit-{name}", "60") for name in ("Limit", "Remaining", "Reset"))


def exchange(
    step: str, operation: str, sent: Any, answer: Any, status: int = 200, agent: str = "main"
) -> Exchange:
    """An exchange of a series, with a number that `series` gives it."""
    found = CONTRACT.operation(operation)
    path = found.path
    if found.method == "GET":
        path, sent = path.replace("{chat_id}", sent), None
    body = b"" if sent is None else json.dumps(sent).encode()
    request = Request(found.method, URL + path, (), body)
    response = Response(status, LIMITS, json.dumps(answer).encode())
    return Exchange(
        0, "generated", "sequence/series-01", step, found.key, agent, "bearer", request, response
    )


def opened(chat: str, agent: str = "main") -> Exchange:
    made = {"chat_id": chat, "client_id": "c", "agent_id": agent, "created_at": MOMENT}
    return exchange("opened", "new-chat", {"client_id": "c"}, made, agent=agent)


def message(chat: str, id_: str, text: str, **members: Any) -> dict[str, Any]:
    """A message as a transcript has it."""
    own = {"message_id": id_, "chat_id": chat, "sender": "user", "content": text}
    return {**own, "created_at": MOMENT, **members}


def said(
    chat: str, id_: str, text: str, step: str = "said", status: int = 200, **members: Any
) -> Exchange:
    sent = {"chat_id": chat, "sender": "user", "content": text, **members}
    answer = message(chat, id_, text, **members) if status == 200 else {"detail": "No."}
    return exchange(step, "new-message", sent, answer, status)


def handed_off(chat: str, id_: str, step: str = "handed_off", status: int = 200) -> Exchange:
    receipt = {"handoff_id": id_, "status": "queued", "chat_id": chat}
    sent = {"chat_id": chat, "customer_email": "buyer@example.com", "reason": "Prices"}
    return exchange(step, "email-handoff", sent, receipt, status)


def read(chat: str, *messages: dict[str, Any], status: int = 200) -> Exchange:
    return exchange("read", "{chat_id}/messages", chat, list(messages), status)


def foreign(chat: str, text: str, status: int = 404) -> Exchange:
    sent = {"chat_id": chat, "sender": "user", "content": text}
    return exchange("foreign_call", "new-message", sent, {"detail": "No."}, status, "other")


def series(*exchanges: Exchange) -> list[Exchange]:
    return [replace(one, number=number) for number, one in enumerate(exchanges, start=1)]


def model(*exchanges: Exchange) -> list[Reading]:
    observations = Observations(CONTRACT)
    return list(readings(map(observations.of, series(*exchanges))))


def judged(id_: str, *exchanges: Exchange) -> Judgement:
    """What comes of one requirement over one series, with everything claimed."""
    capabilities = ("agent", "other-agent", "transcript")
    header = Header("r1", MOMENT, "0", "d", URL, "full", 0, capabilities)
    transcript = Transcript(header, series(*exchanges))
    (judgement,) = judge(transcript, [catalogue.find(id_)], Observations(CONTRACT))
    return judgement


def ids(reading: Reading) -> list[str]:
    return [one.json["message_id"] for one in reading.messages]


ONE, TWO = message("a", "1", "first"), message("a", "2", "second")
TALK = (opened("a"), opened("b"), said("a", "1", "first"), said("b", "9", "over there"))


def test_a_reading_follows_what_its_chat_accepted_before_it() -> None:
    found = model(
        *TALK, read("a", ONE), said("a", "2", "second"), read("a", ONE, TWO), read("b"), *TALK[2:]
    )
    assert [reading.chat for reading in found] == ["a", "a", "b"]
    assert [ids(reading) for reading in found] == [["1"], ["1", "2"], ["9"]]
    elsewhere = [[one.json["message_id"] for one in reading.elsewhere] for reading in found]
    assert elsewhere == [["9"], ["9"], ["1", "2"]]
    assert [reading.earlier for reading in found] == [None, found[0].transcript, None]


def test_what_was_refused_or_came_to_an_unknown_chat_is_in_no_reading() -> None:
    refused = said("a", "2", "second", "said_afterwards", 409)
    (found,) = model(
        opened("a"), said("x", "8", "lost"), refused, foreign("a", "let me in"), read("a")
    )
    assert (found.messages, found.elsewhere) == ((), ())
    assert found.texts == ("second",)
    assert found.only_in(found.foreign) == ["let me in"]


def test_a_text_that_the_chats_own_agent_sent_is_not_only_anothers() -> None:
    (found,) = model(
        *TALK, said("a", "2", "over there"), handed_off("a", "h"), foreign("a", "Prices"), read("a")
    )
    assert found.only_in(found.elsewhere) == []
    assert found.only_in(found.foreign) == []


def test_a_short_text_may_come_from_anyone() -> None:
    (found,) = model(opened("a"), opened("b"), said("b", "9", "Thanks!"), read("a"))
    assert found.only_in(found.elsewhere) == []


def test_only_what_shows_a_transcript_of_a_known_chat_is_a_reading() -> None:
    assert model(opened("a"), read("x"), read("a", status=404)) == []
    no_list = exchange("read", "{chat_id}/messages", "a", {"messages": []})
    assert model(opened("a"), no_list) == []


def test_a_chat_is_known_by_its_id_whatever_characters_it_has() -> None:
    reading = read("a%2Fb%3F")
    assert [one.chat for one in model(opened("a/b?"), opened("b?"), reading)] == ["a/b?"]


def outcomes(*exchanges: Exchange) -> dict[str, Outcome]:
    """What comes of every requirement that a series has evidence for."""
    every = [f"SEQ-{number:02}" for number in range(1, 16)]
    found = {id_: judged(id_, *exchanges).outcome for id_ in every}
    return {id_: one for id_, one in found.items() if one is not Outcome.NOT_OBSERVED}


def failed(*exchanges: Exchange) -> set[str]:
    found = outcomes(*exchanges)
    assert set(found.values()) <= {Outcome.PASS, Outcome.FAIL}
    return {id_ for id_, one in found.items() if one is Outcome.FAIL}


def test_a_correct_series_passes_everything() -> None:
    own = message("a", "s", "A person will answer.", sender="assistant")
    found = outcomes(
        *TALK,
        read("a", ONE),
        foreign("a", "let me in"),
        handed_off("a", "h1"),
        handed_off("b", "h2"),
        handed_off("a", "h3", "handed_off_again"),
        said("a", "2", "second", "said_afterwards"),
        read("a", ONE, own, TWO),
        read("b", message("b", "9", "over there")),
    )
    assert found == dict.fromkeys((f"SEQ-{number:02}" for number in range(1, 16)), Outcome.PASS)


READ_BEFORE = (*TALK, read("a", ONE), said("a", "2", "second"))


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ((ONE, TWO), set()),
        ((ONE,), {"SEQ-10"}),
        ((ONE, TWO, TWO), {"SEQ-10"}),
        ((TWO, ONE), {"SEQ-10"}),
        ((), {"SEQ-10", "SEQ-13"}),
        ((ONE, {**TWO, "content": "other"}), {"SEQ-11"}),
        ((ONE, {**TWO, "sender": "assistant"}), {"SEQ-11"}),
        (({**ONE, "content": "other"}, TWO), {"SEQ-11", "SEQ-13"}),
        (({**ONE, "created_at": "2026-01-01T00:00:01Z"}, TWO), {"SEQ-13"}),
        ((ONE, TWO, message("a", "9", "own")), {"SEQ-12"}),
        ((ONE, TWO, message("a", "8", "over there")), {"SEQ-12"}),
        ((ONE, TWO, message("c", "8", "elsewhere")), {"SEQ-12"}),
        ((ONE, {**TWO, "metadata": {"added": 1}}, message("a", "8", "a person's own")), set()),
    ],
)
def test_a_reading_that_differs_from_the_model_is_noticed(
    shown: tuple[dict[str, Any], ...], expected: set[str]
) -> None:
    assert failed(*READ_BEFORE, read("a", *shown)) == expected


def test_metadata_is_kept_in_readings_as_far_as_it_is_shown() -> None:
    sent = said("a", "1", "first", metadata={"form_type": "lead", "seats": 3})

    def shown(**metadata: Any) -> Exchange:
        return read("a", message("a", "1", "first", metadata=metadata))

    assert failed(opened("a"), sent, shown(form_type="lead", other=1)) == set()
    assert failed(opened("a"), sent, shown(form_type="lead", seats="3")) == {"SEQ-11"}


def test_a_foreign_message_in_a_reading_is_noticed() -> None:
    shown = (ONE, message("a", "7", "let me in"))
    assert failed(*TALK, foreign("a", "let me in"), read("a", *shown)) == {"SEQ-15"}
    assert failed(*TALK, foreign("a", "let me in", 200), read("a", ONE)) == {"SEQ-14"}
    assert failed(*TALK, foreign("a", "let me in", 422), read("a", ONE)) == {"SEQ-14"}
    assert failed(*TALK, foreign("a", "let me in", 403), read("a", ONE)) == set()


@pytest.mark.parametrize(
    ("exchanges", "expected"),
    [
        ((opened("a"), opened("a")), {"SEQ-01"}),
        ((*TALK, said("a", "2", "x", status=409)), {"SEQ-02"}),
        ((*TALK, handed_off("a", "h1", status=409)), {"SEQ-03"}),
        ((*TALK, said("a", "2", "x", "said_afterwards", 409)), set()),
        ((*TALK, said("a", "1", "first")), {"SEQ-05"}),
        ((*TALK, said("a", "9", "x", "said_afterwards")), {"SEQ-05"}),
        ((*TALK, handed_off("a", "h1"), handed_off("b", "h1")), {"SEQ-06"}),
    ],
)
def test_what_answers_must_not_be_is_noticed(
    exchanges: tuple[Exchange, ...], expected: set[str]
) -> None:
    assert failed(*exchanges) == expected


@pytest.mark.parametrize(
    ("status", "id_", "outcome"),
    [
        (200, "h2", Outcome.PASS),
        (409, "", Outcome.PASS),
        (200, "h1", Outcome.FAIL),
        (500, "", Outcome.FAIL),
        (302, "", Outcome.FAIL),
    ],
)
def test_a_second_handoff_is_refused_or_another_one(
    status: int, id_: str, outcome: Outcome
) -> None:
    again = handed_off("a", id_, "handed_off_again", status)
    assert judged("SEQ-04", *TALK, handed_off("a", "h1"), again).outcome is outcome


def spoilt(change: Callable[[dict[str, Any]], None]) -> Exchange:
    right = said("a", "2", "second", "said_afterwards", metadata={"form_type": "lead"})
    assert right.response is not None
    answer = json.loads(right.response.body)
    change(answer)
    return replace(right, response=replace(right.response, body=json.dumps(answer).encode()))


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"content": "first"}, {"SEQ-08"}),
        ({"sender": "assistant"}, {"SEQ-08"}),
        ({"metadata": {"form_type": "other"}}, {"SEQ-08"}),
        ({"metadata": None}, set()),
        ({"chat_id": "b"}, {"SEQ-07"}),
    ],
)
def test_each_answer_is_about_its_own_request(members: dict[str, Any], expected: set[str]) -> None:
    assert failed(*TALK, spoilt(lambda answer: answer.update(members))) == expected


@pytest.mark.parametrize(
    ("id_", "limited"),
    [
        ("SEQ-02", said("a", "2", "x", status=429)),
        ("SEQ-03", handed_off("a", "h1", status=429)),
        ("SEQ-09", read("a", status=429)),
        ("SEQ-14", foreign("a", "let me in", 429)),
    ],
)
def test_a_limit_decides_nothing(id_: str, limited: Exchange) -> None:
    judgement = judged(id_, *TALK, limited)
    assert judgement.outcome is Outcome.NOT_OBSERVED
    assert "it was answered 429" in (judgement.reason or "")


ON_READINGS = ("SEQ-10", "SEQ-11", "SEQ-12", "SEQ-13", "SEQ-15")


@pytest.mark.parametrize("id_", ON_READINGS)
@pytest.mark.parametrize(
    "flawed",
    [
        (said("a", "2", "x", status=500), read("a", ONE)),
        (exchange("opened", "new-chat", {"client_id": "c"}, {}, 503), read("a", ONE)),
        (read("a", ONE), read("a", status=500)),
    ],
)
def test_without_a_basis_readings_are_not_judged(id_: str, flawed: tuple[Exchange, ...]) -> None:
    judgement = judged(id_, *TALK, foreign("a", "let me in"), *flawed)
    assert judgement.outcome is Outcome.NOT_OBSERVED
    assert "is no evidence" in (judgement.reason or "")


def test_one_fault_in_many_series_is_one_finding_with_its_count() -> None:
    cases = []
    for number in range(3):
        wrong = message("a", str(number), f"other {number}")
        talk = (opened("a"), said("a", str(number), f"text {number}"), read("a", wrong))
        cases.append([replace(one, case=f"sequence/series-{number}") for one in talk])
    judgement = judged("SEQ-11", *itertools.chain(*cases))
    assert [finding.count for finding in judgement.findings] == [3]


@pytest.mark.parametrize("odd", [["list"], {"an": "object"}, 7, None])
def test_ids_and_texts_of_any_type_are_no_fault_of_ours(odd: Any) -> None:
    shown = {**ONE, "message_id": odd, "content": odd, "chat_id": odd}
    answer = spoilt(lambda answer: answer.update({"message_id": odd, "chat_id": odd}))
    found = outcomes(*TALK, answer, read("a", shown), read("a", shown))
    assert Outcome.ERROR not in found.values()
