"""The one printer of text tables: columns of text are aligned to the left, figures to the right."""

from collections.abc import Callable, Collection, Sequence

from annotation.io.console import result
from annotation.io.visible import visible_line


def table_lines(rows: Sequence[Sequence[str]], left_columns: Collection[int] = (0,)) -> list[str]:
    """Align the cells of rows, the header among them: the columns at these indexes to the left, others to the right.

    Characters that would not be seen are made visible, so that no cell can change its line.

    >>> table_lines([["label", "F1"], ["no", "0.500"]])
    ['label     F1', 'no     0.500']
    """
    rows = [[visible_line(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if column in left_columns else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def print_table(
    rows: Sequence[dict[str, str]],
    text_columns: Collection[str],
    write: Callable[[str], None] = result,
    *,
    blank: bool = False,
) -> None:
    """Print rows, each a cell by column, under a header of the columns' names; without rows nothing is printed.

    The columns in `text_columns` are aligned to the left. With `blank` an empty line comes first. Lines go to standard
    output unless `write` puts them elsewhere.
    """
    if not rows:
        return
    header = list(rows[0])
    left_columns = [column for column, name in enumerate(header) if name in text_columns]
    if blank:
        write("")
    for line in table_lines([header, *(list(row.values()) for row in rows)], left_columns):
        write(line)
