"""CSV as spreadsheets and programs write it; what is wrong with one row costs no other."""

import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.errors import DataError
from annotation.tables.read import read_rows
from annotation.tables.schema import ARTICLES, SENTENCES

Read = tuple[list[tuple[str, str]], list[str]]


def read(path: Path, content: str | bytes, encoding: str | None = None) -> Read:
    """Give the ids and texts of the good rows, and what is said of the bad ones."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    problems: list[str] = []
    rows = read_rows(path, ARTICLES, encoding=encoding, report_error=lambda error: problems.append(str(error)))
    ids_and_texts = [(row["id"], row["text"]) for row in rows]
    return ids_and_texts, [problem.removeprefix(str(path)) for problem in problems]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.csv"


GOOD = [("a", "x"), ("c", "z")]
NOT_CLOSED = (
    "a quotation mark opens a cell, and none closes it as it should; a quotation mark within a cell is written twice "
    '("")'
)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            'id,text\na,x\nb,"Half" and more\nc,z\n',
            ":3 is not CSV: a cell ends with a quotation mark, and ' ' follows; a quotation mark within a cell is "
            'written twice ("")',
        ),
        ('id,text\na,x\nb,"Half and more\nc,z\n', f":3 is not CSV: {NOT_CLOSED}"),
        ('id,text\na,x\nc,z\nb,"Half and more\n', f":4 is not CSV: {NOT_CLOSED}"),
        ('id,text\nb,"Half and more\na,x\nc,z', f":2 is not CSV: {NOT_CLOSED}"),
        ('id,text\na,x\nb,"He said\nmany things.\nAnd more.\nc,z\n', f":3 is not CSV (lines 3 to 5): {NOT_CLOSED}"),
        (
            "id,text\na,x\nb,one,two\nc,z\n",
            ":3 has 3 cells, the header 2; a cell that holds a separator is put in quotation marks",
        ),
        (
            "id,text\na,x\nb\nc,z\n",
            ":3 has 1 cell, the header 2; a cell that holds a separator is put in quotation marks",
        ),
        (
            "id,text\na,x\nb,on\re\nc,z\n",
            ":3 is not CSV: a cell without quotation marks holds a carriage return; put quotation marks around it",
        ),
        (
            b"id,text\na,x\nb,caf\xe9\nc,z\n",
            ":3 is not utf-8: byte 0xe9 at position 5; save it again as UTF-8 (spreadsheets call that CSV UTF-8)",
        ),
        (
            b'id,text\na,x\nb,"caf\xe9\n and more, much more"\nc,z\n',
            ":3 is not utf-8: byte 0xe9 at position 6; save it again as UTF-8 (spreadsheets call that CSV UTF-8)",
        ),
    ],
)
def test_one_bad_row_costs_no_other(path: Path, content: str | bytes, problem: str) -> None:
    assert read(path, content) == (GOOD, [problem])


def test_a_stray_mark_does_not_swallow_rows_in_quotation_marks(path: Path) -> None:
    good = 'c,"He said ""no"", twice."\nd,"One line.\nAnother."\ne,""\nf,"End."\n'
    rows, problems = read(path, f'id,text\nb,"Half and more\n{good}')
    assert rows == [("c", 'He said "no", twice.'), ("d", "One line.\nAnother."), ("f", "End.")]
    assert problems == [f":2 is not CSV: {NOT_CLOSED}", ":6 has no 'text'; a row of articles needs 'id', 'text'"]


def test_a_quotation_mark_within_a_cell_that_begins_with_none_is_text(path: Path) -> None:
    assert read(path, 'id,text\na,She is 5\'10" tall\nb,He said "no"\n') == (
        [("a", "She is 5'10\" tall"), ("b", 'He said "no"')],
        [],
    )


@pytest.mark.parametrize("cell", ['x","y', '"', 'a","b,"c', '"",""'])
def test_marks_without_end_cost_no_square_time(path: Path, cell: str) -> None:
    columns = ",".join(f"c{number}" for number in range(20))
    content = f"id,text,{columns}\n" + f"{cell}\n" * 20_000
    started = time.process_time()
    with suppress(DataError):  # its quotation marks do not come in pairs
        assert read(path, content)[0] == []
    assert time.process_time() - started < 15


def test_empty_rows_are_left_out_and_counted(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert read(path, "id,text,title\n,,\na,x,\n,,\n\nc,z,T\n,,\n,\n,,,,\n") == (GOOD, [])
    assert capsys.readouterr().err == f"{path}: 5 empty rows left out\n"


def test_empty_rows_before_the_header_are_passed_over(path: Path) -> None:
    assert read(path, ",,\n\n,,\nid,text,\na,x,\nc,z,\n") == (GOOD, [])


def test_columns_without_name_and_values_are_nothing(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert read(path, "id,text,,\na,x,,\nc,z\n") == (
        [("a", "x")],
        [":3 has 2 cells, the header 4; a cell that holds a separator is put in quotation marks"],
    )
    assert read(path, "id,text\na,x,,\nc,z,,,\n") == (GOOD, [])
    assert capsys.readouterr().err == ""


def test_a_column_without_name_is_named_if_it_has_values(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text(",id,text,,\n0,a,x,,\n1,c,z,note,\n")  # pandas writes the first
    assert list(read_rows(path, ARTICLES)) == [{"id": "a", "text": "x"}, {"id": "c", "text": "z"}]
    assert capsys.readouterr().err == (
        f"{path}: column A has no name in line 1, and its 2 values are left out; give it a name to keep them\n"
        f"{path}: column D has no name in line 1, and its 1 value is left out; give it a name to keep them\n"
    )


@pytest.mark.parametrize(
    "content",
    [
        "id;text\na;x\nc;z\n",
        "id\ttext\na\tx\nc\tz\n",
        "id|text\na|x\nc|z\n",
        "sep=;\nid;text\na;x\nc;z\n",
        "sep=\t\r\nid\ttext\r\na\tx\r\nc\tz\r\n",
        '"sep=,"\nid,text\na,x\nc,z\n',
        '"id";"text";"a,b,c"\na;x;1\nc;z;2\n',
        "id, text \na,x\nc,z\n",
        "\ufeffid;text\na;x\nc;z\n",
        "id,text\ra,x\rc,z\r",
        'id,text\r"a",x\r\rc,"z"',
        "id,text\r\r\na,x\r\r\nc,z\r\r\n",
    ],
)
def test_what_spreadsheets_write_is_read(path: Path, content: str) -> None:
    assert read(path, content) == (GOOD, [])


def test_a_separator_within_a_cell_is_text(path: Path) -> None:
    assert read(path, 'id;text\na;Yes, "he" said\nb;"One; two"\n')[0] == [("a", 'Yes, "he" said'), ("b", "One; two")]


def test_carriage_returns_alone_end_lines_but_not_within_a_cell(path: Path) -> None:
    rows, problems = read(path, 'id,text\ra,"x\ry"\rb\rc,z\r')
    assert rows == [("a", "x\ry"), ("c", "z")]
    assert problems == [":4 has 1 cell, the header 2; a cell that holds a separator is put in quotation marks"]


def test_the_lines_of_utf_16_are_read(path: Path) -> None:
    assert read(path, "id\ttext\r\na\tx\r\nc\tz\r\n".encode("utf-16"), encoding="utf-16") == (GOOD, [])


def test_an_unknown_header_shows_its_columns_whatever_separates_them(path: Path) -> None:
    with pytest.raises(DataError, match=r" has no column 'id', 'text' \(it has: ident, words\)"):
        read(path, "ident;words\na;x\n")


@given(st.text(alphabet='ab,;"\n\r\t ', max_size=60))
@settings(max_examples=300, deadline=None)
def test_rows_around_any_damage_are_read_or_named(tmp_path_factory: pytest.TempPathFactory, damage: str) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.csv"
    content = f"sentence,text\nfirst,x\n{damage}\nlast,z\n"
    path.write_bytes(content.encode())
    problems: list[DataError] = []
    rows = list(read_rows(path, SENTENCES, report_error=problems.append))
    assert rows[0] == {"sentence": "first", "text": "x"}
    if damage.count('"') == 0:
        assert rows[-1] == {"sentence": "last", "text": "z"}
