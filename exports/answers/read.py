"""Reading the table of answers that a verb works on, checked against its codebook."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from annotation.codebook.codebook import Codebook
    from annotation.tables.schema import Row


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
    from annotation.errors import DataError
    from annotation.tables.frames import to_frame
    from annotation.tables.read import read_rows
    from annotation.tables.schema import ANSWERS
    from exports.answers.provenance import refuse_label_studio

    refuse_label_studio(path)
    rows = list(read_rows(path, ANSWERS))
    if not rows:
        raise DataError(f"{path} holds no answers; fetch them with `newsstance pull -o answers.csv`")
    codebook = _find_codebook(codebook_path, {row.get("codebook") or "" for row in rows})
    return to_frame(checked_answers(rows, codebook), ANSWERS), codebook


def checked_answers(rows: "Sequence[Row]", codebook: "Codebook | None") -> "list[Row]":
    """Give rows of answers or gold with plain labels, which a remark names where they were written otherwise.

    Raises DataError if two labels of a question look alike, or if the codebook doesn't have a label or question.
    """
    from annotation.io.console import remark
    from annotation.tables.label_cells import answer_remarks, plain_answers
    from exports.answers.valid import check_answers

    questions = codebook.questions if codebook else ()
    for text in answer_remarks(rows, {question.name: question.label_names for question in questions}):
        remark(text)
    plain = plain_answers(rows)
    return list(check_answers(codebook, plain)) if codebook else plain


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
