"""Rows that scoring left out."""

import json
from pathlib import Path

import pytest

from annotation.errors import DataError
from training.scoring.rejected_rows import RejectedRows


@pytest.mark.parametrize(
    ("why", "where"),
    [
        ("a b.jsonl:12 is not JSON: what", "a b.jsonl:12"),
        ("s.csv:7: the target's offsets", "s.csv:7"),
        ("month.parquet row 3 has no 'text'", "month.parquet row 3"),
        ("articles/x.txt is not a text file", ""),
    ],
)
def test_each_row_is_put_down_with_where_it_was(tmp_path: Path, why: str, where: str) -> None:
    with RejectedRows(str(tmp_path / "scores.csv")) as left_out:
        left_out.add(DataError(why))
    written = (tmp_path / "scores.csv.left-out.jsonl").read_text()
    assert (json.loads(written), left_out.count) == ({"where": where, "why": why}, 1)


def test_nothing_left_out_is_no_file_and_an_old_one_goes(tmp_path: Path) -> None:
    (tmp_path / "scores.csv.left-out.jsonl").write_text("old")
    with RejectedRows(str(tmp_path / "scores.csv")):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_failed_run_leaves_the_old_file_alone(tmp_path: Path) -> None:
    (tmp_path / "scores.csv.left-out.jsonl").write_text("old")
    with pytest.raises(DataError):
        _fails(str(tmp_path / "scores.csv"))
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def _fails(output: str) -> None:
    with RejectedRows(output) as left_out:
        left_out.add(DataError("s.csv:7: bad"))
        raise DataError("another one")


def test_beside_standard_output_is_the_working_folder() -> None:
    assert RejectedRows("-").path == Path("scores.left-out.jsonl")


def test_a_run_to_standard_output_takes_nothing_away() -> None:
    Path("scores.left-out.jsonl").write_text("old")
    with RejectedRows("-"):
        pass
    assert Path("scores.left-out.jsonl").read_text() == "old"


def test_the_left_out_rows_of_one_table_are_not_another_s() -> None:
    with RejectedRows("scores.parquet") as left_out:
        left_out.add(DataError("s.csv:7: bad"))
    with RejectedRows("scores.csv"):
        pass
    assert left_out.path.exists()
