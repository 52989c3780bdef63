"""The verb `push`: sentences or scores into each annotator's project."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from annotation.assignment.allocation import EVERYBODY, Allocation, QueueOrder
from annotation.cli.options import (
    Annotators,
    Audit,
    Blind,
    CodebookFile,
    Json,
    Ordering,
    Overlap,
    PerSentence,
    Round,
    StudioFolder,
    Url,
)
from annotation.cli.push_report import report_push
from annotation.io.console import result
from annotation.push.hand_out import push_rows

Again = Annotated[
    Path | None,
    typer.Option("--again", metavar="CHANGED", help="Only what a codebook's change touches (see codebook diff)."),
]
Sentences = Annotated[str, typer.Argument(metavar="SENTENCES", help="A table of sentences, or of scores.")]


def push(
    sentences: Sentences,
    annotators: Annotators = "",
    round: Round = "main",
    again: Again = None,
    overlap: Overlap = None,
    per_sentence: PerSentence = None,
    audit: Audit = 0.0,
    blind: Blind = None,
    order: Ordering = QueueOrder.READING,
    codebook: CodebookFile = None,
    data: StudioFolder = Path("studio"),
    url: Url = "",
    as_json: Json = False,
) -> None:
    """Hand out SENTENCES: a project for each annotator, every sentence once, however often this is run.

    Everybody gets everything, unless --overlap or --per-sentence deals the work out. What was handed out stays with
    those who have it. A scores table's labels are shown beforehand as pre-labels, except for the blind share and the
    audit sentences.

    After a change of the codebook, --again sends back what it touches, to those who had answered it.

    Example: newsstance push sentences.jsonl --annotators ann,bob --round pilot
    """
    from annotation.push.hand_out import hand_out_again
    from annotation.tables.read import read_rows
    from annotation.tables.schema import SENTENCES

    if not (annotators or again):
        raise typer.BadParameter("Missing option '--annotators': who gets the sentences, such as ann,bob")
    shares = Allocation(overlap, per_sentence, audit, order)
    if again and (shares != EVERYBODY or blind is not None):
        raise typer.BadParameter("--again gives everybody what they had: nothing is left to deal out, or to be blind")
    rows = read_rows(sentences, SENTENCES)
    if again:
        done = hand_out_again(rows, again, only=annotators, round=round, codebook=codebook, data=data, url=url)
    else:
        done = push_rows(
            rows,
            annotators=annotators,
            round=round,
            blind=blind,
            shares=shares,
            codebook=codebook,
            data=data,
            url=url,
        )
    if as_json:
        result(json.dumps([asdict(pushed) for pushed in done], indent=1))
    else:
        report_push(done)
