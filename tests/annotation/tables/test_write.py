"""Rows go out and come back as they were, in every format."""

import datetime
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotation.errors import DataError
from annotation.tables.frames import read_frame, to_frame, to_rows, write_frame
from annotation.tables.read import read_rows
from annotation.tables.schema import ANSWERS, ARTICLES, SENTENCES
from annotation.tables.write import write_rows

FORMATS = [".jsonl", ".csv", ".parquet"]
TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    [
        "None",
        "NA",
        "nan",
        "null",
        "1",
        "1.0",
        "true",
        " ",
        "\r",
        "a\rb",
        "a\r\nb",
        '"',
        '"a',
        "a,b",
        "\ufeff",
        "a\0b",
        "[]",
    ]
)
FULL = TEXT.filter(bool)


def there_and_back(rows: list[dict[str, Any]], ending: str) -> list[dict[str, Any]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"rows{ending}"
        assert write_rows(path, rows, SENTENCES) == len(rows)
        return [{k: v for k, v in row.items() if v is not None} for row in read_rows(path, SENTENCES)]


@pytest.mark.parametrize("ending", FORMATS)
@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {"sentence": FULL, "text": FULL},
            optional={
                "title": FULL | st.none(),
                "position": st.integers(-(2**63), 2**63 - 1) | st.none(),
                "bias_probability": st.floats(allow_nan=False, allow_infinity=False) | st.none(),
                "mood": FULL | st.none(),
            },
        ),
        max_size=5,
    )
)
@example(rows=[{"sentence": "a", "text": "\ufeff\r", "title": None}])
def test_every_text_number_and_gap_comes_back(ending: str, rows: list[dict[str, Any]]) -> None:
    expected = [{key: value for key, value in row.items() if value is not None} for row in rows]
    assert there_and_back(rows, ending) == expected


@pytest.mark.parametrize(("ending", "comes_back"), [(".jsonl", ""), (".csv", None), (".parquet", "")])
def test_an_empty_text_is_missing_in_csv_only(tmp_path: Path, ending: str, comes_back: str | None) -> None:
    path = tmp_path / f"rows{ending}"
    write_rows(path, [{"sentence": "a", "text": "x", "title": ""}], SENTENCES)
    assert [row["title"] for row in read_rows(path, SENTENCES)] == [comes_back]


def test_columns_come_in_the_contracts_order_then_as_they_came(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"mood": 1, "text": "x", "sentence": "a"},
        {"sentence": "b", "text": "y", "title": "T", "zeal": [1, "a"]},
    ]
    write_rows(tmp_path / "s.csv", rows, SENTENCES)
    assert (tmp_path / "s.csv").read_bytes() == b'sentence,text,title,mood,zeal\r\na,x,,1,\r\nb,y,T,,"[1, ""a""]"\r\n'


