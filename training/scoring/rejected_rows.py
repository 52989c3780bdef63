"""The file beside the scores with the rows that scoring left out."""

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
    """Writes a line of JSON for each row that is left out, with its place and the reason; no row, no file.

    Each file of scores has its own file of rows left out, which a run that leaves out none removes. A run to standard
    output removes none: several such runs share one file, so it stays until another run leaves out rows.

    >>> RejectedRows("month/scores.parquet").path
    PosixPath('month/scores.parquet.left-out.jsonl')
    """

    def __init__(self, output: str) -> None:
        self.path = Path(f"{'scores' if output == STDIO else output}.left-out.jsonl")
        self.count = 0
        self._has_own_file = output != STDIO
        self._stack = ExitStack()
        self._file: IO[Any] | None = None

    def __enter__(self) -> "RejectedRows":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)
        if kind is None and not self.count and self._has_own_file:
            self.path.unlink(missing_ok=True)  # it is of an earlier run

    def add(self, error: DataError) -> None:
        """Write one row that was left out; the error says where it is and why."""
        if self._file is None:
            self._file = self._stack.enter_context(atomic_write(self.path))
        self.count += 1
        location = _ROW_LOCATION.match(str(error))
        rejected_row = {"where": location[1] if location else "", "why": str(error)}
        self._file.write(json.dumps(rejected_row, ensure_ascii=False) + "\n")
