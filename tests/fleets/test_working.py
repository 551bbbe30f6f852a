"""What a worker does with one target, whatever the target or the run does."""

from __future__ import annotations

import gzip
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from baselines.builders import baseline
from driving.servers import raw_server

from conformance.baseline.keeping import written
from conformance.fleet.asked import Asked
from conformance.fleet.working import Done, Order, work
from conformance.reference import SANDBOX_TOKENS

from .serving import Holding, right, serving, until

MAIN, OTHER = SANDBOX_TOKENS
NOWHERE = "http://127.0.0.1:9"
SECRETS = {"CONFORMANCE_TOKEN": "ACME_TOKEN"}
FLOWS = """
import os
print("a line on standard output")
os.write(1, b"and more\\n")
found = [value for name, value in os.environ.items() if name.startswith("CONFORMANCE_")]
raise RuntimeError("quoted: " + " ".join(found))
"""


def asked(url: str, **options: object) -> Asked:
    return Asked("acme", url, {"profile": "smoke", "only": "lead", **options}, SECRETS)


def environment(**given: str) -> dict[str, str]:
    ours = ("CONFORMANCE_", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "ACME_TOKEN": MAIN, **given}


def done(
    order: Order, place: Path, variables: Mapping[str, str] | None = None, wanted: bool = True
) -> Done:
    given = environment() if variables is None else variables
    return work(order, given, str(place), lambda course: None, lambda: wanted)


def test_a_run_gives_its_result_and_its_files(tmp_path: Path) -> None:
    with serving(good=right()) as addresses:
        plain = asked(addresses["good"])
        known = replace(plain, contents={"baseline": written(baseline())})
        found = done(Order(known, 60), tmp_path)
    assert found.result["verdict"] == "conformant"
    assert found.result["code"] == 0
    assert found.result["gate"].startswith("the gate passes: ")
    assert found.result["gate"].endswith(" (its baseline)")
    assert found.result["requests"] > 0
    assert {"report.json", "report.html", "transcript.jsonl"} <= set(found.files)
    transcript = gzip.decompress(found.files["transcript.jsonl"])
    assert b'"target":"http://127.0.0.1:' in transcript
    assert MAIN.encode() not in b"".join(map(gzip.decompress, found.files.values()))
    assert list(tmp_path.iterdir()) == [], "nothing is left where it ran"


def test_a_variable_that_is_not_set_where_the_worker_is(tmp_path: Path) -> None:
    found = done(Order(asked(NOWHERE), 60), tmp_path, {})
    assert found.result == {
        "state": "not-run",
        "code": 3,
        "summary": "Not set where the worker runs: ACME_TOKEN. Set it in the worker's environment.",
    }


def test_another_version_of_the_suite(tmp_path: Path) -> None:
    found = done(Order(asked(NOWHERE), 60, suite="9.9"), tmp_path)
    assert "the fleet is of 9.9: install the same on both" in found.result["summary"]


def test_what_is_wrong_with_a_token_is_said_by_its_name_in_the_fleet(tmp_path: Path) -> None:
    found = done(Order(asked(NOWHERE), 60), tmp_path, environment(ACME_TOKEN="short"))
    assert found.result["state"] == "not-run"
    assert found.result["summary"].startswith("ACME_TOKEN has fewer than 9 characters")
    assert "CONFORMANCE_" not in found.result["summary"]


def test_what_a_module_prints_or_raises_harms_nothing(tmp_path: Path) -> None:
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "chatty.py").write_text(FLOWS)
    variables = environment(PYTHONPATH=str(modules), CONFORMANCE_OTHER_TOKEN=OTHER)
    found = done(Order(asked(NOWHERE, flows="chatty"), 60), tmp_path, variables)
    assert found.result["state"] == "not-run"
    assert "RuntimeError" in found.result["summary"]
    assert found.result["summary"].endswith("quoted: [secret]")


def test_a_run_that_takes_too_long_is_judged_by_what_it_had(tmp_path: Path) -> None:
    began = time.monotonic()
    held = Holding(first=30)
    threading.Timer(4, held.let_go.set).start()
    with serving(slow=held) as addresses:
        order = Order(asked(addresses["slow"], profile="core", only="auth,lead", timeout=20), 2)
        found = done(order, tmp_path)
    assert time.monotonic() - began < 15
    ended = "The run was ended after 2 seconds, its limit in the fleet."
    assert found.result["stopped"] == ended
    assert (found.result["verdict"], found.result["code"]) == ("incomplete", 3)
    assert ended in found.result["summary"]
    assert "report.json" in found.files


def test_one_that_can_not_be_ended_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conformance.fleet.working.grace", lambda asked: 0.0)
    with raw_server(late) as server:
        found = done(Order(asked(server.url), 1.0), tmp_path)
    assert found.result["state"] == "ended"
    assert found.result["code"] == 3
    assert "it was killed, and there is no report" in found.result["summary"]


def late(number: int) -> bytes:
    time.sleep(1)
    return b""


def below() -> list[psutil.Process]:
    """The processes of runs that this one has started."""
    return [
        one
        for one in psutil.Process().children()
        if "conformance.fleet.alone" in " ".join(one.cmdline())
    ]


def test_a_process_that_dies_is_our_own_error(tmp_path: Path) -> None:
    held = Holding()
    found: list[Done] = []
    with serving(slow=held) as addresses:
        order = Order(asked(addresses["slow"]), 60)
        thread = threading.Thread(target=lambda: found.append(done(order, tmp_path)))
        thread.start()
        assert held.asked.wait(30)
        [run] = below()
        run.kill()
        thread.join(30)
        held.let_go.set()
    assert found[0].result == {
        "state": "broke",
        "code": 4,
        "summary": "The process of the run was killed by signal 9 before it said what came of it.",
    }


def test_one_that_is_not_wanted_any_more_is_ended(tmp_path: Path) -> None:
    held = Holding()
    with serving(slow=held) as addresses:
        order = Order(asked(addresses["slow"]), 60)

        def wanted() -> bool:
            return not held.asked.is_set()

        found = work(order, environment(), str(tmp_path), lambda course: None, wanted)
        held.let_go.set()
    assert found.result["summary"] == "It was called off."
    until(lambda: not below())
