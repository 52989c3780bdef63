"""Reading the answers that a verb is given, checked against their codebook."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from annotation.codebook.codebook import Codebook


def read_answers(path: Path, codebook: Path | None) -> "tuple[pd.DataFrame, Codebook | None]":
    """Read the answers; where there is a codebook, each must be one of its labels."""
    from annotation.tables.frames import to_frame
    from annotation.tables.read import read_rows
    from annotation.tables.schema import ANSWERS
    from exports.answers.provenance import refuse_label_studio
    from exports.answers.valid import check_answers

    refuse_label_studio(path)
    rows = list(read_rows(path, ANSWERS))
    book = _codebook(codebook, {row.get("codebook") or "" for row in rows})
    return to_frame(check_answers(book, rows) if book else rows, ANSWERS), book


def _codebook(path: Path | None, stamps: set[str]) -> "Codebook | None":
    """Take the codebook that was named, else the default one if it is what every answer was given under."""
    from annotation.codebook.codebook import read_codebook
    from annotation.errors import ConfigError

    if path or not any(stamps):
        return read_codebook(path) if path else None
    try:
        book = read_codebook()
    except ConfigError:
        return None
    return book if stamps == {book.stamp} else None
