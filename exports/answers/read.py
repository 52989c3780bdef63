"""Reading the answers that a verb is given, checked against their codebook."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotation.io.console import count, remark

if TYPE_CHECKING:
    import pandas as pd

    from annotation.codebook.codebook import Codebook

Answers = Annotated[
    Path, typer.Argument(metavar="ANSWERS", help="The answers (.jsonl, .csv, .parquet, - is JSON lines).")
]


def read_answers(path: Path, codebook: Path | None) -> "tuple[pd.DataFrame, Codebook | None]":
    """Read the answers; where there is a codebook, each must be one of its labels."""
    from annotation.tables.schema import ANSWERS
    from annotation.tables.write import frame, read_rows
    from exports.answers.provenance import refuse_label_studio
    from exports.answers.valid import known_to

    refuse_label_studio(path)
    rows = list(read_rows(path, ANSWERS))
    book = _codebook(codebook, {row.get("codebook") or "" for row in rows})
    return frame(known_to(book, rows) if book else rows, ANSWERS), book


def remark_spans(spans: dict[str, int], fate: str) -> None:
    """Say how many spans there are, and what becomes of them."""
    for question, number in spans.items():
        remark(f"{question}: {count(number, 'span')}, which {fate}")


def remark_versions(versions: dict[str, int], codebook: "Codebook | None") -> None:
    """Say where answers were given under several codebook versions, or another one than that given."""
    from exports.answers.valid import NO_CODEBOOK

    named = ", ".join(f"{stamp}: {number:,}" for stamp, number in versions.items())
    if len(versions) > 1:
        remark(f"the answers were given under {len(versions)} codebook versions ({named})")
    elif codebook and not versions.keys() <= {codebook.stamp, NO_CODEBOOK}:
        remark(f"the answers were given under another codebook ({named}) than the one given ({codebook.stamp})")


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
