"""Writing tables as JSON lines, CSV or Parquet; `-` is standard output, in JSON lines."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from annotation.io.console import remark
from annotation.io.files import STDIO, atomic_write
from annotation.io.streams import BATCH_SIZE, batches, rereadable
from annotation.io.visible import visible
from annotation.tables.read import table_format
from annotation.tables.schema import HANDOUT, Table
from annotation.tables.spreadsheets import as_text, formula_cells, formula_remark, is_formula

_JSON: Final = json.JSONEncoder(ensure_ascii=False)


def write_rows(
    path: str | Path, rows: Iterable[Mapping[str, Any]], table: Table, *, for_spreadsheets: bool = False, name: str = ""
) -> int:
    """Write rows in the format of the file's ending, completely or not at all, and return their number.

    The columns that `table` defines come first. In CSV, `for_spreadsheets` writes cells that a spreadsheet would run
    as text; without it a remark says that there are such cells; it
    calls the file `name`, or by its path. Raises DataError if the file cannot be written.
    """
    if table_format(path) == ".csv":
        formulas, count = _write_csv(path, rows, table, for_spreadsheets=for_spreadsheets)
        if formulas and not for_spreadsheets and table is not HANDOUT:  # only newsstance reads the handout
            remark(formula_remark(name or str(path), formulas))
        return count
    return (_write_jsonl if table_format(path) == ".jsonl" else _write_parquet)(path, rows, table)


def _write_jsonl(path: str | Path, rows: Iterable[Mapping[str, Any]], table: Table) -> int:
    count = 0
    is_shown = str(path) == STDIO  # perhaps on a terminal; the JSON is the same JSON with its characters escaped
    orders: dict[tuple[str, ...], list[str]] = {}  # by a row's keys, which are mostly the same
    with atomic_write(path) as file:
        for row in rows:
            keys = tuple(row)
            order = orders.get(keys) or orders.setdefault(keys, _ordered_columns(keys, table))
            line = _JSON.encode(_ordered_row(row, order, table))
            file.write((visible(line) if is_shown and not line.isascii() else line) + "\n")
            count += 1
    return count


def _write_csv(
    path: str | Path, rows: Iterable[Mapping[str, Any]], table: Table, *, for_spreadsheets: bool
) -> tuple[dict[str, str], int]:
    """Write CSV; give the first formula of each column that has one, and the number of rows."""
    formulas: dict[str, str] = {}
    with rereadable(rows) as spool, atomic_write(path) as file:
        columns = _ordered_columns(spool.columns, table)
        writer = csv.writer(file, lineterminator="\r\n")  # RFC 4180; it also makes csv quote a lone \r
        writer.writerow([as_text(column) if for_spreadsheets else column for column in columns])
        for row in spool:
            cells = [_csv_cell(row.get(column)) for column in columns]
            if any(map(is_formula, cells)):
                formulas = {**formula_cells([dict(zip(columns, cells, strict=True))]), **formulas}
                cells = [as_text(cell) if for_spreadsheets else cell for cell in cells]
            writer.writerow(cells)
    return {**formula_cells([dict.fromkeys(columns)]), **formulas}, spool.count


def _write_parquet(path: str | Path, rows: Iterable[Mapping[str, Any]], table: Table) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with rereadable(rows) as spool, atomic_write(path, binary=True) as file:
        columns = _ordered_columns(spool.columns, table)
        kinds = {column: table.kind(column) or _common_type(spool.columns.get(column, set())) for column in columns}
        arrow_types = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
        schema = pa.schema([(column, arrow_types[kind]) for column, kind in kinds.items()])
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            for batch in batches(spool, 10 * BATCH_SIZE):
                values = [{column: _typed(row.get(column), kinds[column]) for column in columns} for row in batch]
                writer.write_batch(pa.RecordBatch.from_pylist(values, schema))
        return spool.count


def _ordered_columns(columns: Iterable[str], table: Table) -> list[str]:
    """Order columns: first those that the table defines (all required ones), then the others as they come."""
    present = list(columns)
    defined = [column for column in table.columns if column in present or column in table.required]
    return defined + [column for column in present if column not in table.columns]


def _ordered_row(row: Mapping[str, Any], order: Sequence[str], table: Table) -> dict[str, Any]:
    values = ((column, row.get(column)) for column in order)
    return {column: value for column, value in values if value is not None or column in table.required}


def _common_type(kinds: set[type]) -> type:
    """Return a type that can hold every value of a column that no table defines.

    >>> _common_type({int, float}), _common_type({list}), _common_type({bool, int})
    (<class 'float'>, <class 'str'>, <class 'str'>)
    """
    if kinds <= {int, float} and kinds:
        return float if float in kinds else int
    return bool if kinds == {bool} else str


def _typed(value: object, kind: type) -> object:
    """Return a value in its column's type; a number or list in a column of text becomes JSON."""
    if value is None or kind is not str or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _csv_cell(value: object) -> object:
    if value is None:
        return ""
    return value if isinstance(value, str | float) else json.dumps(value, ensure_ascii=False)
