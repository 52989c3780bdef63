"""Reading the table of answers that a verb works on, checked against its codebook."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from annotation.codebook.codebook import Codebook


def read_answers(path: Path, codebook_path: Path | None) -> "tuple[pd.DataFrame, Codebook | None]":
    """Read answers, and the codebook that they are checked against.

    Args:
        path: The answers: CSV, JSON lines or Parquet.
        codebook_path: A codebook. Without one, the default codebook is used if all answers were given under it.

    Returns:
        The answers, with the columns of the answers table, and the codebook, or None where there is none.

    Raises:
        DataError: If the file is an export from Label Studio, lacks a column, or holds a label or question that the
            codebook doesn't have.
        ConfigError: If the codebook that was named is not valid.
    """
    from annotation.tables.frames import to_frame
    from annotation.tables.read import read_rows
    from annotation.tables.schema import ANSWERS
    from exports.answers.provenance import refuse_label_studio
    from exports.answers.valid import check_answers

    refuse_label_studio(path)
    rows = list(read_rows(path, ANSWERS))
    codebook = _find_codebook(codebook_path, {row.get("codebook") or "" for row in rows})
    return to_frame(check_answers(codebook, rows) if codebook else rows, ANSWERS), codebook


def _find_codebook(path: Path | None, stamps: set[str]) -> "Codebook | None":
    """Read the codebook that was named, else the default one if every answer was given under it."""
    from annotation.codebook.codebook import read_codebook
    from annotation.errors import ConfigError

    if path or not any(stamps):
        return read_codebook(path) if path else None
    try:
        codebook = read_codebook()
    except ConfigError:
        return None
    return codebook if stamps == {codebook.stamp} else None
