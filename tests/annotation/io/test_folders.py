"""Folders are there whole or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotation.errors import DataError
from annotation.io.folders import replaced_folder, write_files


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def fail_half_way(folder: Path) -> None:
    with replaced_folder(folder, folder) as new_folder:
        (new_folder / "a.txt").write_text("new")
        raise ZeroDivisionError


def test_a_folder_that_fails_half_way_leaves_the_old_one_and_nothing_else(tmp_path: Path) -> None:
    write_files(tmp_path / "report", {"a.txt": "old"})
    with pytest.raises(ZeroDivisionError):
        fail_half_way(tmp_path / "report")
    assert [path.name for path in tmp_path.iterdir()] == ["report"]
    assert contents(tmp_path / "report") == {"a.txt": "old"}


WATCHER = """
import os, sys
print("ready", flush=True)
missing = 0
while not os.path.exists("ended"):
    missing += not os.path.exists("shared/a.txt")
print(missing)
"""


def test_there_is_no_moment_without_the_folder(tmp_path: Path) -> None:
    write_files(tmp_path / "shared", {"a.txt": "0"})
    with subprocess.Popen([sys.executable, "-c", WATCHER], cwd=tmp_path, text=True, stdout=subprocess.PIPE) as watcher:
        output = watcher.stdout
        assert output is not None
        assert output.readline() == "ready\n"
        for number in range(1, 101):
            write_files(tmp_path / "shared", {"a.txt": str(number)})
        (tmp_path / "ended").touch()
        assert output.read() == "0\n"
    assert contents(tmp_path / "shared") == {"a.txt": "100"}


def test_a_folder_with_other_files_keeps_them(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write_files(tmp_path, {"a.txt": "1", "b.txt": "2"})
    assert contents(tmp_path) == {"notes.txt": "mine", "a.txt": "1", "b.txt": "2"}


def test_it_is_as_readable_as_the_users_other_folders(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_files(tmp_path / "report", {"a.txt": "1"})
    finally:
        os.umask(old)
    assert (tmp_path / "report").stat().st_mode & 0o777 == 0o750


def test_a_file_in_its_place_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("mine")
    with pytest.raises(DataError, match=r"^cannot write .*report: Not a directory$"):
        write_files(tmp_path / "report", {"a.txt": "1"})
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_long_name_leaves_room_for_the_one_beside_it(tmp_path: Path) -> None:
    write_files(tmp_path / ("ü" * 127), {"a.txt": "1"})
    assert [path.name for path in tmp_path.iterdir()] == ["ü" * 127]
