"""The verb `pull`: everything answered so far, as the answers table."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotation.cli.options import CodebookFile, ForSpreadsheets, Insecure, Output, StudioFolder, Url
from annotation.io.console import plural, remark
from annotation.io.files import STDIO
from annotation.io.progress import progress
from exports.cli.options import OneRound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotation.labelstudio.client import Studio
    from exports.pull.json_values import Account

AllowFewer = Annotated[
    bool, typer.Option("--allow-fewer", help="Replace a table by one that lacks answers, or go on without a project.")
]
Keep = Annotated[bool, typer.Option("--keep", help="Also keep a table with the date and time (UTC) in its name.")]


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
    from exports.pull.remarks import remark_lines
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
        names = _account_names(studio, pseudonyms) if remarks.accounts else {}
    if not allow_fewer:
        refuse_fewer_answers(output, rows)
    if keep:
        kept = dated_name(output, datetime.now(UTC))
        write_rows(kept, rows, ANSWERS, for_spreadsheets=for_spreadsheets)
        remark(f"kept as {kept}")
    write_rows(output, rows, ANSWERS, for_spreadsheets=for_spreadsheets)
    _remark_annotators(rows)
    for line in (*account_remarks, *remark_lines(remarks, names)):
        remark(line)
    for stamp, number in sorted(Counter(row["codebook"] for row in rows).items()):
        if stamp != book.stamp:
            remark(f"{plural(number, 'answer')} given under another codebook than {book.stamp}: {stamp}")


def _with_progress(project: str, tasks: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return progress(tasks, project)


def _account_names(studio: "Studio", pseudonyms: "Mapping[int, str]") -> "dict[Account, str]":
    """Give the pseudonym of each annotator's account, and the e-mail address of others as far as the server tells."""
    from annotation.errors import LabelStudioError

    names: dict[Account, str] = {}
    with suppress(LabelStudioError):  # a server that shows accounts to its administrators only
        names.update({user: email for email, user in studio.accounts().items()})
    names.update(pseudonyms.items())
    return names


def _remark_annotators(rows: list[dict[str, Any]]) -> None:
    from annotation.tables.schema import ANSWERED, SKIPPED

    for annotator in sorted({row["annotator"] for row in rows}):
        of_annotator = [row for row in rows if row["annotator"] == annotator]
        answered = [row for row in of_annotator if row["status"] == ANSWERED]
        empty = plural(sum(not row["question"] for row in answered), "empty one", "empty ones")
        skipped = {row["sentence"] for row in of_annotator if row["status"] == SKIPPED}
        answers = plural(sum(bool(row["question"]) for row in answered), "answer")
        remark(
            f"{annotator}: {answers} on {plural(len({row['sentence'] for row in answered}), 'sentence')}"
            f"{f' ({empty} among them)' if not empty.startswith('0 ') else ''}, "
            f"{plural(len(skipped), 'sentence')} skipped"
        )
    if not rows:
        remark("nothing was answered yet")