def test_a_travelers_type_is_what_holds_all_its_values(tmp_path: Path) -> None:
    travelers: list[dict[str, Any]] = [
        {"whole": 1, "some": 1, "flag": True, "mixed": 1, "list": [1], "none": None, "long": 2**63},
        {"whole": 2, "some": 1.5, "flag": None, "mixed": "a", "list": None, "none": None, "long": 1},
    ]
    rows = [{"sentence": "a", "text": "x", **traveler} for traveler in travelers]
    write_rows(tmp_path / "s.parquet", rows, SENTENCES)
    table_rows = pq.read_table(tmp_path / "s.parquet").drop_columns(["sentence", "text"]).to_pylist()
    assert table_rows == [
        {"whole": 1, "some": 1.0, "flag": True, "mixed": "1", "list": "[1]", "none": None, "long": str(2**63)},
        {"whole": 2, "some": 1.5, "flag": None, "mixed": "a", "list": None, "none": None, "long": "1"},
    ]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_table_without_rows_has_its_columns(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"none{ending}"
    assert write_rows(path, [], SENTENCES) == 0
    assert list(read_rows(path, SENTENCES)) == []
    assert list(read_frame(path, SENTENCES).columns) == list(SENTENCES.columns)


@pytest.mark.parametrize("ending", FORMATS)
def test_rows_that_fail_half_way_leave_the_old_table(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"rows{ending}"
    write_rows(path, [{"sentence": "old", "text": "x"}], SENTENCES)

    def failing() -> Any:
        yield {"sentence": "new", "text": "x"}
        raise DataError("no more")

    with pytest.raises(DataError, match="no more"):
        write_rows(path, failing(), SENTENCES)
    assert [row["sentence"] for row in read_rows(path, SENTENCES)] == ["old"]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", b'{"id": "a", "text": "x"}\n' * 16 + b'{"id"}', ":17 is not JSON: Expecting ':' delimiter at"),
        ("a.jsonl", b"[1]", ":1 is list, not a JSON object; each line is one JSON object"),
        ("a.jsonl", b'{"id": "a"}', ":1 has no column 'text' (it has: id); a table of articles needs 'id', 'text'"),
        ("a.jsonl", b'{"id": "a", "text": "x", "n": Infinity}', ":1 holds Infinity, which is not a number in JSON"),
        ("a.jsonl", b'{"id": "a", "text": "x", "n": ["\\ud83d"]}', ":1 holds \\ud83d, half of a character"),
        (
            "a.jsonl",
            b'\n\n{"id": "a", "text": "\xe9"}',
            ":3 is not utf-8: byte 0xe9 at position 21; save it again as UTF-8",
        ),
        ("a.jsonl", b"\x89PNG\r\n", " is a PNG picture, not text"),
        ("a.jsonl", b"\0\1", " is not a text file (it has NUL bytes)"),
        ("a.jsonl", b"[" * 100_000, ":1 is not JSON: nested too deep"),
        ("a.csv", b"", " is empty; its first line names the columns"),
        ("a.csv", b"id,title\na,b\n", " has no column 'text' (it has: id, title); a table of articles needs"),
        ("a.csv", b"id,text,text\na,b,c\n", ":1 names the column 'text' twice"),
        ("a.csv", b'id,text\na,"x\ny"\nb\n', ":4 has 1 cell, the header 2; a cell that holds"),
        ("a.csv", b'id,text\na,"x', ":2 is not CSV: a quotation mark opens a cell, and none closes it"),
        ("a.csv", b"id,text\na,\n", ":2 has no 'text'; a row of articles needs 'id', 'text'"),
        ("a.parquet", b"PAR1", " is not a Parquet file"),
        ("a.parquet", b"", " is empty; a Parquet file names its columns"),
        ("a.txt", b"", ": a table's name ends in .jsonl, .csv, .parquet (or is - for JSON lines)"),
    ],
)
def test_a_bad_table_is_one_line_that_names_the_place(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as error:
        list(read_rows(tmp_path / name, ARTICLES))
    assert str(error.value).startswith(f"{tmp_path / name}{message}")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_table_that_is_not_there_is_named(tmp_path: Path, ending: str) -> None:
    with pytest.raises(DataError, match=rf"^there is no file .*/gone{ending}$"):
        list(read_rows(tmp_path / f"gone{ending}", ARTICLES))


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").mkdir()
    with pytest.raises(DataError, match=r"/a.jsonl is a folder; name a table in it"):
        list(read_rows(tmp_path / "a.jsonl", ARTICLES))


def test_bad_rows_are_passed_over_where_somebody_takes_them(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\na,x\nb\nc,\nd,y\n")
    bad: list[str] = []
    rows = read_rows(tmp_path / "a.csv", ARTICLES, report_error=lambda error: bad.append(str(error).split(" has")[0]))
    assert [row["id"] for row in rows] == ["a", "d"]
    assert bad == [f"{tmp_path}/a.csv:3", f"{tmp_path}/a.csv:4"]


def test_a_row_knows_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('\ufeffid,text\r\na,"x\r\ny"\r\n\r\nb,z\r\n', newline="")
    locations_and_texts = [
        (row.where.rpartition("/")[2], row["text"]) for row in read_rows(tmp_path / "a.csv", ARTICLES)
    ]
    assert locations_and_texts == [("a.csv:2", "x\r\ny"), ("a.csv:5", "z")]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
def test_other_encodings_are_read_when_named(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes("id,text\na,Café\nb,é\n".encode(encoding))
    rows = read_rows(tmp_path / "a.csv", ARTICLES, encoding=encoding)
    assert [row["text"] for row in rows] == ["Café", "é"]


def test_one_of_two_tables_is_chosen_by_its_columns(tmp_path: Path) -> None:
    for name, header in (("s", "sentence,text"), ("a", "id,text")):
        (tmp_path / f"{name}.csv").write_text(f"{header}\n1,x\n")
    tables = [list(read_rows(tmp_path / f"{name}.csv", SENTENCES, fallback=ARTICLES)) for name in "sa"]
    assert tables == [[{"sentence": "1", "text": "x"}], [{"id": "1", "text": "x"}]]


def test_what_parquet_holds_travels_into_every_format(tmp_path: Path) -> None:
    day = datetime.date(2024, 10, 25)
    columns = {
        "id": [1],
        "text": ["x"],
        "published": [day],
        "seen": [datetime.datetime(2024, 10, 25, 18)],
        "raw": [b"a"],
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    write_rows(tmp_path / "a.jsonl", read_rows(tmp_path / "a.parquet", ARTICLES), ARTICLES)
    row = json.loads((tmp_path / "a.jsonl").read_text())
    assert row == {"id": "1", "text": "x", "published": "2024-10-25", "seen": "2024-10-25T18:00:00", "raw": "a"}


def test_a_pandas_table_goes_out_and_comes_back(tmp_path: Path) -> None:
    row = {"sentence": "a", "annotator": "None", "question": "bias", "label": None, "audit": True, "seconds": 1.5}
    gathered = to_frame([row, {"sentence": "b", "annotator": "NA", "label": "x", "start": 3}], ANSWERS)
    assert list(gathered.columns) == list(ANSWERS.columns)
    for ending in FORMATS:
        write_frame(tmp_path / f"a{ending}", gathered, ANSWERS)
        back = read_frame(tmp_path / f"a{ending}", ANSWERS)
        assert list(to_rows(back)) == list(to_rows(gathered))
        assert back.dtypes.to_list() == gathered.dtypes.to_list()


def test_not_a_number_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "s.jsonl").write_text('{"sentence": "a", "text": "x", "bias_probability": NaN, "mood": [NaN]}')
    assert list(read_rows(tmp_path / "s.jsonl", SENTENCES)) == [
        {"sentence": "a", "text": "x", "bias_probability": None, "mood": [None]}
    ]
