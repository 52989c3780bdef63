"""Cells that spreadsheets run as formulas."""

from pathlib import Path

import pytest

from annotation.tables.schema import HANDOUT, SCORES
from annotation.tables.spreadsheets import is_formula
from annotation.tables.write import write_rows

FORMULA = '=HYPERLINK("http://example.org","see")'
ROWS = [
    {"sentence": "s1", "text": FORMULA, "start": -1, "change": "-1.5", "mood_probability": 0.5},
    {"sentence": "s2", "text": "@SUM(1) said", "start": 2, "change": "+3 %", "@column": "\t=1"},
]


@pytest.mark.parametrize(
    "cell", ["=1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", "- he said", "+49 30 12"]
)
def test_what_a_spreadsheet_runs_is_a_formula(cell: str) -> None:
    assert is_formula(cell)


@pytest.mark.parametrize(
    "cell", ["-1.5", "+3", "-1,234.5", "-1e-5", "+.5", "-3 %", "a=b", " =1", "", "'=1", -1.5, None]
)
def test_numbers_and_words_are_none(cell: object) -> None:
    assert not is_formula(cell)


def test_a_remark_says_that_there_are_such_cells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "scores.csv"
    assert write_rows(path, ROWS, SCORES) == 2
    assert capsys.readouterr().err == (
        f"{path} has cells that a spreadsheet runs as formulas (@column: '@column', text: {FORMULA!r}); "
        "--for-spreadsheets writes them as text\n"
    )
    assert '"=HYPERLINK(' in path.read_text()


def test_they_are_written_as_text_where_that_is_wanted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "scores.csv"
    write_rows(path, ROWS, SCORES, for_spreadsheets=True)
    assert path.read_bytes().decode() == (
        "sentence,text,start,change,mood_probability,'@column\r\n"
        's1,"\'=HYPERLINK(""http://example.org"",""see"")",-1,-1.5,0.5,\r\n'
        "s2,'@SUM(1) said,2,+3 %,,'\t=1\r\n"
    )
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", ["scores.jsonl", "scores.parquet"])
def test_other_formats_are_written_as_they_are(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"sentence": "s1", "text": FORMULA}]
    write_rows(tmp_path / name, rows, SCORES, for_spreadsheets=True)
    write_rows(tmp_path / f"as_it_is_{name}", rows, SCORES)
    assert (tmp_path / name).read_bytes() == (tmp_path / f"as_it_is_{name}").read_bytes()
    assert capsys.readouterr().err == ""


def test_nothing_is_said_of_the_handout_which_only_newsstance_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_rows(tmp_path / "handout.csv", [{"sentence": "=s", "annotator": "ann", "round": "1"}], HANDOUT)
    assert capsys.readouterr().err == ""
