"""The verb `pull`: everything answered so far, as the answers table."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from annotation.cli.options import CodebookFile, ForSpreadsheets, Insecure, Output, StudioFolder, Url
from annotation.io.console import plural, progress, remark
from annotation.io.files import STDIO
from exports.cli.options import OneRound

if TYPE_CHECKING:
    from annotation.labelstudio.client import Studio
    from exports.pull.annotations import PullRemarks

AllowFewer = Annotated[
    bool, typer.Option("--allow-fewer", help="Replace a table by one that lacks answers, or go on without a project.")
]
Keep = Annotated[bool, typer.Option("--keep", help="Also keep a table with the date and time (UTC) in its name.")]
_PRINTED_SENTENCES: Final = 10  # sentences that a remark names one by one


def pull(
    output: Output = "-",
    round: OneRound = "",
    allow_fewer: AllowFewer = False,
    keep: Keep = False,
    codebook: CodebookFile = None,
    studio_folder: StudioFolder = Path("studio"),
    url: Url = "",
    insecure: Insecure = False,
    for_spreadsheets: ForSpreadsheets = False,
) -> None:
    """Fetch everything answered so far: every question, span, comment, skip and superseded answer.

    A table that has answers which are gone from the server is not replaced, unless --allow-fewer says so.

    Example: newsstance pull -o answers.csv --keep
    """
    if keep and output == STDIO:
        raise typer.BadParameter("--keep writes dated tables beside the one named by -o: name a file there")
    from annotation.codebook.codebook import read_codebook
    from annotation.labelstudio.connection import connect
    from annotation.labelstudio.remote_accounts import annotators_by_user
    from annotation.study.study import open_study
    from annotation.tables.read import table_format
    from annotation.tables.schema import ANSWERS
    from annotation.tables.write import write_rows
    from exports.pull.pull import pull_answers
    from exports.pull.replaced_table import dated_name, refuse_fewer_answers

    table_format(output)
    study = open_study(Path())
    book = read_codebook(codebook)
    with connect(url, studio_folder, insecure=insecure) as studio:
        pseudonyms, account_remarks = annotators_by_user(studio, studio_folder)
        rows, remarks = pull_answers(
            study,
            studio,
            book,
            pseudonyms=pseudonyms,
            round=round,
            allow_missing=allow_fewer,
            track=_with_progress,
        )
        emails = _emails(studio) if remarks.unknown_accounts else {}
    if not allow_fewer:
        refuse_fewer_answers(output, rows)
    if keep:
        kept = dated_name(output, datetime.now(UTC))
        write_rows(kept, rows, ANSWERS, for_spreadsheets=for_spreadsheets)
        remark(f"kept as {kept}")
    write_rows(output, rows, ANSWERS, for_spreadsheets=for_spreadsheets)
    _remark_annotators(rows)
    _remark_answers(remarks)
    for line in (*account_remarks, *_unknown_account_remarks(remarks, emails)):
        remark(line)
    for stamp, number in sorted(Counter(row["codebook"] for row in rows).items()):
        if stamp != book.stamp:
            remark(f"{plural(number, 'answer')} given under another codebook than {book.stamp}: {stamp}")


def _with_progress(project: str, tasks: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return progress(tasks, project)


def _remark_annotators(rows: list[dict[str, Any]]) -> None:
    from annotation.tables.schema import ANSWERED, SKIPPED

    for annotator in sorted({row["annotator"] for row in rows}):
        of_annotator = [row for row in rows if row["annotator"] == annotator]
        answered = [row["sentence"] for row in of_annotator if row["status"] == ANSWERED]
        skipped = {row["sentence"] for row in of_annotator if row["status"] == SKIPPED}
        remark(
            f"{annotator}: {plural(len(answered), 'answer')} on {plural(len(set(answered)), 'sentence')}, "
            f"{plural(len(skipped), 'sentence')} skipped"
        )
    if not rows:
        remark("nothing was answered yet")


def _remark_answers(remarks: "PullRemarks") -> None:
    for text in remarks.projects:
        remark(text)
    for problem in remarks.unknown_answers:
        remark(f"left out: {problem}")
    if remarks.misplaced:
        remark(
            f"{plural(remarks.misplaced, 'answer')} stood in another annotator's project; each counts for who gave it"
        )
    for round in remarks.adjudication_rounds:
        remark(f"{round} left out: an adjudicator is not one more annotator; `pull --round {round}` fetches it")
    _remark_sentences(remarks.never_pushed, "answered, but never pushed")
    _remark_sentences(remarks.superseded, "answered again: the earlier answer is kept as superseded")


def _emails(studio: "Studio") -> dict[int, str]:
    return {user: email for email, user in studio.accounts().items()}


def _unknown_account_remarks(remarks: "PullRemarks", emails: dict[int, str]) -> Iterator[str]:
    for (annotator, user), number in sorted(remarks.unknown_accounts.items()):
        sentences = plural(number, "sentence")
        yield (
            f"{sentences} in {annotator}'s project answered by {emails.get(user, f'user {user}')}, which is not "
            f"{annotator}'s account; counted as {annotator}'s"
        )


def _remark_sentences(sentences: list[str], what: str) -> None:
    if sentences:
        names = "; ".join(sentences[:_PRINTED_SENTENCES]) + (" …" if len(sentences) > _PRINTED_SENTENCES else "")
        remark(f"{plural(len(sentences), 'sentence')} {what}: {names}")
