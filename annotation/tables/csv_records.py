"""Records of CSV: lines cut into cells, each bad record told apart from the good ones around it.

A record is one line, or several where a cell in quotation marks holds line ends. Where a quotation mark opens a cell
and is never closed, nobody can tell from the file where that record ends. Reading then goes on with the next line that
begins a whole record with as many cells as the header, so that a stray mark does not swallow the rows behind it.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from annotation.errors import DataError
from annotation.io.encodings import UndecodableLine

_QUOTED: Final = re.compile(r'(?:[^"]++|"")*+')  # up to a mark that is not written twice
_LINE_ENDS: Final = "\r\n"
_MAX_CELL: Final = 100_000_000  # characters between quotation marks; far more than any article has
_MAX_LINES_READ_AGAIN: Final = 100  # for each line of the file, before it is given up as hopeless
_TWICE: Final = 'a quotation mark within a cell is written twice ("")'
_NOT_CLOSED: Final = f"a quotation mark opens a cell, and none closes it as it should; {_TWICE}"


class Lines:
    """The numbered lines of a file; those that were read too far can be put back."""

    def __init__(self, lines: Iterator[str | DataError]) -> None:
        self._lines = enumerate(lines, start=1)
        self._put_back: deque[tuple[int, str | DataError]] = deque()
        self._read = 1
        self._read_again = 0

    def next(self) -> tuple[int, str | DataError] | None:
        """Give the next line and its number, or None at the end."""
        if self._put_back:
            return self._put_back.popleft()
        self._read += 1
        return next(self._lines, None)

    def put_back(self, lines: list[tuple[int, str | DataError]], name: str) -> None:
        """Take lines back, to be read again; raises DataError if that goes on without end."""
        self._read_again += len(lines)
        if self._read_again > _MAX_LINES_READ_AGAIN * (self._read + 100):
            raise DataError(f"{name}: its quotation marks do not come in pairs; {_TWICE}")
        self._put_back.extendleft(reversed(lines))


@dataclass
class Record:
    """The cells of a record, or what is wrong with it; `number` is that of its first line."""

    number: int
    lines: list[tuple[int, str | DataError]]
    cells: list[str] = field(default_factory=list)
    problem: str = ""
    error: DataError | None = None  # of a line that cannot be decoded
    last_number: int = 0  # of the last line that is left out with it, where that is not its first


class RecordReader:
    """Reads the records of a file, cut into cells at one separator."""

    def __init__(self, lines: Lines, separator: str, name: str, columns: int = 0) -> None:
        self.columns = columns  # of the header; 0 while the header itself is read
        self._lines = lines
        self._separator = separator
        self._name = name

    def next(self) -> Record | None:
        """Give the next record, or None at the end. What follows a bad one begins with a good one, as far as known."""
        record = self._parse()
        if record is None or not record.problem:
            return record
        has_open_mark = len(record.lines) > 1 or _text(record.lines[0][1]).count('"') % 2 == 1
        self._lines.put_back(record.lines[1:], self._name)
        if has_open_mark and self.columns:
            record.last_number = self._skip_to_good_record(record.number)
        return record

    def _skip_to_good_record(self, last_number: int) -> int:
        """Skip lines up to one that begins a whole record; give the number of the last line skipped."""
        while (candidate := self._parse()) is not None:
            if not (candidate.problem or candidate.error) and len(candidate.cells) == self.columns:
                self._lines.put_back(candidate.lines, self._name)
                break
            last_number = candidate.number
            self._lines.put_back(candidate.lines[1:], self._name)
        return last_number

    def _parse(self) -> Record | None:
        """Cut one record into cells, as RFC 4180 has it; a mark within a cell that does not begin with one is text."""
        numbered_line = self._lines.next()
        if numbered_line is None:
            return None
        record = Record(numbered_line[0], [numbered_line])
        line, start = self._decoded(record), 0
        while True:
            if line.startswith('"', start):
                line, end = self._quoted_cell(record, line, start + 1)
                if record.problem or not line[end:].strip(_LINE_ENDS):
                    return record
                if line[end] != self._separator:
                    follows = f"a cell ends with a quotation mark, and {line[end]!r} follows; {_TWICE}"
                    record.problem = follows if len(record.lines) == 1 else _NOT_CLOSED
                    return record
            else:
                end = line.find(self._separator, start)
                if end < 0:
                    _add_last_cell(record, line[start:].rstrip(_LINE_ENDS))
                    return record
                record.cells.append(line[start:end])
            if len(record.lines) > 1 and self.columns and len(record.cells) > self.columns and record.cells[-1]:
                record.problem = _NOT_CLOSED
                return record
            start = end + 1

    def _quoted_cell(self, record: Record, line: str, start: int) -> tuple[str, int]:
        """Add a cell in quotation marks; give the line in which it ends, and where its mark ends there."""
        parts: list[str] = []
        length = 0
        while True:
            match = _QUOTED.match(line, start)
            end = match.end() if match else start
            parts.append(line[start:end])
            length += end - start
            if end < len(line):
                record.cells.append("".join(parts).replace('""', '"'))
                return line, end + 1
            numbered_line = self._lines.next() if length <= _MAX_CELL else None
            if numbered_line is None:
                record.problem = _NOT_CLOSED
                return line, end
            record.lines.append(numbered_line)
            line, start = self._decoded(record), 0

    @staticmethod
    def _decoded(record: Record) -> str:
        """Give the text of the last line; one that cannot be decoded is noted, and cut into cells all the same."""
        line = record.lines[-1][1]
        if isinstance(line, DataError):
            record.error = record.error or line
        return _text(line)


def _add_last_cell(record: Record, cell: str) -> None:
    record.cells.append(cell)
    if "\r" in cell:
        record.problem = "a cell without quotation marks holds a carriage return; put quotation marks around it"


def _text(line: str | DataError) -> str:
    if isinstance(line, UndecodableLine):
        return line.text
    return line if isinstance(line, str) else ""
