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
    """Read a whole table into a DataFrame with one row per row of the file; raises DataError for an invalid row.

    Its columns are those of `table`, which are all there (missing text is NaN), then other columns of the file.
    """
    return to_frame(read_rows(path, table), table)


def to_frame(rows: Iterable[Mapping[str, Any]], table: Table) -> "pd.DataFrame":
    """Make a DataFrame with one row per row; the columns of `table` come first and have their types.

    >>> from annotation.tables.schema import GOLD
    >>> rows = [{"sentence": "s1", "question": "mood", "label": "up", "answers": 3}]
    >>> to_frame(rows, GOLD)[["sentence", "label", "answers"]].to_dict("records")
    [{'sentence': 's1', 'label': 'up', 'answers': 3}]
    """
    import pandas as pd

    frame = pd.DataFrame.from_records([dict(row) for row in rows])
    columns = [*table.columns, *(column for column in frame.columns if column not in table.columns)]
    dtypes_by_type = {str: "str", int: "Int64", float: "float64", bool: "boolean"}
    dtypes = {column: dtypes_by_type[kind] for column in columns if (kind := table.kind(column)) is not None}
    return frame.reindex(columns=columns).astype(dtypes)


def to_rows(frame: "pd.DataFrame") -> Iterator[dict[str, Any]]:
    """Yield one row per row of a DataFrame, with the same columns; missing values become None."""
    import pandas as pd

    columns = [str(column) for column in frame.columns]
    values = [
        [None if missing else value for value, missing in zip(column.tolist(), pd.isna(column), strict=True)]
        for _, column in frame.items()
    ]
    for row in zip(*values, strict=True):
        yield dict(zip(columns, row, strict=True))


def write_frame(
    path: str | Path, frame: "pd.DataFrame", table: Table, *, for_spreadsheets: bool = False, name: str = ""
) -> int:
    """Write a DataFrame with the columns of `table`, in the format of the file's ending; return the number of rows.

    `for_spreadsheets` and `name` are those of `write_rows`.
    """
    return write_rows(path, to_rows(frame), table, for_spreadsheets=for_spreadsheets, name=name)
