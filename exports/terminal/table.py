"""The one printer of text tables: columns of words stand left, figures right."""

from collections.abc import Callable, Collection, Sequence

from annotation.io.console import result


def table_lines(rows: Sequence[Sequence[str]], left: Collection[int] = (0,)) -> list[str]:
    """Align the cells of rows, the header among them: the columns named in `left` to the left, all others to the right.

    >>> table_lines([["label", "F1"], ["no", "0.500"]])
    ['label     F1', 'no     0.500']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if column in left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def print_table(
    rows: Sequence[dict[str, str]], words: Collection[str], say: Callable[[str], None] = result, *, blank: bool = False
) -> None:
    """Print rows, each a cell by column, under a header of the columns' names; no rows print nothing.

    Columns in `words` stand left. With `blank` an empty line comes first.
    """
    if not rows:
        return
    header = list(rows[0])
    left = [column for column, name in enumerate(header) if name in words]
    if blank:
        say("")
    for line in table_lines([header, *(list(row.values()) for row in rows)], left):
        say(line)
