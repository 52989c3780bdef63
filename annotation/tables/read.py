"""The three formats of tables as they are read: where each row stands, its columns, its values."""

import csv
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any, Final

from annotation.errors import DataError
from annotation.io.encodings import lines_or_errors, read_lines
from annotation.io.files import STDIO
from annotation.tables.schema import Row, Table, check_columns, check_row

Values = Mapping[str, Any]
Read = tuple[str, Collection[str] | None, Values | DataError | None]  # where, columns (of all rows or this one), a row
_BATCH: Final = 1000
_CONSTANTS: Final = {"NaN": None}  # Python and pandas write a missing number so
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
_HUGE: Final = re.compile(r"\d[eE]\+?\d{3}|\d{309}")
csv.field_size_limit(2**31 - 1)  # a cell may hold a whole article; the default stops at 131,072 characters


def _read_jsonl(path: str | Path, name: str, encoding: str) -> Iterator[Read]:
    for number, line in enumerate(lines_or_errors(path, name, encoding), start=1):
        where = f"{name}:{number}"
        if isinstance(line, DataError):
            yield where, None, line
            continue
        if line.isspace():
            continue
        try:
            values = _json_object(line, where)
        except DataError as error:
            yield where, None, error
        else:
            yield where, values, values


def _json_object(line: str, where: str) -> Values:
    try:
        values = json.loads(line, parse_constant=_CONSTANTS.__getitem__)
    except KeyError as error:
        raise DataError(f"{where} holds {error.args[0]}, which is no number JSON knows") from error
    except (json.JSONDecodeError, RecursionError) as error:
        what = f"{error.msg} at character {error.colno}" if isinstance(error, ValueError) else "nested too deep"
        raise DataError(f"{where} is not JSON: {what}; each line is one JSON object") from error
    if not isinstance(values, dict):
        raise DataError(f"{where} is {type(values).__name__}, not a JSON object; each line is one JSON object")
    if _HALF.search(line):
        _refuse_halves(values, where)
    if _HUGE.search(line):
        _refuse_infinity(values, where)
    return values


def _refuse_halves(values: object, where: str) -> None:
    """Refuse half of a surrogate pair: it is no character, and no file could hold it."""
    try:
        json.dumps(values, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        raise DataError(f"{where} holds {half}, half of a character; write the character itself") from error


def _refuse_infinity(values: object, where: str) -> None:
    """Refuse a number too large for a float: it would be written as a word that JSON doesn't know."""
    try:
        json.dumps(values, allow_nan=False)
    except ValueError as error:
        raise DataError(f"{where} holds a number larger than any that can be kept (1.8e308)") from error


def _read_csv(path: str | Path, name: str, encoding: str) -> Iterator[Read]:
    reader = csv.reader(read_lines(path, name, encoding), strict=True)
    try:
        header = next(reader, None)
        if header is None:
            raise DataError(f"{name} is empty; its first line names the columns")
        yield name, header, None
        twice = sorted({column for column in header if header.count(column) > 1})
        if twice:
            raise DataError(f"{name}:1 names the column {twice[0]!r} twice")
        for cells in reader:
            if not cells:
                continue
            where = f"{name}:{reader.line_num}"
            if len(cells) == len(header):
                yield where, None, {column: cell or None for column, cell in zip(header, cells, strict=True)}
            else:
                yield where, None, DataError(f"{where} has {len(cells)} cells, the header {len(header)}")
    except csv.Error as error:
        raise DataError(f"{name}:{reader.line_num} is not CSV: {error}") from error


def _read_parquet(path: str | Path, name: str, _: str) -> Iterator[Read]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            yield name, file.schema_arrow.names, None
            number = 0
            for batch in file.iter_batches(batch_size=_BATCH):
                for values in batch.to_pylist():
                    number += 1
                    yield f"{name} row {number}", None, {c: _plain(value) for c, value in values.items()}
    except FileNotFoundError as error:
        raise DataError(f"there is no file {name}") from error
    except (pa.ArrowInvalid, OSError) as error:
        raise DataError(f"{name} is not a Parquet file: {error}") from error


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever Parquet holds
    """Give a value as JSON has it, so that every column can travel along into every format."""
    if value is None or isinstance(value, str | int | float | list | dict):
        return value
    return value.isoformat() if isinstance(value, date | time) else str(value)


READERS: Final[Mapping[str, Callable[[str | Path, str, str], Iterator[Read]]]] = {
    ".jsonl": _read_jsonl,
    ".csv": _read_csv,
    ".parquet": _read_parquet,
}


def read_rows(
    path: str | Path,
    table: Table,
    *,
    encoding: str = "utf-8",
    otherwise: Table | None = None,
    bad: Callable[[DataError], None] | None = None,
) -> Iterator[Row]:
    """Stream a table's rows, each checked against the contract and knowing the line it came from.

    With `otherwise`, a table that lacks the first column of `table` is read as that other one.
    A bad row stops the reading, unless `bad` takes it: then reading goes on with the next one.
    """
    name = "standard input" if str(path) == STDIO else str(path)
    found: Table | None = None
    for where, header, values in READERS[table_format(path)](path, name, encoding):
        if found is None and header is not None:
            found = otherwise if otherwise and table.required[0] not in header else table
        if values is None:
            check_columns(found or table, header or (), where)
            continue
        try:
            yield _checked(found or table, where, header, values)
        except DataError as error:
            if bad is None:
                raise
            bad(error)


def _checked(table: Table, where: str, header: Collection[str] | None, values: Values | DataError) -> Row:
    if isinstance(values, DataError):
        raise values
    if header is not None:
        check_columns(table, header, where)
    return check_row(table, values, where)


def table_format(path: str | Path) -> str:
    """Give the format a path names, or say which there are."""
    if str(path) == STDIO:
        return ".jsonl"
    suffix = Path(path).suffix.lower()
    if suffix not in READERS:
        raise DataError(f"{path}: a table's name ends in {', '.join(READERS)} (or is - for JSON lines)")
    return suffix
