"""Reading tables: JSON lines, CSV and Parquet, checked row by row, each row with its location for messages."""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any, Final

from annotation.errors import DataError
from annotation.io.encodings import lines_or_errors, read_lines
from annotation.io.files import STDIO
from annotation.io.inputs import open_input
from annotation.io.json_text import parse_json_loosely
from annotation.io.streams import BATCH_SIZE
from annotation.tables.schema import Row, Table, check_columns, check_row, shortened

Values = Mapping[str, Any]
# What a format's reader yields: a location, the columns (of the whole table, or of this row in JSON lines; None where
# they were yielded before), and a row's values or the error that it is. A header alone has no values.
ReadRow = tuple[str, Collection[str] | None, Values | DataError | None]
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")  # an escaped half of a surrogate pair
_HUGE_NUMBER: Final = re.compile(r"\d[eE]\+?\d{3}|\d{309}")
csv.field_size_limit(2**31 - 1)  # a cell may hold a whole article; the default limit is 131,072 code points


def _read_jsonl(path: str | Path, name: str, encoding: str | None) -> Iterator[ReadRow]:
    for number, line in enumerate(lines_or_errors(path, name, encoding), start=1):
        location = f"{name}:{number}"
        if isinstance(line, DataError):
            yield location, None, line
            continue
        if line.isspace():
            continue
        try:
            values = _json_object(line, location)
        except DataError as error:
            yield location, None, error
        else:
            yield location, values, values


def _json_object(line: str, location: str) -> Values:
    try:
        values = parse_json_loosely(line, _json_constant)
    except ValueError as error:
        reason = str(error).removeprefix("it ")
        raise DataError(f"{location} {reason}; each line is one JSON object") from error
    if not isinstance(values, dict):
        raise DataError(f"{location} is {type(values).__name__}, not a JSON object; each line is one JSON object")
    if _SURROGATE.search(line):
        _refuse_surrogates(values, location)
    if _HUGE_NUMBER.search(line):
        _refuse_infinity(values, location)
    return values


def _json_constant(name: str) -> None:
    """Read NaN, which Python and pandas write for a missing number, as a missing value."""
    if name != "NaN":
        raise ValueError(f"it holds {name}, which is not a number in JSON")


def _refuse_surrogates(values: object, location: str) -> None:
    """Refuse half of a surrogate pair: it is not a character and cannot be written to a file."""
    try:
        json.dumps(values, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        surrogate = f"\\u{ord(error.object[error.start]):04x}"
        raise DataError(f"{location} holds {surrogate}, half of a character; write the character itself") from error


def _refuse_infinity(values: object, location: str) -> None:
    """Refuse a number that is too large for a float: it would become infinity, which JSON cannot express."""
    try:
        json.dumps(values, allow_nan=False)
    except ValueError as error:
        raise DataError(f"{location} holds a number that is larger than 1.8e308, the largest possible") from error


def _read_csv(path: str | Path, name: str, encoding: str | None) -> Iterator[ReadRow]:
    reader = csv.reader(read_lines(path, name, encoding), strict=True)
    try:
        header = next(reader, None)
        if header is None:
            raise DataError(f"{name} is empty; its first line names the columns")
        yield name, header, None
        _refuse_repeated(header, f"{name}:1")
        for cells in reader:
            if not cells:
                continue
            location = f"{name}:{reader.line_num}"
            if len(cells) == len(header):
                yield location, None, {column: cell or None for column, cell in zip(header, cells, strict=True)}
            else:
                yield location, None, DataError(f"{location} has {len(cells)} cells, the header {len(header)}")
    except csv.Error as error:
        raise DataError(f"{name}:{reader.line_num} is not CSV: {error}") from error


def _refuse_repeated(columns: Sequence[str], location: str) -> None:
    repeated = sorted(column for column, number in Counter(columns).items() if number > 1)
    if repeated:
        raise DataError(f"{location} names the column {shortened(repeated[0])} twice; rename one of them")


def _read_parquet(path: str | Path, name: str, _: str | None) -> Iterator[ReadRow]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with open_input(path) as opened, pq.ParquetFile(opened) as file:
            columns = file.schema_arrow.names
            _refuse_repeated(columns, name)
            yield name, columns, None
            number = 0
            for batch in file.iter_batches(batch_size=BATCH_SIZE):
                for values in batch.to_pylist():
                    number += 1
                    row_values = {column: _json_value(value) for column, value in values.items()}
                    yield f"{name} row {number}", None, row_values
    except FileNotFoundError as error:
        raise DataError(f"there is no file {name}") from error
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:  # a date beyond the year 9999, say
        reason = " ".join(str(error).split())
        raise DataError(f"{name} is not a Parquet file that can be read: {reason}") from error


def _json_value(value: Any) -> Any:  # noqa: ANN401 - whatever Parquet holds
    """Return a value as a type that JSON has, so that every column can be written in every format."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list):
        return [_json_value(part) for part in value]
    if isinstance(value, dict):
        return {str(key): _json_value(part) for key, part in value.items()}
    return value.isoformat() if isinstance(value, date | time) else str(value)


READERS: Final[Mapping[str, Callable[[str | Path, str, str | None], Iterator[ReadRow]]]] = {
    ".jsonl": _read_jsonl,
    ".csv": _read_csv,
    ".parquet": _read_parquet,
}


def read_rows(
    path: str | Path,
    table: Table,
    *,
    encoding: str | None = None,
    fallback: Table | None = None,
    report_error: Callable[[DataError], None] | None = None,
) -> Iterator[Row]:
    """Stream the rows of a table, each checked and with the location it was read from.

    Args:
        path: The file (.jsonl, .csv or .parquet); `-` is standard input, in JSON lines.
        table: The columns that the rows must and may have, and their types.
        encoding: The file's encoding, where the verb has an option for it; None is UTF-8. Parquet has none.
        fallback: The table to check against instead, if the file lacks the first column of `table`.
        report_error: Called with the error of an invalid row, which is then left out; without it the error is raised.

    Raises:
        DataError: The file cannot be read, it lacks columns, or a row is invalid and there is no `report_error`.
    """
    name = "standard input" if str(path) == STDIO else str(path)
    chosen_table: Table | None = None
    for location, header, values in READERS[table_format(path)](path, name, encoding):
        if chosen_table is None and header is not None:
            chosen_table = fallback if fallback and table.required[0] not in header else table
        if values is None:
            check_columns(chosen_table or table, header or (), location)
            continue
        try:
            yield _checked_row(chosen_table or table, location, header, values)
        except DataError as error:
            if report_error is None:
                raise
            report_error(error)


def _checked_row(table: Table, location: str, header: Collection[str] | None, values: Values | DataError) -> Row:
    if isinstance(values, DataError):
        raise values
    if header is not None:
        check_columns(table, header, location)
    return check_row(table, values, location)


def table_format(path: str | Path) -> str:
    """Return the ending that names a table's format; raises DataError if there is no such format.

    >>> table_format("gold.CSV"), table_format("-")
    ('.csv', '.jsonl')
    """
    if str(path) == STDIO:
        return ".jsonl"
    suffix = Path(path).suffix.lower()
    if suffix not in READERS:
        raise DataError(f"{path}: a table's name ends in {', '.join(READERS)} (or is - for JSON lines)")
    return suffix
