"""Rows of CSV, as spreadsheets and programs write it: with commas, semicolons or tabs, and with empty columns."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import Final

from annotation.errors import DataError
from annotation.io.console import plural
from annotation.io.encodings import lines_or_errors
from annotation.tables.csv_records import Lines, Record, RecordReader
from annotation.tables.raw_rows import FilePath, ReadRow, Report, Values, refuse_repeated

_SEPARATORS: Final = ",;\t|"  # the comma first: it is taken where others fit as well
_NAMED_SEPARATOR: Final = re.compile(r'"?sep=([^"\r\n])"?[\r\n]*', re.IGNORECASE)  # a first line that Excel understands
_LONE_RETURN: Final = re.compile(r"\r(?=[^\r\n])")
_AFTER_RETURN: Final = re.compile(r"(?<=\r)(?!\n)")
_IN_QUOTATION_MARKS: Final = re.compile(r'"[^"]*"')
_LETTERS: Final = 26


def csv_rows(
    path: FilePath, name: str, encoding: str | None, known_columns: Collection[str], report: Report
) -> Iterator[ReadRow]:
    """Yield the header, then each row's values, or the error that the row is.

    A column without a name is left out; `report` says so if it holds anything. `known_columns` tell which separator a
    file has. An empty cell is None, and so is each cell of an empty row.

    Raises DataError if there is no header, or if it names a column twice.
    """
    reader, header = _header(lines_or_errors(path, name, encoding), name, known_columns)
    columns = [column.strip() for column in header.cells]
    named_columns = [column for column in columns if column]
    yield name, named_columns, None
    refuse_repeated(named_columns, f"{name}:{header.number}")
    reader.columns = len(columns)
    values_without_name: Counter[int] = Counter()
    while (record := reader.next()) is not None:
        if record.cells == [""] and not record.error:
            continue  # an empty line
        yield f"{name}:{record.number}", None, _values(record, columns, name, values_without_name)
    for index, number in sorted(values_without_name.items()):
        report(
            f"{name}: column {column_letter(index)} has no name in line {header.number}, and its "
            f"{plural(number, 'value is', 'values are')} left out; give it a name to keep them"
        )


def column_letter(index: int) -> str:
    """Name a column as spreadsheets do; the first has index 0.

    >>> [column_letter(index) for index in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    letters = ""
    while index >= 0:
        index, letter = divmod(index, _LETTERS)
        letters = chr(ord("A") + letter) + letters
        index -= 1
    return letters


def _header(
    decoded_lines: Iterator[str | DataError], name: str, known_columns: Collection[str]
) -> tuple[RecordReader, Record]:
    """Find the header, which may follow empty rows and a line that names the separator, and a reader of what follows.

    Raises DataError if there is none.
    """
    first_line = next(decoded_lines, "")
    if isinstance(first_line, DataError):
        raise first_line
    all_lines: Iterator[str | DataError] = chain([first_line], decoded_lines)
    if _LONE_RETURN.search(_IN_QUOTATION_MARKS.sub("", first_line)):
        all_lines = (part for line in all_lines for part in _cut_at_returns(line))
    lines = Lines(all_lines)
    reader = RecordReader(lines, _separator(lines, name, known_columns), name)
    header = reader.next()
    if header is None:
        raise DataError(f"{name} is empty; its first line names the columns")
    if header.error or header.problem:
        raise header.error or DataError(f"{name}:{header.number} is not CSV: {header.problem}")
    return reader, header


def _separator(lines: Lines, name: str, known_columns: Collection[str]) -> str:
    """Pass over what stands before the header, and give the separator that is named there or that the header has."""
    first_line_mark = ""
    while (numbered_line := lines.next()) is not None:
        line = numbered_line[1]
        if isinstance(line, DataError):
            raise line
        if match := _NAMED_SEPARATOR.fullmatch(line):
            first_line_mark = match[1]
        elif line.strip(f"{_SEPARATORS}\r\n"):
            lines.put_back([numbered_line], name)
            return first_line_mark or _likely_separator(line, known_columns)
    return _SEPARATORS[0]


def _likely_separator(line: str, known_columns: Collection[str]) -> str:
    r"""Guess the separator by the header: the one between the most columns that are known, else between the most.

    >>> _likely_separator("id;text;a,b,c,d", ("id", "text")), _likely_separator("a\tb", ("id", "text"))
    (';', '\t')
    """

    def columns(separator: str) -> list[str]:
        return [column.strip('" \r\n') for column in line.split(separator)]

    return max(_SEPARATORS, key=lambda mark: (len({*columns(mark)} & {*known_columns}), len(columns(mark))))


def _cut_at_returns(line: str | DataError) -> Sequence[str | DataError]:
    """Cut a line where old programs end one: at a carriage return alone."""
    return [part for part in _AFTER_RETURN.split(line) if part] if isinstance(line, str) else [line]


def _values(record: Record, columns: Sequence[str], name: str, values_without_name: Counter[int]) -> Values | DataError:
    """Give a row's values by column, or the error that it is; count the values of columns without a name."""
    location = f"{name}:{record.number}"
    if record.error:
        return record.error
    if record.problem:
        lines = f" (lines {record.number} to {record.last_number})" if record.last_number > record.number else ""
        return DataError(f"{location} is not CSV{lines}: {record.problem}")
    if not any(record.cells):
        return dict.fromkeys(column for column in columns if column)
    cells = record.cells
    if len(cells) > len(columns) and not any(cells[len(columns) :]):
        cells = cells[: len(columns)]  # a spreadsheet's empty columns at the right
    if len(cells) != len(columns):
        return DataError(
            f"{location} has {plural(len(cells), 'cell')}, the header {len(columns)}; a cell that holds a separator "
            "is put in quotation marks"
        )
    if "" in columns:
        values_without_name.update(index for index, cell in enumerate(cells) if cell and not columns[index])
    return {column: cell or None for column, cell in zip(columns, cells, strict=True) if column}
