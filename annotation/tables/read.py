"""Reading tables: JSON lines, CSV and Parquet, checked row by row, each row with its location for messages."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Final

from annotation.errors import DataError
from annotation.io.console import plural, remark
from annotation.io.files import STDIO
from annotation.io.foreign_files import refuse_foreign
from annotation.tables.column_checks import check_columns
from annotation.tables.csv_rows import csv_rows
from annotation.tables.json_lines import json_rows
from annotation.tables.parquet_rows import parquet_rows
from annotation.tables.raw_rows import ReadRow, Values
from annotation.tables.schema import Row, Table, check_row

FORMATS: Final = (".jsonl", ".csv", ".parquet")


def read_rows(
    path: str | Path,
    table: Table,
    *,
    encoding: str | None = None,
    fallback: Table | None = None,
    report_error: Callable[[DataError], None] | None = None,
) -> Iterator[Row]:
    """Stream the rows of a table, each checked and with the location it was read from.

    Rows in which nothing stands, as spreadsheets leave them, are left out, and a remark says how many.

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
    empty = 0
    for location, header, values in _raw_rows(path, name, encoding, {*table.columns, *(fallback or table).columns}):
        if chosen_table is None and header is not None:
            chosen_table = fallback if fallback and table.required[0] not in header else table
        if values is None:
            check_columns(chosen_table or table, header or (), location)
            continue
        if isinstance(values, dict) and values and all(value is None or value == "" for value in values.values()):
            empty += 1
            continue
        try:
            yield _checked_row(chosen_table or table, location, header, values)
        except DataError as error:
            if report_error is None:
                raise
            report_error(error)
    if empty:
        remark(f"{name}: {plural(empty, 'empty row')} left out")


def _raw_rows(path: str | Path, name: str, encoding: str | None, known_columns: Collection[str]) -> Iterator[ReadRow]:
    match _input_format(path):
        case ".csv":
            return csv_rows(path, name, encoding, known_columns, remark)
        case ".parquet":
            return parquet_rows(path, name)
        case _:
            return json_rows(path, name, encoding)


def _input_format(path: str | Path) -> str:
    """Return the ending of a table that is to be read; raises DataError if there is none, or if it is no table."""
    if str(path) != STDIO:
        refuse_foreign(path, is_table=True)
        if not Path(path).exists():
            raise DataError(f"there is no file {path}")
        if Path(path).is_dir():
            raise DataError(f"{path} is a folder; name a table in it ({', '.join(FORMATS)})")
    return table_format(path)


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
    if suffix not in FORMATS:
        raise DataError(f"{path}: a table's name ends in {', '.join(FORMATS)} (or is - for JSON lines)")
    return suffix
