"""The verbs of this room: each parses, calls one function, prints."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from annotation.console import count, progress, remark, result
from annotation.options import (
    Alias,
    CodebookFile,
    Encoding,
    Json,
    Models,
    NoAbstain,
    Output,
    Seed,
    Target,
    WhichModel,
)
from training.demo_verb import demo
from training.models_verbs import models
from training.prelabel_verb import prelabel

if TYPE_CHECKING:
    from annotation.codebook import Codebook
    from annotation.tables import Row
    from training.card import Card
    from training.score import Tally

verbs = typer.Typer(rich_markup_mode=None)
verbs.add_typer(models)
verbs.command()(prelabel)
verbs.command()(demo)
SHELF: Final = Path("models")
LEFT_ROWS_OUT: Final = 3  # the exit status of a score that is finished but not complete

Labeled = Annotated[
    Path, typer.Argument(metavar="LABELED", help="Labeled sentences (.jsonl, .csv, .parquet, - is JSON lines).")
]
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
Sources = Annotated[
    list[str], typer.Argument(metavar="SOURCES...", help="Files, folders, or tables of articles or sentences.")
]


@verbs.command()
def train(
    labeled: Labeled,
    question: Questions = None,
    models: Shelf = SHELF,
    codebook: CodebookFile = None,
    seed: Seed = 0,
    precision: Precision = 0.8,
    as_json: Json = False,
) -> None:
    """Train a model on labeled sentences, say how good it is, and put it on the shelf, trusted on this machine.

    Example: newsstance train labeled.jsonl --question stance --question sourcing -o models
    """
    from datetime import UTC, datetime

    from annotation.rows import read_rows
    from annotation.tables import LABELED
    from training import choose
    from training.shelf import save
    from training.train import remarks
    from training.train import train as learn

    rows = list(read_rows(labeled, LABELED))
    book = _codebook(rows, codebook)
    asked = choose.questions(rows, question or [], book)
    today = datetime.now(UTC).date().isoformat()
    trained = learn(rows, asked, book, seed=seed, precision=precision, source=labeled.name, created=today)
    for told in remarks(trained.card):
        remark(told)
    folder, new = save(trained.card, trained.pipelines, models)
    if not new:
        remark(f"{folder} was there already: the same data and settings gave the same model")
    _print(trained.card, folder, as_json=as_json)


@verbs.command()
def score(
    sources: Sources,
    model: WhichModel,
    output: Output = "-",
    no_abstain: NoAbstain = False,
    target: Target = None,
    alias: Alias = None,
    codebook: CodebookFile = None,
    encoding: Encoding = "utf-8",
    models: Models = SHELF,
) -> None:
    """Label new sentences with a model, however many; rows it can't read are put in a file beside the scores.

    Example: newsstance score articles/ --model models/stance-sourcing-3f2a9c1b -o scores.parquet
    """
    from annotation.codebook import codebook_targets
    from annotation.rows import ending, write_rows
    from annotation.sentences import read_sentences
    from annotation.tables import SCORES
    from annotation.targets import given_targets
    from training.left_out import LeftOut
    from training.score import Tally, scored
    from training.shelf import open_model

    ending(output)
    tally = Tally()
    opened = open_model(model, models)
    targets = given_targets(target or [], alias or []) or codebook_targets(codebook)
    with LeftOut(output) as left_out:
        rows = read_sentences(sources, targets=targets, encoding=encoding, bad=left_out.add)
        found = scored(progress(rows, "scoring"), opened, abstain=not no_abstain, bad=left_out.add, tally=tally)
        write_rows(output, found, SCORES)
    _remark_scored(tally)
    if left_out.count:
        remark(f"{count(left_out.count, 'row')} left out, with the reasons in {left_out.path}")
        raise typer.Exit(LEFT_ROWS_OUT)


def _codebook(rows: "list[Row]", path: Path | None) -> "Codebook | None":
    """Take the codebook that was named, else the one the rows say they were labeled under."""
    from annotation.codebook import read_codebook
    from training import choose

    found = choose.stamps(rows)
    if path is None and not found:
        return None
    book = read_codebook(path)
    if path is None:
        choose.check_stamps(found, book)
        remark(f"labels and their order come from the codebook the rows name: {book.stamp}")
    elif found.keys() - {book.stamp}:
        named = ", ".join(f"{stamp}: {count(number, 'row')}" for stamp, number in found.items())
        remark(f"not all rows were labeled under the codebook given, {book.stamp} ({named})")
    return book


def _print(card: "Card", folder: Path, *, as_json: bool) -> None:
    import json

    from training.card import to_json
    from training.shown import shown

    if as_json:
        result(json.dumps({**json.loads(to_json(card)), "folder": str(folder)}, ensure_ascii=False, indent=1))
        return
    for line in shown(card):
        result(line)
    result(str(folder))


def _remark_scored(tally: "Tally") -> None:
    remark(f"scored {count(tally.sentences, 'sentence')}, left out {count(tally.headings, 'heading')}")
    for question, number in tally.without_target.items():
        remark(f"{question}: {count(number, 'sentence')} without a target stay empty (--target names one)")
    for question, number in tally.not_named.items():
        if number:
            remark(f"{question}: {count(number, 'sentence')} answered that don't name the target")
    for question, number in tally.abstained.items():
        if number:
            remark(f"{question}: the model abstained on {count(number, 'sentence')} (--no-abstain answers all)")
