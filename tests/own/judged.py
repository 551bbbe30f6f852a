"""A user's tests, as the text of a module: each shows one thing of the fixtures."""

TESTS = '''
from conformance.testing import Accepted, Flow, Outcome, expect, page

flow = Flow("acme", "Acme")


@flow.scenario()
def walk(session):
    session.call("acme_message", "new-message", session.message_body(session.chat))


@walk.must("ACME-01", page("Acme"))
def sender_stays(acme_message: Accepted):
    """The sender stays."""
    expect(acme_message).at("/sender").same_as_sent()


def lead(session, form_type="lead_capture"):
    metadata = {"form_type": form_type, "lead_collected": True}
    body = session.message_body(session.chat, metadata=metadata)
    return session.call("lead_message", "new-message", body)


def test_holds(session, judge, transcript):
    assert len(transcript) == 0
    reply = lead(session)
    assert reply.exchange.response.status == 200
    assert [one.step for one in transcript] == ["lead_message"]
    assert transcript[0].case == "test_theirs.py-test_holds"
    expect(transcript.evidence("lead_message")).at("/metadata/form_type").same_as_sent()
    every = judge()
    assert len(every) > 5
    assert {one.outcome for one in every} == {Outcome.PASS}
    assert [one.requirement for one in judge("lead-02")] == ["LEAD-02"]
    assert len(judge("lead")) > 5


def test_says_what_is_wrong(session, judge):
    lead(session)
    judge("LEAD-02")


def test_sends_nothing(judge):
    judge()


def test_asks_for_what_is_not(session, judge):
    lead(session)
    judge("ACME-99")


def test_asks_for_what_was_not_driven(session, judge):
    lead(session)
    judge("HAND-01")


def test_asks_for_a_flow_that_was_not_driven(session, judge):
    session.call("other", "new-message", session.message_body(session.chat))
    judge("handoff")


def test_asks_with_a_number(session, judge):
    lead(session)
    judge(5)


def test_drives_a_step_twice(session, judge):
    lead(session)
    lead(session)
    judge("LEAD-02")


def test_needs_what_is_not_there(session, judge):
    session.call("stranger", "new-message", session.message_body(session.chat))
    judge("TEN-01")


def test_builds_on_what_is_missing(session, judge):
    chat = session.call("chat", "new-chat", {"client_id": 5}).value("chat_id")
    session.call("lead_message", "new-message", session.message_body(chat))
    judge("lead")


def test_has_no_such_step(session, transcript):
    lead(session)
    transcript.evidence("absent")


def test_at_once(session, transcript, judge):
    body = session.message_body(session.chat)
    session.together([lambda one: one.call("same", "new-message", body)] * 3)
    assert [one.number for one in transcript] == sorted(one.number for one in transcript)
    judge()
'''

OVERRIDING = """
import pytest

from test_theirs import flow, sender_stays


@pytest.fixture
def session():
    return "a session of a database"


@pytest.fixture
def transcript():
    return "a transcript of a talk"


def test_theirs_come_first(session, transcript):
    assert (session, transcript) == ("a session of a database", "a transcript of a talk")


@sender_stays.broken_by
def says_that_another_sent_it(answer):
    answer["sender"] = "agent"


def test_ours_go_on(session, prove):
    assert [kill.requirement for kill in prove(flow)] == ["ACME-01"]
"""

PROVING = '''
"""Flows of which something can't be shown."""

import pytest

from conformance.testing import Accepted, Answered, Flow, expect, ours


def said(session):
    body = session.message_body(session.chat, metadata={"acme": "A-1"})
    session.call("made", "new-message", body)


def flow_with(check, *saboteurs, drive=said):
    flow = Flow("acme", "Acme")
    drive.__name__ = "walk"
    requirement = flow.scenario()(drive).must("ACME-01", ours("x"))(check)
    for saboteur in saboteurs:
        requirement.broken_by(saboteur)
    return flow


def holds(made: Accepted):
    """What Acme adds stays."""
    expect(made).at("/metadata/acme").same_as_sent()


def takes_all(made: Answered):
    """Nothing is asked for."""


def fails(made: Answered):
    """A message has a colour."""
    expect(made).at("/colour").is_there()


def loses_it(answer):
    answer["metadata"] = {}


def does_nothing(answer):
    pass


def breaks(answer):
    answer["absent"]["more"] = 1


def stores_it_without(call):
    if call.operation == "new-message" and call.metadata.get("acme"):
        call.replace(metadata={})


def looks_away(call):
    return


def test_is_caught_in_both_places(prove):
    kills = prove(flow_with(holds, loses_it, stores_it_without))
    assert [kill.place for kill in kills] == ["transcript", "server"]


def test_is_not_met(prove):
    prove(flow_with(fails, loses_it))


def test_has_no_saboteur(prove):
    prove(flow_with(holds))


def test_can_not_fail(prove):
    prove(flow_with(takes_all, loses_it))


def test_changes_nothing(prove):
    prove(flow_with(holds, does_nothing))


def test_breaks(prove):
    prove(flow_with(holds, breaks))


def test_decides_nothing(prove):
    prove(flow_with(holds, looks_away))


def test_drives_badly(prove):
    prove(flow_with(holds, loses_it, drive=lambda session: session.absent))
'''
