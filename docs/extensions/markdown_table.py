"""A table in Markdown from rows of cells."""

from collections.abc import Iterable, Sequence


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table with a header; a column in which no row says anything is left out.

    >>> print(markdown_table(["column", "type", "note"], [["text", "text", ""], ["start", "whole number", ""]]))
    | column | type |
    | --- | --- |
    | text | text |
    | start | whole number |
    """
    cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    kept = [position for position, name in enumerate(header) if not cells or any(row[position] for row in cells)]
    lines = [[header[position] for position in kept], ["---"] * len(kept)]
    lines += [[row[position] for position in kept] for row in cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
