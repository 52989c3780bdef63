"""What the reader of each format yields, before a row is checked against its table."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotation.errors import DataError
from annotation.tables.schema import shortened

Values = Mapping[str, Any]
# A location, the columns (of the whole table, or of this row in JSON lines; None where they were yielded before), and
# a row's values or the error that it is. A header alone has no values.
ReadRow = tuple[str, Collection[str] | None, Values | DataError | None]
# Prints a remark about the whole file, such as a column that was left out.
Report = Callable[[str], None]
FilePath = str | Path


def refuse_repeated(columns: Sequence[str], location: str) -> None:
    """Raise DataError if a table has two columns of one name: which of them is meant, nobody can tell."""
    repeated = sorted(column for column, number in Counter(columns).items() if number > 1)
    if repeated:
        raise DataError(f"{location} names the column {shortened(repeated[0])} twice; rename one of them")
