"""Rows that scoring left out, in a file beside the scores."""

import json
import re
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

from annotation.errors import DataError
from annotation.io.files import STDIO, atomic_write

_ROW_LOCATION: Final = re.compile(r"(.+?(?::\d+| row \d+))[: ]")


class RejectedRows:
    """Writes why each row was left out as it comes; there is no file where none was.

    Each file of scores has its own. What a run to standard output left out stays until another one leaves rows out.

    >>> RejectedRows("month/scores.parquet").path
    PosixPath('month/scores.parquet.left-out.jsonl')
    """

    def __init__(self, output: str) -> None:
        self.path = Path(f"{'scores' if output == STDIO else output}.left-out.jsonl")
        self.count = 0
        self._of_a_file = output != STDIO
        self._stack = ExitStack()
        self._file: IO[Any] | None = None

    def __enter__(self) -> "RejectedRows":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)
        if kind is None and not self.count and self._of_a_file:
            self.path.unlink(missing_ok=True)  # what an earlier run left out says nothing about this one

    def add(self, error: DataError) -> None:
        """Put down one row that was left out."""
        if self._file is None:
            self._file = self._stack.enter_context(atomic_write(self.path))
        self.count += 1
        where = _ROW_LOCATION.match(str(error))
        told = {"where": where[1] if where else "", "why": str(error)}
        self._file.write(json.dumps(told, ensure_ascii=False) + "\n")
