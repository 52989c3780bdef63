"""Rows kept on disk until all of them were seen: some formats want every column and type first."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, TypeVar

T = TypeVar("T")
BATCH: Final = 1000


_LONGEST: Final = 2**63 - 1  # a longer whole number fits no column of numbers: it travels as text


def rereadable(rows: Iterable[Mapping[str, Any]]) -> "InMemoryRows | Spool":
    """Go through rows once for their columns and types, and give them again: from memory if they were there already."""
    return InMemoryRows(rows) if isinstance(rows, Sequence) else Spool(rows)


class InMemoryRows:
    """Rows that are in memory anyhow, known as a spool knows them."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.columns: dict[str, set[type]] = {}
        self.count = len(rows)
        self._rows = rows
        for row in rows:
            _learn(self.columns, row)

    def __enter__(self) -> "InMemoryRows":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return iter(self._rows)


class Spool:
    """A stream of rows that can be read again, in constant memory; knows its columns and their types.

    >>> with Spool([{"id": "a"}, {"id": "b", "views": 3}]) as spool:
    ...     spool.count, spool.columns, list(spool)
    (2, {'id': {<class 'str'>}, 'views': {<class 'int'>}}, [{'id': 'a'}, {'id': 'b', 'views': 3}])
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.columns: dict[str, set[type]] = {}
        self.count = 0
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by __exit__
        try:
            for row in rows:
                self._add(row)
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
        _learn(self.columns, row)
        self._file.write(json.dumps(row, ensure_ascii=True) + "\n")


def _learn(columns: dict[str, set[type]], row: Mapping[str, Any]) -> None:
    for column, value in row.items():
        known = columns.setdefault(column, set())
        if value is not None:
            known.add(str if isinstance(value, int) and abs(value) > _LONGEST else type(value))


def batches(rows: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Cut a stream into lists.

    >>> list(batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    stream = iter(rows)
    while batch := list(islice(stream, size)):
        yield batch
