"""Rows in and out of `.jsonl`, `.csv` and `.parquet`; `-` is standard input or output as JSON lines."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from annotation.io.files import atomic_write
from annotation.io.streams import BATCH, batches, rereadable
from annotation.tables.read import table_format
from annotation.tables.schema import Table

_JSON: Final = json.JSONEncoder(ensure_ascii=False)


def write_rows(path: str | Path, rows: Iterable[Mapping[str, Any]], table: Table) -> int:
    """Write rows as they come, whole or not at all, contract columns first; gives their number."""
    return _WRITERS[table_format(path)](path, rows, table)


def _write_jsonl(path: str | Path, rows: Iterable[Mapping[str, Any]], table: Table) -> int:
    count = 0
    columns: dict[tuple[str, ...], list[str]] = {}  # rows of one stream mostly have the same keys
    with atomic_write(path) as file:
        for row in rows:
            keys = tuple(row)
            order = columns.get(keys) or columns.setdefault(keys, _columns(keys, table))
            file.write(_JSON.encode(_ordered(row, order, table)) + "\n")
            count += 1
    return count


def _write_csv(path: str | Path, rows: Iterable[Mapping[str, Any]], table: Table) -> int:
    with rereadable(rows) as spool, atomic_write(path) as file:
        columns = _columns(spool.columns, table)
        writer = csv.writer(file, lineterminator="\r\n")  # the standard's; a lone \r is quoted only so
        writer.writerow(columns)
        for row in spool:
            writer.writerow([_cell(row.get(column)) for column in columns])
        return spool.count


def _write_parquet(path: str | Path, rows: Iterable[Mapping[str, Any]], table: Table) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with rereadable(rows) as spool, atomic_write(path, binary=True) as file:
        columns = _columns(spool.columns, table)
        kinds = {c: table.kind(c) or _common(spool.columns.get(c, set())) for c in columns}
        types = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
        schema = pa.schema([(column, types[kind]) for column, kind in kinds.items()])
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            for batch in batches(spool, 10 * BATCH):
                values = [{c: _value(row.get(c), kinds[c]) for c in columns} for row in batch]
                writer.write_batch(pa.RecordBatch.from_pylist(values, schema))
        return spool.count


def _columns(found: Iterable[str], table: Table) -> list[str]:
    """Order the columns: those of the contract that are there, then the travelers as they came."""
    found = list(found)
    known = [column for column in table.columns if column in found or column in table.required]
    return known + [column for column in found if column not in table.columns]


def _ordered(row: Mapping[str, Any], order: Sequence[str], table: Table) -> dict[str, Any]:
    values = ((column, row.get(column)) for column in order)
    return {column: value for column, value in values if value is not None or column in table.required}


def _common(kinds: set[type]) -> type:
    """One type that holds every value of a column nobody declared.

    >>> _common({int, float}), _common({list}), _common({bool, int})
    (<class 'float'>, <class 'str'>, <class 'str'>)
    """
    if kinds <= {int, float} and kinds:
        return float if float in kinds else int
    return bool if kinds == {bool} else str


def _value(value: object, kind: type) -> object:
    """Make a value fit its column; what isn't text becomes JSON where the column is text."""
    if value is None or kind is not str or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _cell(value: object) -> object:
    if value is None:
        return ""
    return value if isinstance(value, str | float) else json.dumps(value, ensure_ascii=False)


_WRITERS: Final[Mapping[str, Callable[[str | Path, Iterable[Mapping[str, Any]], Table], int]]] = {
    ".jsonl": _write_jsonl,
    ".csv": _write_csv,
    ".parquet": _write_parquet,
}
