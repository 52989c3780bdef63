"""Labeled rows and the options of an evaluation, as several verbs read them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from annotation.codebook.codebook import Codebook
    from annotation.tables.schema import Row
    from training.evaluation.options import EvaluationOptions


Report = Annotated[
    Path | None,
    typer.Option("--report", metavar="FOLDER", help="Gets evaluation.json, a page, and the worst mistakes."),
]


Named = Annotated[
    list[str] | None,
    typer.Option("--named", metavar="LABEL", help="Labels for the mean F1 over named labels; repeat it."),
]


Answers = Annotated[
    Path | None,
    typer.Option("--answers", metavar="ANSWERS", help="Single annotators' answers, for the human ceiling."),
]


PreviousModel = Annotated[
    str | None, typer.Option("--previous", metavar="MODEL", help="A model to stand beside this one, where it can.")
]


Resamples = Annotated[int, typer.Option("--resamples", min=100, help="How often articles are resampled for intervals.")]


def read_labeled(labeled: Path, codebook: Path | None) -> "tuple[list[Row], Codebook | None]":
    """Read labeled rows, and the codebook that was named or that they name."""
    from annotation.tables.read import read_rows
    from annotation.tables.schema import LABELED
    from training.data import questions as choose

    rows = list(read_rows(labeled, LABELED))
    return rows, choose.choose_codebook(rows, codebook)


def evaluation_options(
    seed: int,
    resamples: int,
    named: list[str] | None,
    answers: Path | None,
    previous: str | None,
    codebook: "Codebook | None",
    models: Path,
) -> "EvaluationOptions":
    """Gather what an evaluation is asked for."""
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
