"""`push --again`: what a change of the codebook touches goes back to those who had answered it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotation.errors import DataError
from annotation.io.console import count, remark

if TYPE_CHECKING:
    from annotation.push.sync import Pushed
    from annotation.tables.schema import Row


def push_again(
    rows: "Iterable[Row]", changed: Path, *, only: str, round: str, codebook: Path | None, data: Path, url: str
) -> "Sequence[Pushed]":
    """Push the sentences of a table of touched answers, each to those who had answered it, under the new codebook."""
    from annotation.assignment.queue import make_queue
    from annotation.assignment.reannotation import ask_again, queue_again
    from annotation.cli.push import hand_out
    from annotation.codebook.codebook import read_codebook
    from annotation.labelstudio.accounts import read_annotators
    from annotation.tables.schema import ANSWERS
    from annotation.tables.write import read_rows

    given = list(read_rows(changed, ANSWERS))
    again = ask_again(given, read_codebook(codebook), read_annotators(only) if only else ())
    if not again.whose:
        raise DataError(f"{changed} names nothing to be asked again{f' of {only}' if only else ''}")
    queue = queue_again(make_queue(rows, again.codebook), again)
    done = hand_out(
        queue, again.annotators, round, whose=again.whose, book=again.codebook, codebook=codebook, data=data, url=url
    )
    left = sorted({row["annotator"] for row in given} - set(again.annotators))
    if left:
        remark(f"{count(len(left), 'annotator')} left out, as --annotators doesn't name them: {', '.join(left)}")
    remark(f"asked: {', '.join(question.name for question in again.codebook.questions)}")
    return done
