"""Parquet as other programs write it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from annotation.errors import DataError
from annotation.tables.read import read_rows
from annotation.tables.schema import ARTICLES

TEXT = "“Café,” she said."

# Reads a file with each byte of its description changed; the description ends eight bytes before the file does.
READ_DAMAGED = """
import sys
from pathlib import Path
from annotation.errors import DataError
from annotation.tables.read import read_rows
from annotation.tables.schema import SENTENCES

whole, damaged = Path(sys.argv[1]).read_bytes(), Path(sys.argv[2])
end = len(whole) - 8
read = refused = 0
for position in range(end - int.from_bytes(whole[end : end + 4], "little"), end):
    for byte in (0x00, 0x01, 0x19, 0x7F, 0xFF):
        damaged.write_bytes(whole[:position] + bytes([byte]) + whole[position + 1 :])
        try:
            list(read_rows(damaged, SENTENCES))
            read += 1
        except DataError:
            refused += 1
print(read, refused)
"""


@pytest.mark.parametrize(
    "kind",
    [
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.binary(),
        pa.large_binary(),
        pa.binary_view(),
        pa.binary(len(TEXT.encode())),
        pa.dictionary(pa.int32(), pa.string()),
        pa.dictionary(pa.int32(), pa.binary()),
    ],
    ids=str,
)
def test_text_is_read_however_it_is_stored(tmp_path: Path, kind: pa.DataType) -> None:
    text: Any = pa.array([TEXT.encode()] * 2)
    text = text.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else text.cast(kind)
    table = pa.table({"id": pa.array([b"a", b"b"]), "text": text, "tags": [[b"x"], [b"y"]]})
    pq.write_table(table, tmp_path / "a.parquet")
    assert list(read_rows(tmp_path / "a.parquet", ARTICLES)) == [
        {"id": "a", "text": TEXT, "tags": ["x"]},
        {"id": "b", "text": TEXT, "tags": ["y"]},
    ]


def test_bytes_that_are_no_text_are_named_and_cost_no_other_row(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": ["a", "b"], "text": [b"x", b"caf\xe9"]}), path)
    problems: list[str] = []
    rows = list(read_rows(path, ARTICLES, report_error=lambda error: problems.append(str(error))))
    assert rows == [{"id": "a", "text": "x"}]
    assert problems == [
        f"{path} row 2: 'text' holds bytes that are not text in UTF-8 (0xe9 at position 3); write it as text, or leave "
        "the column out"
    ]
    with pytest.raises(DataError, match=" row 2: 'text' holds bytes"):
        list(read_rows(path, ARTICLES))


def test_a_column_that_is_there_twice_is_refused_by_name(tmp_path: Path) -> None:
    columns = [pa.array(["a"]), pa.array(["x"]), pa.array(["y"])]
    pq.write_table(pa.Table.from_arrays(columns, names=["id", "text", "text"]), tmp_path / "a.parquet")
    with pytest.raises(DataError, match=r"a\.parquet names the column 'text' twice; rename one of them$"):
        list(read_rows(tmp_path / "a.parquet", ARTICLES))


def test_empty_rows_are_left_out_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": ["a", None], "text": ["x", None], "n": [1, None]}), path)
    assert list(read_rows(path, ARTICLES)) == [{"id": "a", "text": "x", "n": 1}]
    assert capsys.readouterr().err == f"{path}: 1 empty row left out\n"


def test_a_small_file_that_unpacks_to_what_no_text_would_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.parquet"
    schema = pa.schema([("id", pa.string()), ("text", pa.binary())])
    with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=False, write_statistics=False) as writer:
        writer.write_batch(pa.record_batch([pa.array(["a"]), pa.array([bytes(251_000_000)])], schema=schema))
    with pytest.raises(DataError, match=r"bomb\.parquet, row group 1 unpacks from .* to 251,.*, which no text"):
        list(read_rows(path, ARTICLES))


def test_a_long_text_that_stands_for_many_rows_is_in_memory_once(tmp_path: Path) -> None:
    long = pa.DictionaryArray.from_arrays(pa.array([0, None, 0]), pa.array(["x" * 100_000]))
    pq.write_table(pa.table({"id": ["a", "b", "c"], "title": long, "text": ["x"] * 3}), tmp_path / "a.parquet")
    first, second, third = (row["title"] for row in read_rows(tmp_path / "a.parquet", ARTICLES))
    assert (first, second) == ("x" * 100_000, None)
    assert third is first


def test_a_file_whose_description_is_damaged_is_refused_and_does_not_end_the_process(tmp_path: Path) -> None:
    """In a process of its own: where pyarrow cannot make sense of a column, it ends the process with no error."""
    columns = {"sentence": ["a", "b"], "text": ["He won."] * 2, "before": [["x", "y"], None]}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    command = [sys.executable, "-c", READ_DAMAGED, str(tmp_path / "a.parquet"), str(tmp_path / "damaged.parquet")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr[-2000:]
    read, refused = map(int, result.stdout.splitlines()[-1].split())
    assert read > 100
    assert refused > 1000
