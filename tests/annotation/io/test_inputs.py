"""Opening files that somebody else may have made."""

import os
import threading
from pathlib import Path

import pytest

from annotation.io.inputs import open_input


def test_a_pipe_that_nobody_writes_into_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(TimeoutError, match=r"it is a pipe, and nothing wrote into it for 0\.05 seconds"):
        open_input(tmp_path / "pipe.json", patience=0.05)


def test_a_pipe_that_somebody_writes_into_is_read_to_its_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    writer = threading.Thread(target=(tmp_path / "pipe.json").write_bytes, args=(b"a" * 200_000,))
    writer.start()
    with open_input(tmp_path / "pipe.json") as file:
        assert file.read() == b"a" * 200_000
    writer.join()


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match="Is a directory"):
        open_input(tmp_path)
