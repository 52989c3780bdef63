"""The verb `train`: labeled rows in, a model on the shelf."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotation.cli.options import SHELF, CodebookFile, Json, Labeled, Seed
from annotation.io.console import remark, result
from training.cli.inputs import Answers, Named, PreviousModel, Report, Resamples, evaluation_options, read_labeled
from training.cli.outputs import write_report

if TYPE_CHECKING:
    from training.models.training_result import TrainingResult


Questions = Annotated[
    list[str] | None,
    typer.Option("--question", metavar="COLUMN", help="What to learn to answer; repeat it for several."),
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
    typer.Option("--without", metavar="GROUP", help="Leave out a group of features, such as tone; repeat for several."),
]


SeeOutlet = Annotated[
    bool,
    typer.Option("--see-outlet", help="Let the model see a sentence's own outlet and author named."),
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
        show_default="soft where rows tell",
    ),
]


def train(
    labeled: Labeled,
    question: Questions = None,
    models: Shelf = SHELF,
    codebook: CodebookFile = None,
    seed: Seed = 0,
    precision: Precision = 0.8,
    named: Named = None,
    answers: Answers = None,
    previous: PreviousModel = None,
    without: Without = None,
    see_outlet: SeeOutlet = False,
    encoder: EncoderName = "",
    soft: Soft = None,
    resamples: Resamples = 2000,
    report: Report = None,
    as_json: Json = False,
) -> None:
    """Train a model on labeled sentences, say how good it is, and put it on the shelf, trusted on this machine.

    Example: newsstance train labeled.jsonl --question stance --question sourcing -o models
    """
    from dataclasses import replace
    from datetime import UTC, datetime

    from annotation.io.files import make_folder
    from training.cli.remarks import training_remarks
    from training.data import questions as choose
    from training.data.options import LearningOptions
    from training.features.registry import check_without
    from training.persistence.store import save
    from training.train import train_models as learn

    for folder in (models, *([report] if report else [])):
        make_folder(folder)
    rows, book = read_labeled(labeled, codebook)
    names = choose.choose_questions(rows, question or [], book)
    today = datetime.now(UTC).date().isoformat()
    how = LearningOptions(check_without(without or []), see_outlet, encoder, soft)
    asked = replace(evaluation_options(seed, resamples, named, answers, previous, book, models), learning=how)
    trained = learn(rows, names, book, asked=asked, precision=precision, source=labeled.name, created=today)
    for told in training_remarks(trained.card, trained.evaluation):
        remark(told)
    folder, new = save(trained, models)
    if not new:
        remark(f"{folder} was there already: the same data and settings gave the same model")
    if report:
        write_report(report, trained.evaluation, trained.texts)
    _print(trained, folder, as_json=as_json)


def _print(trained: "TrainingResult", folder: Path, *, as_json: bool) -> None:
    import json

    from training.cli.tables import model_lines
    from training.models.card import card_to_json

    if as_json:
        told = {**json.loads(card_to_json(trained.card)), "folder": str(folder)}
        result(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for line in model_lines(trained.card, trained.evaluation):
        result(line)
    result(str(folder))
