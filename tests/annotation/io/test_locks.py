"""Locks that living processes hold."""

import subprocess
import sys
from pathlib import Path

import pytest

from annotation.errors import DataError
from annotation.io.locks import locked

HOLD = (
    "import sys, annotation.io.locks, pathlib\n"
    "with annotation.io.locks.locked(pathlib.Path(sys.argv[1])): print(flush=True); input()"
)


def holder(path: Path) -> "subprocess.Popen[str]":
    """Another process that has the lock."""
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdin=pipe, stdout=pipe, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_a_lock_that_somebody_holds_is_refused_and_freed_when_they_are_killed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with holder(path) as process:
        with pytest.raises(DataError, match="busy here"), locked(path, busy_message="busy here"):
            pass
        process.kill()
        process.wait()
    with locked(path, busy_message="busy here"):
        pass


def test_what_goes_wrong_inside_keeps_its_own_name(tmp_path: Path) -> None:
    """An error of the work is not taken for a lock that is held."""
    with pytest.raises(BlockingIOError, match="disk"), locked(tmp_path / "lock", busy_message="busy here"):
        raise BlockingIOError("disk")
