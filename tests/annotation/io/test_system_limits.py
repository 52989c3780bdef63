"""Errors that the user can mend and no program can: one line, not a traceback."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from annotation.io.system_limits import limit_of_system


def newsstance(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the command in a process of its own; gives its status and standard error."""
    command = [sys.executable, "-m", "newsstance", *arguments]
    done = subprocess.run(command, cwd=folder, env={"PYTHONPATH": str(Path(__file__).parents[3])}, stderr=-1, text=True)
    return done.returncode, done.stderr


def test_a_limit_is_told_with_its_place_and_a_bug_is_not() -> None:
    assert limit_of_system(PermissionError(errno.EACCES, "Permission denied", "a.csv")) == "a.csv: Permission denied"
    assert limit_of_system(ImportError("libarrow.so: failed to map segment from shared object")).startswith(
        "there is not enough memory"
    )
    assert limit_of_system(FileNotFoundError(errno.ENOENT, "No such file", "a.csv")) == ""
    assert limit_of_system(RuntimeError("a bug")) == ""


def test_a_name_longer_than_any_file_s_is_one_line(tmp_path: Path) -> None:
    status, printed = newsstance(tmp_path, "score", "a.jsonl", "--model", "m" * 300)
    assert (status, printed) == (1, f"newsstance: {'m' * 300}: File name too long\n")


@pytest.mark.parametrize("header", ["x" * 1_000_000, ",".join(f"c{n}" for n in range(10_000))])
def test_a_header_of_a_million_letters_or_ten_thousand_columns_is_one_short_line(header: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{header}\n")
    status, printed = newsstance(tmp_path, "gold", "a.csv")
    assert (status, printed.count("\n"), len(printed) < 3_100) == (1, 1, True)
    assert printed.startswith("newsstance: a.csv has no column 'sentence'")


def test_an_error_holds_no_control_sequence_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('sentence,"\x1b[2J\u202ex\ny"\n')
    status, printed = newsstance(tmp_path, "gold", "a.csv")
    assert (status, printed.count("\n")) == (1, 1)
    assert r"\u001b[2J\u202ex\ny" in printed


@pytest.mark.parametrize("megabytes", [100, 200, 300])
def test_too_little_memory_is_one_line_and_no_hang(megabytes: int, tmp_path: Path) -> None:
    """Below 400 MB a library asks for memory for ever, and the program doesn't even hear that it should end."""
    command = f"ulimit -v {megabytes * 1024} && exec {sys.executable} -m newsstance gold a.csv"
    (tmp_path / "a.csv").write_text("sentence,annotator,question,label\ns1,ann,tone,up\n")
    environment = {"PYTHONPATH": str(Path(__file__).parents[3])}
    ended = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True, timeout=60
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"newsstance: there is not enough memory for this: {megabytes} MB are allowed")
    assert ended.stderr.count("\n") == 1
