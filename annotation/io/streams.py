"""Streams of rows: cut into batches, or kept so that they can be read twice.

A CSV or Parquet file needs all columns, and their types, before its first row is written.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final, TypeVar

from annotation.errors import DataError
from annotation.io.files import disk_errors_reported

T = TypeVar("T")
BATCH_SIZE: Final = 1000  # rows
_ANOTHER_PLACE: Final = "the variable TMPDIR names another folder for it"
_LARGEST_INTEGER: Final = 2**63 - 1  # a larger number does not fit into a column of 64-bit integers: it becomes text


def rereadable(rows: Iterable[Mapping[str, Any]]) -> "InMemoryRows | Spool":
    """Go through rows once to learn their columns and types, and keep them to be read again.

    A sequence stays in memory, where it is already; any other stream is kept in a temporary file.
    """
    return InMemoryRows(rows) if isinstance(rows, Sequence) else Spool(rows)


class InMemoryRows:
    """Rows that are in memory already, with the attributes of a `Spool`."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.columns: dict[str, set[type]] = {}
        self.count = len(rows)
        self._rows = rows
        for row in rows:
            _note_types(self.columns, row)

    def __enter__(self) -> "InMemoryRows":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return iter(self._rows)


class Spool:
    """A stream of rows, kept in a temporary file so that it can be read again in constant memory.

    `columns` has the types of the values in each column, and `count` is the number of rows.

    >>> with Spool([{"id": "a"}, {"id": "b", "views": 3}]) as spool:
    ...     spool.count, spool.columns, list(spool)
    (2, {'id': {<class 'str'>}, 'views': {<class 'int'>}}, [{'id': 'a'}, {'id': 'b', 'views': 3}])
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.columns: dict[str, set[type]] = {}
        self.count = 0
        try:
            self._file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by __exit__
        except OSError as error:
            raise DataError(f"cannot keep rows in a temporary file: {error.strerror}; {_ANOTHER_PLACE}") from error
        try:
            for row in rows:
                self._add(row)
            with _disk_errors_reported():
                self._file.flush()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self._file.seek(0)
        return (json.loads(line) for line in self._file)

    def _add(self, row: Mapping[str, Any]) -> None:
        self.count += 1
        _note_types(self.columns, row)
        line = json.dumps(row, ensure_ascii=True) + "\n"
        with _disk_errors_reported():
            self._file.write(line)


@contextmanager
def _disk_errors_reported() -> Iterator[None]:
    with disk_errors_reported(f"a temporary file in {tempfile.gettempdir()} ({_ANOTHER_PLACE})"):
        yield


def _note_types(columns: dict[str, set[type]], row: Mapping[str, Any]) -> None:
    for column, value in row.items():
        types = columns.setdefault(column, set())
        if value is not None:
            types.add(str if isinstance(value, int) and abs(value) > _LARGEST_INTEGER else type(value))


def batches(rows: Iterable[T], size: int = BATCH_SIZE) -> Iterator[list[T]]:
    """Cut a stream into lists of `size` values; the last list may be shorter.

    >>> list(batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    stream = iter(rows)
    while batch := list(islice(stream, size)):
        yield batch
