"""Labeled rows and the options of an evaluation, as several verbs read them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotation.cli.options import SHELF

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotation.codebook.codebook import Codebook
    from annotation.tables.schema import Row
    from training.evaluation.options import EvaluationOptions


NamedLabels = Annotated[
    list[str] | None,
    typer.Option("--named", metavar="LABEL", help="A label for the mean F1 over named labels; repeat it for several."),
]
AnnotatorAnswersFile = Annotated[
    Path | None,
    typer.Option("--answers", metavar="ANSWERS", help="Single annotators' answers, for the human ceiling."),
]
PreviousModel = Annotated[
    str | None,
    typer.Option(
        "--previous", metavar="MODEL", help="An earlier model to evaluate beside this one, where that is possible."
    ),
]
Resamples = Annotated[int, typer.Option("--resamples", min=100, help="How often articles are resampled for intervals.")]


def read_labeled(labeled: Path, codebook: Path | None) -> "tuple[list[Row], Codebook | None]":
    """Read the rows of a table `labeled`, and the codebook that was named or that the rows name."""
    from annotation.errors import DataError
    from annotation.tables.read import read_rows
    from annotation.tables.schema import LABELED
    from training.data import questions

    rows = list(read_rows(labeled, LABELED))
    if not rows:
        raise DataError(f"{labeled} has no rows; newsstance gold ANSWERS --labeled FILE makes labeled sentences")
    return rows, questions.choose_codebook(rows, codebook)


def remark_labels(rows: "Sequence[Row]", names: "Iterable[str]", codebook: "Codebook | None") -> None:
    """Say of each question which labels are read otherwise than they stand, and which look like gaps."""
    from annotation.io.console import remark
    from annotation.tables.label_cells import label_remarks

    questions = {question.name: question for question in codebook.questions} if codebook else {}
    for name in names:
        for text in label_remarks(rows, name, questions[name].label_names if name in questions else ()):
            remark(text)


def evaluation_options(
    seed: int,
    resamples: int,
    named: list[str] | None = None,
    answers: Path | None = None,
    previous: str | None = None,
    codebook: "Codebook | None" = None,
    models: Path = SHELF,
) -> "EvaluationOptions":
    """Gather what the command line asks of an evaluation, and read the files that it names."""
    from training.data.annotator_answers import read_annotator_answers
    from training.evaluation.options import EvaluationOptions
    from training.persistence.load import open_model

    return EvaluationOptions(
        seed=seed,
        resamples=resamples,
        named_labels=tuple(dict.fromkeys(named or ())),
        answers=read_annotator_answers(answers, codebook) if answers else None,
        previous=open_model(previous, models) if previous else None,
    )
