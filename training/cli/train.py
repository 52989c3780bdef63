"""The verb `train`: labeled rows in, a model on the shelf."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotation.cli.options import SHELF, CodebookFile, Json, Labeled, Seed
from annotation.io.console import remark, result
from annotation.io.visible import visible_line
from training.cli.inputs import (
    AnnotatorAnswersFile,
    NamedLabels,
    PreviousModel,
    Resamples,
    evaluation_options,
    read_labeled,
    remark_labels,
)
from training.cli.outputs import write_report

if TYPE_CHECKING:
    from training.models.training_result import TrainingResult

Questions = Annotated[
    list[str] | None,
    typer.Option("--question", metavar="COLUMN", help="A question to learn to answer; several are a,b or repeated."),
]
Shelf = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="FOLDER", envvar="NEWSSTANCE_MODELS", help="The shelf that gets the model."),
]
Precision = Annotated[
    float,
    typer.Option("--precision", min=0, max=1, help="The share of right answers below which the model abstains."),
]
Without = Annotated[
    list[str] | None,
    typer.Option("--without", metavar="GROUP", help="Leave out a group of features; several are a,b or repeated."),
]
SeeOutlet = Annotated[
    bool,
    typer.Option("--see-outlet", help="Let the model see the names of a sentence's own outlet and author."),
]
EncoderName = Annotated[
    str,
    typer.Option("--encoder", metavar="NAME", help="A sentence encoder or static table: a folder or a package."),
]
Soft = Annotated[
    bool | None,
    typer.Option(
        "--soft/--hard",
        help="Learn the shares of labels among answers, or the gold label alone.",
        show_default="soft where rows have shares",
    ),
]
ReportFolder = Annotated[
    Path | None,
    typer.Option("--report", metavar="FOLDER", help="Gets evaluation.json, a page, and the worst mistakes."),
]


def train(
    labeled: Labeled,
    question: Questions = None,
    models: Shelf = SHELF,
    codebook: CodebookFile = None,
    seed: Seed = 0,
    precision: Precision = 0.8,
    named: NamedLabels = None,
    answers: AnnotatorAnswersFile = None,
    previous: PreviousModel = None,
    without: Without = None,
    see_outlet: SeeOutlet = False,
    encoder: EncoderName = "",
    soft: Soft = None,
    resamples: Resamples = 2000,
    report: ReportFolder = None,
    as_json: Json = False,
) -> None:
    """Train a model on labeled sentences, say how good it is, and put it on the shelf, trusted on this machine.

    Example: newsstance train labeled.jsonl --question stance --question sourcing -o models
    """
    from dataclasses import replace
    from datetime import UTC, datetime

    from annotation.io.endings import check_folder_name
    from annotation.io.files import check_folder, make_folder
    from training.cli.remarks import training_remarks
    from training.data.options import LearningOptions
    from training.data.questions import choose_questions
    from training.features.registry import check_without
    from training.persistence.store import save
    from training.train import train_models

    check_folder_name(models, "models")
    make_folder(models)
    if report:
        check_folder_name(report, "a page and tables")
        check_folder(report)
    rows, rows_codebook = read_labeled(labeled, codebook)
    names = choose_questions(rows, question or [], rows_codebook)
    remark_labels(rows, names, rows_codebook)
    today = datetime.now(UTC).date().isoformat()
    learning = LearningOptions(check_without(without or []), see_outlet, encoder, soft)
    options = evaluation_options(seed, resamples, named, answers, previous, rows_codebook, models)
    options = replace(options, learning=learning)
    trained = train_models(
        rows, names, rows_codebook, options=options, precision=precision, source=labeled.name, created=today
    )
    for text in training_remarks(trained.card, trained.evaluation):
        remark(text)
    folder, is_new = save(trained, models)
    if not is_new:
        remark(f"{folder} was there already: the same data and settings gave the same model")
    if report:
        write_report(report, trained.evaluation, trained.mistake_texts)
    _print_model(trained, folder, as_json=as_json)


def _print_model(trained: "TrainingResult", folder: Path, *, as_json: bool) -> None:
    import json

    from training.cli.tables import model_lines
    from training.models.card import SavedCardJson, card_to_dict

    if as_json:
        saved: SavedCardJson = {**card_to_dict(trained.card), "folder": str(folder)}
        result(json.dumps(saved, ensure_ascii=False, indent=1))
        return
    for line in model_lines(trained.card, trained.evaluation):
        result(visible_line(line))
    result(str(folder))
