"""Rows of a table as a pandas DataFrame, and back."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotation.tables.read import read_rows
from annotation.tables.schema import Table
from annotation.tables.write import write_rows

if TYPE_CHECKING:
    import pandas as pd


def read_frame(path: str | Path, table: Table) -> "pd.DataFrame":
    """Read a whole table; every column of the contract is there, text missing as NaN."""
    return to_frame(read_rows(path, table), table)


def to_frame(rows: Iterable[Mapping[str, Any]], table: Table) -> "pd.DataFrame":
    """Gather rows as a pandas table with the contract's columns first and in their types."""
    import pandas as pd

    gathered = pd.DataFrame.from_records([dict(row) for row in rows])
    columns = [*table.columns, *(c for c in gathered.columns if c not in table.columns)]
    types = {str: "str", int: "Int64", float: "float64", bool: "boolean"}
    kinds = {column: types[kind] for column in columns if (kind := table.kind(column)) is not None}
    return gathered.reindex(columns=columns).astype(kinds)


def to_rows(gathered: "pd.DataFrame") -> Iterator[dict[str, Any]]:
    """Give a pandas table back as rows, missing values as None."""
    import pandas as pd

    columns = [str(column) for column in gathered.columns]
    values = [
        [None if missing else value for value, missing in zip(column.tolist(), pd.isna(column), strict=True)]
        for _, column in gathered.items()
    ]
    for row in zip(*values, strict=True):
        yield dict(zip(columns, row, strict=True))


def write_frame(path: str | Path, gathered: "pd.DataFrame", table: Table) -> int:
    """Write a pandas table in the format its ending names; gives the number of rows."""
    return write_rows(path, to_rows(gathered), table)
