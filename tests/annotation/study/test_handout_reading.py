"""The handout is read while a push writes it: what is read is one of the handouts that were written."""

import multiprocessing
from pathlib import Path

import pytest

from annotation.errors import DataError
from annotation.study.handout import HandoutRow, read_handout, write_handout
from annotation.study.study import open_study


def handout_rows(pushed_at: str) -> list[HandoutRow]:
    return [HandoutRow(f"s{number}", "ann", "pilot", pushed_at=pushed_at) for number in range(60)]


def write_often(handout: Path, times: int) -> None:
    for number in range(1, times + 1):
        write_handout(handout, handout_rows(str(number)))


def test_a_reader_beside_a_writer_sees_whole_handouts_and_no_edit(tmp_path: Path) -> None:
    handout = open_study(tmp_path, new=True).handout
    write_handout(handout, handout_rows("0"))
    writer = multiprocessing.get_context("fork").Process(target=write_often, args=(handout, 150))
    writer.start()
    versions_read = set()
    while writer.is_alive():
        versions = {row.pushed_at for row in read_handout(handout).values()}
        assert len(versions) == 1
        versions_read |= versions
    writer.join()
    assert writer.exitcode == 0
    assert len(versions_read) > 1  # the reader did read beside the writer


def test_a_handout_that_was_edited_is_refused_though_it_is_read_again(tmp_path: Path) -> None:
    handout = open_study(tmp_path, new=True).handout
    write_handout(handout, handout_rows("0"))
    handout.write_text(handout.read_text().replace("s7,", "s99,"))
    with pytest.raises(DataError, match=r"handout\.csv was edited since newsstance wrote it"):
        read_handout(handout)
