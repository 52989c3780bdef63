"""The verb `evaluate`: a model judged by labeled sentences that it never saw."""

from pathlib import Path
from typing import Annotated

import typer

from annotation.cli.options import SHELF, CodebookFile, Json, Labeled, Models, OneModel, PriorShares, Seed
from annotation.io.console import remark
from annotation.io.endings import check_folder_name
from training.cli.inputs import (
    AnnotatorAnswersFile,
    NamedLabels,
    PreviousModel,
    Resamples,
    evaluation_options,
    read_labeled,
    remark_labels,
)
from training.cli.outputs import print_evaluation, remark_questions, write_report

ReportFolder = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FOLDER", help="Gets evaluation.json, a page, and the worst mistakes."),
]

WholeArticles = Annotated[
    bool, typer.Option("--whole-articles", help="Refuse sentences that are not all those of their articles.")
]


def evaluate(
    model: OneModel,
    labeled: Labeled,
    output: ReportFolder = None,
    named: NamedLabels = None,
    answers: AnnotatorAnswersFile = None,
    previous: PreviousModel = None,
    codebook: CodebookFile = None,
    prior: PriorShares = "auto",
    whole_articles: WholeArticles = False,
    seed: Seed = 0,
    resamples: Resamples = 2000,
    models: Models = SHELF,
    as_json: Json = False,
) -> None:
    """Judge a model by labeled sentences it never saw; those it was trained on are taken out and counted.

    Example: newsstance evaluate models/stance-sourcing-3f2a9c1b new.jsonl -o evaluation
    """
    from training.cli.tables import evaluation_lines
    from training.evaluation.held_out import check_whole_articles, evaluate_held_out
    from training.evaluation.options import check_named_labels, evaluation_to_json
    from training.models.prior_option import read_prior
    from training.models.priors import SAMPLE_ROWS, decide_shares
    from training.persistence.load import open_model

    if output:
        check_folder_name(output, "a page and tables")
    opened = open_model(model, models)
    rows, rows_codebook = read_labeled(labeled, codebook)
    remark_labels(rows, [question.name for question in opened.card.questions], rows_codebook)
    options = evaluation_options(seed, resamples, named, answers, previous, rows_codebook, models)
    shares = decide_shares(read_prior(prior, opened.card), rows[:SAMPLE_ROWS], opened)
    for text in shares.remarks:
        remark(text)
    held_out = evaluate_held_out(opened, rows, rows_codebook, options, shares)
    if whole_articles:
        check_whole_articles(held_out.examples)
    check_named_labels(options.named_labels, held_out.examples)
    evaluation = held_out.evaluation
    remark_questions(evaluation["questions"])
    if output:
        from training.evaluation.mistakes import mistake_texts

        write_report(output, evaluation, mistake_texts(evaluation, held_out.examples))
    print_evaluation(evaluation_to_json(evaluation), evaluation_lines(evaluation), as_json=as_json)
