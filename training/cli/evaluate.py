"""The verbs that judge models: each parses, calls one function, prints."""

from pathlib import Path
from typing import Annotated

import typer

from annotation.cli.options import SHELF, CodebookFile, Json, Labeled, Models, OneModel, Seed
from training.cli.inputs import Answers, Named, PreviousModel, Resamples, asked_for, read
from training.cli.outputs import _print, remark_judged, write_report

Folder = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FOLDER", help="Gets evaluation.json, a page, and the worst mistakes."),
]


def evaluate(
    model: OneModel,
    labeled: Labeled,
    output: Folder = None,
    named: Named = None,
    answers: Answers = None,
    previous: PreviousModel = None,
    codebook: CodebookFile = None,
    seed: Seed = 0,
    resamples: Resamples = 2000,
    models: Models = SHELF,
    as_json: Json = False,
) -> None:
    """Judge a model by labeled sentences it never saw; those it was trained on are taken out and counted.

    Example: newsstance evaluate models/stance-sourcing-3f2a9c1b new.jsonl -o evaluation
    """
    from training.cli.tables import shown_evaluation
    from training.evaluation.held_out import evaluated
    from training.evaluation.options import check_named, to_json
    from training.persistence.load import open_model

    opened = open_model(model, models)
    rows, book = read(labeled, codebook)
    asked = asked_for(seed, resamples, named, answers, previous, book, models)
    found = evaluated(opened, rows, book, asked)
    check_named(asked.named, found.examples)
    remark_judged(found.evaluation, found.examples)
    if output:
        from training.evaluation.mistakes import texts

        write_report(output, found.evaluation, texts(found.evaluation, found.examples))
    _print(to_json(found.evaluation), shown_evaluation(found.evaluation), as_json=as_json)
