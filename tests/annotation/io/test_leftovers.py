"""What killed runs leave beside a file or folder is cleared by the next one that writes it."""

import subprocess
import sys
from pathlib import Path

from annotation.io.files import write_text
from annotation.io.folders import write_files

HALF_WRITTEN = """
import sys, time
from annotation.io.files import atomic_write
from annotation.io.folders import replaced_folder
from pathlib import Path
with atomic_write("gold.csv") as file, replaced_folder(Path("shared").absolute(), "shared") as folder:
    file.write("half")
    file.flush()
    (folder / "a.txt").write_text("half")
    print("ready", flush=True)
    time.sleep(60)
"""


def half_written(folder: Path) -> "subprocess.Popen[str]":
    """Start a program that has written half of a file and half of a folder."""
    source = Path(__file__).parents[3]
    program = subprocess.Popen(
        [sys.executable, "-c", HALF_WRITTEN],
        cwd=folder,
        env={"PYTHONPATH": str(source)},
        text=True,
        stdout=subprocess.PIPE,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "ready\n"
    return program


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_next_run_clears_them_but_not_what_another_is_writing(tmp_path: Path) -> None:
    (tmp_path / ".gold.csv.part").write_text("somebody's own")
    with half_written(tmp_path) as program:
        write_text(tmp_path / "gold.csv", "whole")
        write_files(tmp_path / "shared", {"a.txt": "whole"})
        parts = [name for name in names(tmp_path) if name.endswith(".part")]
        assert len(parts) == 3  # the file and the folder that are being written are left alone
        program.kill()
    write_text(tmp_path / "gold.csv", "whole")
    write_files(tmp_path / "shared", {"a.txt": "whole"})
    assert names(tmp_path) == [".gold.csv.part", "gold.csv", "shared"]
    assert (tmp_path / "shared" / "a.txt").read_text() == "whole"


def test_the_next_run_of_another_file_leaves_them_alone(tmp_path: Path) -> None:
    with half_written(tmp_path) as program:
        program.kill()
    left = names(tmp_path)
    write_text(tmp_path / "other.csv", "whole")
    assert names(tmp_path) == sorted([*left, "other.csv"])
