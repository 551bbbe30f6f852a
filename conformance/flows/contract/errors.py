"""Every refusal: JSON that says something, and nothing that it shouldn't."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.evidence import Answered, Evidence
from conformance.expectation import expect, written
from conformance.flows.contract.flow import PROBLEMS, documented_refusal, flow
from conformance.redaction import CANARY, LABEL, label
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import rfc

MEDIA_TYPES = ("application/json", "application/problem+json")
TEXTS = ("detail", "title", "message", "error")
SCRUTINY = rfc(9457, "5")
TRACES = re.compile(
    rb"Traceback \(most recent call last\)"
    rb'|File "[^"]+", line \d+'
    rb"|\bat [\w$.<>]+\([\w$.]+\.(?:java|kt|scala):\d+\)"
    rb"|\bat (?:async )?[^\n()]{0,80}\([^()\n]+\.[cm]?[jt]s:\d+:\d+\)"
    rb"|\bat [\w.`<>\[\]]+\([^)\n]*\) in [^\n]{1,300}:line \d+"
    rb"|(?<![\w/.-])[\w/.-]+\.rb:\d+:in [`']"
    rb"|goroutine \d+ \[running\]|(?<![\w/.-])[\w/.-]+\.go:\d+ \+0x"
    rb"|#\d+ [\w/.-]+\.php\(\d+\)|PHP Stack trace|\bin /[\w/.-]+\.php on line \d+"
    rb"|stack backtrace:|panicked at "
)
"""The traces of Python, Java, JavaScript, .NET, Ruby, Go, PHP and Rust."""


@flow.always_should("CON-07", PROBLEMS, over=documented_refusal)
def json_errors(refusal: Answered) -> None:
    """A refusal is a JSON object, sent as `application/json` or `application/problem+json`.

    Callers read successes and refusals by the same code.
    """
    media_type = refusal.media_type
    expected = " or ".join(MEDIA_TYPES)
    if media_type not in MEDIA_TYPES:
        expect(refusal).that(False, "header:Content-Type", expected, written(media_type))
    expect(refusal).at("").satisfies(lambda value: isinstance(value, dict), "an object")


@json_errors.broken_by(also={"CON-08"})
def refuses_with_a_page(answer: Answer) -> None:
    answer.set_header("Content-Type", "text/html")
    answer.body = b"<h1>Bad Request</h1>"


@json_errors.broken_by
def calls_its_refusals_plain_text(answer: Answer) -> None:
    answer.set_header("Content-Type", "text/plain; charset=utf-8")


@json_errors.broken_by(also={"CON-08"})
def refuses_with_a_list(answer: Answer) -> None:
    answer.json = ["It was refused."]


@flow.always_should("CON-08", PROBLEMS, over=documented_refusal)
def saying_errors(refusal: Answered) -> None:
    """A refusal says in `detail`, `title`, `message` or `error` what is wrong.

    A status alone doesn't tell which of twenty members to correct.
    """
    body = refusal.json if isinstance(refusal.json, dict) else {}
    if not any(body.get(name) for name in TEXTS):
        expected = f"text in one of {', '.join(TEXTS)}"
        expect(refusal).that(False, "", expected, written(refusal.json))


@saying_errors.broken_by
def refuses_without_a_word(answer: Answer) -> None:
    answer.json = {"status": answer.status}


@saying_errors.broken_by
def refuses_with_empty_words(answer: Answer) -> None:
    answer.json = {"detail": "", "message": None}


def _has_body(evidence: Evidence) -> bool:
    return evidence.exchange.response is not None


@flow.always_must("CON-09", SCRUTINY, over=_has_body)
def no_credential(answer: Answered) -> None:
    """No answer's body holds a credential.

    Answers go into logs, caches and error reports, where a token is anybody's.
    """
    # The canary of the first call is no credential: to repeat a header is lawful.
    text = answer.body.decode("utf-8", "replace").replace(label(CANARY), "")
    found = LABEL.search(text)
    expect(answer).that(found is None, "", "no credential", found.group() if found else "")


@no_credential.broken_by
def repeats_the_token_to_be_helpful(answer: Answer) -> None:
    answer["hint"] = f"You are logged in with {label('main')}."


@no_credential.broken_by
def says_which_address_it_refuses(call: Call) -> Iterator[None]:
    yield
    if 400 <= call.answer.status < 500:
        call.answer.json = {"detail": f"{call.target} was refused."}


@flow.always_should("CON-10", SCRUTINY, over=lambda evidence: evidence.status >= 400)
def no_trace(refusal: Answered) -> None:
    """No error's body shows a stack trace.

    It helps nobody who calls, and shows everybody what to attack.
    """
    # A trace in JSON has its line breaks, tabs and quotes escaped.
    text = re.sub(rb"\\[ntr]", b" ", refusal.body).replace(b'\\"', b'"')
    found = TRACES.search(text)
    shown = found.group().decode("utf-8", "replace") if found else ""
    expect(refusal).that(found is None, "", "no stack trace", shown)


@no_trace.broken_by
def shows_where_python_failed(answer: Answer) -> None:
    answer["detail"] = 'Traceback (most recent call last):\n  File "/srv/app.py", line 3, in new'


@no_trace.broken_by
def shows_where_java_failed(answer: Answer) -> None:
    answer["detail"] = "NullPointerException\n\tat com.example.Chats.open(Chats.java:42)"


@no_trace.broken_by
def shows_where_javascript_failed(answer: Answer) -> None:
    answer["stack"] = "TypeError\n    at Object.open (/srv/chats.js:10:5)"
