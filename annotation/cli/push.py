"""The verb `push`: sentences or scores into each annotator's project."""

from pathlib import Path
from typing import Annotated

import typer

from annotation.assignment.allocation import EVERYBODY, Allocation, QueueOrder
from annotation.cli.options import (
    AllowMissing,
    Annotators,
    ArmsBy,
    Audit,
    Blind,
    CodebookFile,
    Insecure,
    Json,
    Ordering,
    Overlap,
    PerSentence,
    Round,
    StudioFolder,
    Url,
)
from annotation.cli.push_report import report_push
from annotation.push.hand_out import PushOptions, push_table

AffectedAnswers = Annotated[
    Path | None,
    typer.Option("--again", metavar="CHANGED", help="Only what a codebook's change touches (see codebook diff)."),
]
Sentences = Annotated[str, typer.Argument(metavar="SENTENCES", help="A table of sentences, or of scores.")]


def push(
    sentences: Sentences,
    annotators: Annotators = "",
    round: Round = "main",
    affected: AffectedAnswers = None,
    overlap: Overlap = None,
    per_sentence: PerSentence = None,
    audit: Audit = 0.0,
    blind: Blind = None,
    arms: ArmsBy = None,
    order: Ordering = QueueOrder.READING,
    codebook: CodebookFile = None,
    allow_missing: AllowMissing = False,
    studio_folder: StudioFolder = Path("studio"),
    url: Url = "",
    insecure: Insecure = False,
    as_json: Json = False,
) -> None:
    """Hand out SENTENCES: a project for each annotator, every sentence once, however often this is run.

    Everybody gets everything, unless --overlap or --per-sentence deals the work out. What was handed out stays with
    those who have it. A scores table's labels are shown beforehand as pre-labels, except for the blind share and the
    audit sentences. A sentence is blind for one annotator and not for another; with --arms sentence, for all or none.

    After a change of the codebook, --again sends back what it touches, to those who had answered it.

    Example: newsstance push sentences.jsonl --annotators ann,bob --round pilot
    """
    if not (annotators or affected):
        raise typer.BadParameter("Missing option '--annotators': who gets the sentences, such as ann,bob")
    allocation = Allocation(overlap, per_sentence, audit, order)
    if affected and (allocation != EVERYBODY or blind is not None or arms is not None):
        raise typer.BadParameter("--again gives everybody what they had: nothing is left to deal out, or to be blind")
    options = PushOptions(
        annotators,
        round,
        codebook,
        studio_folder,
        url,
        blind,
        allocation,
        affected,
        arms=arms,
        allow_missing=allow_missing,
        insecure=insecure,
    )
    report_push(push_table(sentences, options), as_json=as_json)
