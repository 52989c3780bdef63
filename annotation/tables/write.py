"""Rows in and out of `.jsonl`, `.csv` and `.parquet`; `-` is standard input or output as JSON lines."""

import csv
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from annotation.errors import DataError
from annotation.io.files import STANDARD, whole
from annotation.io.streams import seen
from annotation.tables.read import READERS, Values
from annotation.tables.schema import Row, Table, check_columns, check_row

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
BATCH: Final = 1000
_JSON: Final = json.JSONEncoder(ensure_ascii=False)


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
    name = "standard input" if str(path) == STANDARD else str(path)
    found: Table | None = None
    for where, header, values in READERS[ending(path)](path, name, encoding):
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


def read_frame(path: str | Path, table: Table) -> "pd.DataFrame":
    """Read a whole table; every column of the contract is there, text missing as NaN."""
    return frame(read_rows(path, table), table)


def frame(rows: Iterable[Mapping[str, Any]], table: Table) -> "pd.DataFrame":
    """Gather rows as a pandas table with the contract's columns first and in their types."""
    import pandas as pd

    gathered = pd.DataFrame.from_records([dict(row) for row in rows])
    columns = [*table.columns, *(c for c in gathered.columns if c not in table.columns)]
    types = {str: "str", int: "Int64", float: "float64", bool: "boolean"}
    kinds = {column: types[kind] for column in columns if (kind := table.kind(column)) is not None}
    return gathered.reindex(columns=columns).astype(kinds)


def frame_rows(gathered: "pd.DataFrame") -> Iterator[dict[str, Any]]:
    """Give a pandas table back as rows, missing values as None."""
    import pandas as pd

    columns = [str(column) for column in gathered.columns]
    values = [
        [None if missing else value for value, missing in zip(column.tolist(), pd.isna(column), strict=True)]
        for _, column in gathered.items()
    ]
    for row in zip(*values, strict=True):
        yield dict(zip(columns, row, strict=True))


def write_rows(path: str | Path, rows: Iterable[Mapping[str, Any]], table: Table) -> int:
    """Write rows as they come, whole or not at all, contract columns first; gives their number."""
    return _WRITERS[ending(path)](path, rows, table)


def write_frame(path: str | Path, gathered: "pd.DataFrame", table: Table) -> int:
    """Write a pandas table in the format its ending names; gives the number of rows."""
    return write_rows(path, frame_rows(gathered), table)


def ending(path: str | Path) -> str:
    """Give the format a path names, or say which there are."""
    if str(path) == STANDARD:
        return ".jsonl"
    suffix = Path(path).suffix.lower()
    if suffix not in READERS:
        raise DataError(f"{path}: a table's name ends in {', '.join(READERS)} (or is - for JSON lines)")
    return suffix


def batches(rows: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Cut a stream into lists.

    >>> list(batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    stream = iter(rows)
    while batch := list(islice(stream, size)):
        yield batch


def _write_jsonl(path: str | Path, rows: Iterable[Mapping[str, Any]], table: Table) -> int:
    count = 0
    columns: dict[tuple[str, ...], list[str]] = {}  # rows of one stream mostly have the same keys
    with whole(path) as file:
        for row in rows:
            keys = tuple(row)
            order = columns.get(keys) or columns.setdefault(keys, _columns(keys, table))
            file.write(_JSON.encode(_ordered(row, order, table)) + "\n")
            count += 1
    return count


def _write_csv(path: str | Path, rows: Iterable[Mapping[str, Any]], table: Table) -> int:
    with seen(rows) as spool, whole(path) as file:
        columns = _columns(spool.columns, table)
        writer = csv.writer(file, lineterminator="\r\n")  # the standard's; a lone \r is quoted only so
        writer.writerow(columns)
        for row in spool:
            writer.writerow([_cell(row.get(column)) for column in columns])
        return spool.count


def _write_parquet(path: str | Path, rows: Iterable[Mapping[str, Any]], table: Table) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with seen(rows) as spool, whole(path, binary=True) as file:
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
