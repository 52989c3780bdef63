"""The verb `pull`: everything answered so far, as the answers table."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotation.cli.options import CodebookFile, Output, StudioFolder, Url
from annotation.io.console import plural, progress, remark
from exports.cli.options import OneRound

if TYPE_CHECKING:
    from annotation.labelstudio.client import Studio
    from exports.pull.annotations import PullRemarks

_NAMED = 10


def pull(
    output: Output = "-",
    round: OneRound = "",
    codebook: CodebookFile = None,
    data: StudioFolder = Path("studio"),
    url: Url = "",
) -> None:
    """Fetch everything answered so far: every question, span, comment, skip and superseded answer.

    Example: newsstance pull -o answers.csv
    """
    from annotation.codebook.codebook import read_codebook
    from annotation.labelstudio.connection import connect
    from annotation.labelstudio.remote_accounts import annotators_by_user
    from annotation.study.study import open_study
    from annotation.tables.read import table_format
    from annotation.tables.schema import ANSWERS
    from annotation.tables.write import write_rows
    from exports.pull.pull import pull_answers as fetch

    table_format(output)
    study = open_study(Path())
    book = read_codebook(codebook)
    with connect(url, data) as studio:
        people, unknown = annotators_by_user(studio, data)
        rows, remarks = fetch(study, studio, book, pseudonyms=people, round=round, track=_watch)
        guests = _addresses(studio) if remarks.unknown_accounts else {}
    write_rows(output, rows, ANSWERS)
    _summary(rows)
    _remarks(remarks)
    for line in (*unknown, *_guests(remarks, guests)):
        remark(line)
    for stamp, number in sorted(Counter(row["codebook"] for row in rows).items()):
        if stamp != book.stamp:
            remark(f"{plural(number, 'answer')} given under another codebook than {book.stamp}: {stamp}")


def _watch(project: str, tasks: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return progress(tasks, project)


def _summary(rows: list[dict[str, Any]]) -> None:
    for annotator in sorted({row["annotator"] for row in rows}):
        mine = [row for row in rows if row["annotator"] == annotator]
        answered = {row["sentence"] for row in mine if row["status"] == "answered"}
        skipped = {row["sentence"] for row in mine if row["status"] == "skipped"}
        given = sum(row["status"] == "answered" for row in mine)
        remark(
            f"{annotator}: {plural(given, 'answer')} on {plural(len(answered), 'sentence')}, "
            f"{plural(len(skipped), 'sentence')} skipped"
        )
    if not rows:
        remark("nothing was answered yet")


def _remarks(remarks: "PullRemarks") -> None:
    for problem in remarks.unknown_answers:
        remark(f"left out: {problem}")
    if remarks.misplaced:
        remark(
            f"{plural(remarks.misplaced, 'answer')} stood in another annotator's project; each counts for who gave it"
        )
    for round in remarks.adjudication_rounds:
        remark(f"{round} left out: an adjudicator is not one more annotator; `pull --round {round}` fetches it")
    _name(remarks.never_pushed, "answered, but never pushed")
    _name(remarks.superseded, "answered again: the earlier answer is kept as superseded")


def _addresses(studio: "Studio") -> dict[int, str]:
    return {user: email for email, user in studio.accounts().items()}


def _guests(remarks: "PullRemarks", addresses: dict[int, str]) -> Iterator[str]:
    for (annotator, user), number in sorted(remarks.unknown_accounts.items()):
        sentences = plural(number, "sentence")
        yield (
            f"{sentences} in {annotator}'s project answered by {addresses.get(user, f'user {user}')}, which is not "
            f"{annotator}'s account; counted as {annotator}'s"
        )


def _name(which: list[str], what: str) -> None:
    if which:
        named = "; ".join(which[:_NAMED]) + (" …" if len(which) > _NAMED else "")
        remark(f"{plural(len(which), 'sentence')} {what}: {named}")
