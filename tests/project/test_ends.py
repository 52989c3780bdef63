"""How a command ends: told in a line where its output has no room or no place, and nothing is left half-written."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-m", "newsstance")
ARTICLE = '{"id": "a", "text": "He won. She lost."}\n'


def run(redirected: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command by a shell that redirects its output."""
    line = ["sh", "-c", f'"$@" {redirected}', "sh", *COMMAND, *arguments]
    return subprocess.run(line, capture_output=True, text=True, input=ARTICLE, check=False)


@pytest.mark.parametrize("arguments", [("split", "-"), ("codebook", "check")])
def test_standard_output_without_room_is_one_line(arguments: tuple[str, ...]) -> None:
    done = run("> /dev/full", *arguments)
    assert (done.returncode, done.stderr.splitlines()[-1:]) == (
        1,
        ["newsstance: cannot write standard output: No space left on device"],
    )
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [("split", "-"), ("codebook", "check")])
def test_a_closed_standard_output_is_one_line(arguments: tuple[str, ...]) -> None:
    done = run(">&-", *arguments)
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["newsstance: cannot write standard output: it is closed; name a file with -o"]


def test_a_closed_standard_error_stops_no_work() -> None:
    done = run("2>&-", "split", "-", "-o", "rows.jsonl")
    assert (done.returncode, len(Path("rows.jsonl").read_text().splitlines())) == (0, 2)


@pytest.fixture(params=[signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def sign(request: pytest.FixtureRequest) -> Iterator[signal.Signals]:
    """A signal that programs started here hear, even where the tests run under nohup or in the background."""
    sent: signal.Signals = request.param
    before = signal.signal(sent, lambda *_: None)
    yield sent
    signal.signal(sent, before)


def test_a_command_that_is_asked_to_end_leaves_nothing_behind(sign: signal.Signals) -> None:
    line = [*COMMAND, "split", "-", "-o", "rows.jsonl"]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        last = time.monotonic() + 60
        while not os.listdir() and time.monotonic() < last:
            time.sleep(0.02)
        assert [name.endswith(".part") for name in os.listdir()] == [True]
        process.send_signal(sign)
        process.wait(timeout=60)
    assert (process.returncode, os.listdir()) == (130 if sign == signal.SIGINT else 128 + sign, [])


def test_who_hung_up_may_let_it_work_on() -> None:
    line = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", *COMMAND, "split", "-", "-o", "rows.jsonl"]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        last = time.monotonic() + 60
        while not os.listdir() and time.monotonic() < last:
            time.sleep(0.02)
        process.send_signal(signal.SIGHUP)
        process.communicate(ARTICLE.encode(), timeout=60)
    assert (process.returncode, os.listdir()) == (0, ["rows.jsonl"])
