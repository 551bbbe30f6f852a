"""A real scheduler with two workers: one is killed, the fleet is interrupted and goes on."""

from __future__ import annotations

import signal
from pathlib import Path

import psutil

from .serving import (
    MAIN,
    OTHER,
    Holding,
    alive,
    asked_for,
    by_name,
    finished,
    right,
    run_of,
    serving,
    started,
    until,
    written,
    wrong,
)


def test_a_lost_worker_costs_no_verdict(tmp_path: Path) -> None:
    held = Holding()
    with serving(slow=held, bad=wrong()) as addresses:
        file = asked_for(tmp_path, addresses)
        place = tmp_path / "fleet"
        with started(file, "--report-dir", place) as process:
            assert held.asked.wait(30)
            run = run_of(process.pid, addresses["slow"])
            worker = psutil.Process(run.ppid())
            assert "dask worker" in " ".join(worker.cmdline())
            worker.kill()
            until(lambda: not alive([run]))
            held.let_go.set()
            out, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    assert {name: one["verdict"] for name, one in by_name(place).items()} == {
        "slow": "conformant",
        "bad": "non-conformant",
    }
    assert by_name(place)["slow"]["starts"] == 2
    assert "slow: its worker was lost; it is run again" in err
    assert "slow: A worker was lost while it ran; it was run again." in out
    assert out.splitlines()[-1] == f"Page: {place / 'index.html'}"
    assert {path.name for path in place.iterdir()} == {
        "fleet.json", "index.html", "slow", "bad",
    }  # fmt: skip
    for path in place.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert MAIN.encode() not in content
            assert OTHER.encode() not in content
    assert MAIN not in out + err


def test_a_worker_is_lost_so_often_and_no_more(tmp_path: Path) -> None:
    held = Holding()
    words = ("--report-dir", tmp_path / "fleet", "--retries", "0", "--workers", "1")
    with serving(slow=held) as addresses:
        file = asked_for(tmp_path, addresses)
        with started(file, *words) as process:
            assert held.asked.wait(30)
            run = run_of(process.pid, addresses["slow"])
            psutil.Process(run.ppid()).kill()
            process.communicate(timeout=60)
            held.let_go.set()
    found = by_name(tmp_path / "fleet")["slow"]
    assert process.returncode == 3
    assert found["state"] == "not-run"
    assert found["summary"] == "Its worker was lost 1 time while it ran."


def test_what_is_finished_outlives_an_interruption(tmp_path: Path) -> None:
    held = Holding()
    place = tmp_path / "fleet"
    with serving(good=right(), slow=held) as addresses:
        file = asked_for(tmp_path, addresses)
        with started(file, "--report-dir", place, "--workers", "1") as process:
            assert held.asked.wait(30)
            below = psutil.Process(process.pid).children(recursive=True)
            assert len(below) >= 2, "a worker, and the process of a run"
            assert written(place)["stopped"] == "The fleet has not come to its end."
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
        assert process.returncode == 3, err
        assert "Traceback" not in err
        until(lambda: not alive(below))
        found = by_name(place)
        assert written(place)["stopped"] == "The fleet was interrupted."
        assert found["good"]["verdict"] == "conformant"
        assert found["slow"]["summary"] == "The fleet was interrupted."
        assert "Incomplete: The fleet was interrupted." in out
        held.let_go.set()
        before = found["good"]["run"]
        again = finished(file, "--resume", place, "--workers", "1")
    assert again.returncode == 0, again.stderr
    found = by_name(place)
    assert found["slow"]["verdict"] == "conformant"
    assert found["good"]["run"] == before, "it is not run again"
