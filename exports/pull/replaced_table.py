"""The table that a pull is about to replace: what it has that the new one lacks, and dated copies that stay.

Everybody with an account on the server can delete answers. Where a table that was pulled before has answers that are
gone from the server, it may be the only place where they are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from annotation.errors import DataError
from annotation.io.console import plural
from annotation.io.files import STDIO
from annotation.tables.read import read_rows
from annotation.tables.schema import ANSWERS, SKIPPED


def refuse_fewer_answers(output: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Refuse to replace a table of answers by one in which somebody's answers or skips are missing.

    Args:
        output: The file to be written; a file that does not exist, and standard output, replace nothing.
        rows: The new rows, with the columns sentence, annotator, round and status.

    Raises:
        DataError: If the table has a sentence of an annotator that the new rows lack, or cannot be read.
    """
    if output == STDIO or not Path(output).exists():
        return
    missing = lost_answers(_earlier_rows(output), rows)
    if missing:
        lost = "; ".join(f"{annotator}: {plural(number, 'sentence')}" for annotator, number in missing.items())
        raise DataError(
            f"{output} has answers that are gone from the server, or are not asked for now ({lost}); nothing was "
            "written: name another file with -o, or replace it with --allow-fewer"
        )


def lost_answers(earlier: Iterable[Mapping[str, Any]], rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Count the sentences of each annotator that were answered in an earlier table and are not in the new rows.

    A sentence that was answered before and is only skipped now counts as lost, unless the earlier answer is still in
    the table as superseded.

    >>> old = [{"annotator": "ann", "sentence": s, "round": "r", "status": "answered"} for s in ("s1", "s2")]
    >>> lost_answers(old, old[:1])
    {'ann': 1}
    """
    answered, skipped = _keys(rows)
    earlier_answered, earlier_skipped = _keys(earlier)
    lost = (earlier_answered - answered) | (earlier_skipped - skipped - answered)
    return dict(sorted(Counter(annotator for annotator, _, _ in lost).items()))


def dated_name(output: str, now: datetime) -> str:
    """The name of a dated copy of a table.

    >>> dated_name("tables/answers.csv", datetime(2025, 1, 2, 3, 4, 5))
    'tables/answers-2025-01-02-030405.csv'
    """
    path = Path(output)
    return str(path.with_name(f"{path.stem}-{now:%Y-%m-%d-%H%M%S}{path.suffix}"))


def _earlier_rows(output: str) -> list[Mapping[str, Any]]:
    try:
        return list(read_rows(output, ANSWERS))
    except DataError as error:
        raise DataError(
            f"{output} exists and is no table of answers that could be compared with the new one ({error}); name "
            "another file with -o, or replace it with --allow-fewer"
        ) from error


def _keys(rows: Iterable[Mapping[str, Any]]) -> tuple[set[tuple[str, str, str]], set[tuple[str, str, str]]]:
    """The annotator, sentence and round of all answers, and of all skips."""
    answered: set[tuple[str, str, str]] = set()
    skipped: set[tuple[str, str, str]] = set()
    for row in rows:
        key = (row["annotator"], row["sentence"], row.get("round") or "")
        (skipped if row.get("status") == SKIPPED else answered).add(key)
    return answered, skipped
