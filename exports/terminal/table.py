"""Tables on the terminal."""

from collections.abc import Callable, Collection, Sequence

from annotation.io.console import result


def print_table(
    rows: Sequence[dict[str, str]], words: Collection[str], say: Callable[[str], None] = result, *, blank: bool = False
) -> None:
    """Print rows under their columns' names; columns of words stand left, figures right. No rows print nothing."""
    columns = list(rows[0]) if rows else []
    lines = [dict(zip(columns, columns, strict=True)), *rows] if rows else []
    width = {column: max(len(line[column]) for line in lines) for column in columns}
    if blank and lines:
        say("")
    for line in lines:
        cells = [line[c].ljust(width[c]) if c in words else line[c].rjust(width[c]) for c in columns]
        say("  ".join(cells).rstrip())
