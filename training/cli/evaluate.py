"""The verbs that judge models: each parses, calls one function, prints."""

from pathlib import Path
from typing import Annotated

import typer

from annotation.cli.options import SHELF, CodebookFile, Json, Labeled, Models, OneModel, Seed
from training.cli.inputs import Answers, Named, PreviousModel, Resamples, evaluation_options, read_labeled
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
    from training.cli.tables import evaluation_lines
    from training.evaluation.held_out import evaluate_held_out
    from training.evaluation.options import check_named_labels, evaluation_to_json
    from training.persistence.load import open_model

    opened = open_model(model, models)
    rows, book = read_labeled(labeled, codebook)
    asked = evaluation_options(seed, resamples, named, answers, previous, book, models)
    found = evaluate_held_out(opened, rows, book, asked)
    check_named_labels(asked.named_labels, found.examples)
    remark_judged(found.evaluation, found.examples)
    if output:
        from training.evaluation.mistakes import mistake_texts

        write_report(output, found.evaluation, mistake_texts(found.evaluation, found.examples))
    _print(evaluation_to_json(found.evaluation), evaluation_lines(found.evaluation), as_json=as_json)
