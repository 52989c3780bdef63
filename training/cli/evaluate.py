"""The verbs that judge models: each parses, calls one function, prints."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotation.cli.options import SHELF, CodebookFile, Json, Labeled, Models, OneModel, Seed
from annotation.io.console import remark, result

if TYPE_CHECKING:
    from annotation.codebook.codebook import Codebook
    from annotation.tables.schema import Row
    from training.data.examples import Examples
    from training.evaluation.report import Asked

First = Annotated[str, typer.Argument(metavar="A", help="A model: a folder, or an id on the shelf.")]
Second = Annotated[str, typer.Argument(metavar="B", help="The model it is compared with.")]
Folder = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FOLDER", help="Gets evaluation.json, a page, and the worst mistakes."),
]
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
    from training.evaluation.report import check_named, to_json
    from training.persistence.load import open_model

    opened = open_model(model, models)
    rows, book = read(labeled, codebook)
    asked = asked_for(seed, resamples, named, answers, previous, book, models)
    found = evaluated(opened, rows, book, asked)
    check_named(asked.named, found.examples)
    remark_judged(found.evaluation, found.examples)
    if output:
        from training.evaluation.report import texts

        write_report(output, found.evaluation, texts(found.evaluation, found.examples))
    _print(to_json(found.evaluation), shown_evaluation(found.evaluation), as_json=as_json)


def compare(
    a: First,
    b: Second,
    labeled: Labeled,
    codebook: CodebookFile = None,
    seed: Seed = 0,
    resamples: Resamples = 2000,
    models: Models = SHELF,
    as_json: Json = False,
) -> None:
    """Compare two models on labeled sentences that neither of them saw, and say whether a difference is shown.

    Example: newsstance compare stance-3f2a9c1b stance-77ab01c2 new.jsonl
    """
    from training.cli.tables import shown_comparison
    from training.evaluation.compare import compared
    from training.evaluation.report import to_json
    from training.persistence.load import open_model

    one, other = open_model(a, models), open_model(b, models)
    rows, book = read(labeled, codebook)
    found = compared(one, other, rows, book, asked_for(seed, resamples, None, None, None, book, models))
    for name, question in found["questions"].items():
        _remark_question(name, question)
    _print(to_json(found), shown_comparison(found), as_json=as_json)


def read(labeled: Path, codebook: Path | None) -> "tuple[list[Row], Codebook | None]":
    """Read labeled rows, and the codebook that was named or that they name."""
    from annotation.tables.schema import LABELED
    from annotation.tables.write import read_rows
    from training.data import questions as choose

    rows = list(read_rows(labeled, LABELED))
    return rows, choose.codebook(rows, codebook)


def asked_for(
    seed: int,
    resamples: int,
    named: list[str] | None,
    answers: Path | None,
    previous: str | None,
    codebook: "Codebook | None",
    models: Path,
) -> "Asked":
    """Gather what an evaluation is asked for."""
    from training.data.annotator_answers import given_answers
    from training.evaluation.report import Asked
    from training.persistence.load import open_model

    return Asked(
        seed=seed,
        resamples=resamples,
        named=tuple(dict.fromkeys(named or ())),
        answers=given_answers(answers, codebook) if answers else None,
        previous=open_model(previous, models) if previous else None,
    )


def write_report(folder: Path, evaluation: Mapping[str, Any], texts: Mapping[str, str]) -> None:
    """Write the figures, the page that shows them, and the texts of the worst mistakes."""
    from annotation.io.files import write_text
    from exports.reports.evaluation import write_page
    from training.evaluation.report import mistake_lines, to_json

    write_text(folder / "evaluation.json", to_json(evaluation))
    write_page(folder / "evaluation.html", evaluation, texts)
    write_text(folder / "mistakes.jsonl", mistake_lines(evaluation, texts))
    remark(f"figures, page and worst mistakes are in {folder}")


def remark_judged(evaluation: Mapping[str, Any], learned: "tuple[Examples, ...]") -> None:
    """Say beside the figures what must be known before they are believed."""
    for one in learned:
        _remark_question(one.question, evaluation["questions"][one.question])


def _remark_question(name: str, question: Mapping[str, Any]) -> None:
    from annotation.io.console import count
    from training.train import judged_remarks

    for told in judged_remarks(question):
        remark(f"{name}: {told}")
    for why, number in question["left_out"].items():
        remark(f"{name}: {count(number, 'sentence')} left out: {why}")


def _print(as_text: str, lines: Any, *, as_json: bool) -> None:  # noqa: ANN401 - an iterator of lines
    if as_json:
        result(as_text.rstrip("\n"))
        return
    for line in lines:
        result(line)
