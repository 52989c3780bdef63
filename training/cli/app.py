"""The verbs of this room: each parses, calls one function, prints."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from annotation.cli.options import (
    SHELF,
    Alias,
    CodebookFile,
    Encoding,
    Json,
    Labeled,
    Models,
    NoAbstain,
    Output,
    Seed,
    Target,
    WhichModel,
)
from annotation.io.console import count, progress, remark, result
from training.cli.demo import demo
from training.cli.doubtful import doubtful
from training.cli.evaluate import (
    Answers,
    Named,
    PreviousModel,
    Report,
    Resamples,
    asked_for,
    compare,
    evaluate,
    read,
    write_report,
)
from training.cli.models import models
from training.cli.prelabel import prelabel

if TYPE_CHECKING:
    from training.scoring.score import Tally
    from training.train import Trained

verbs = typer.Typer(rich_markup_mode=None)
verbs.add_typer(models)
verbs.command()(prelabel)
verbs.command()(demo)
verbs.command()(evaluate)
verbs.command()(compare)
verbs.command()(doubtful)
LEFT_ROWS_OUT: Final = 3  # the exit status of a score that is finished but not complete

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
Explain = Annotated[
    bool, typer.Option("--explain", help="Add a column per question: the words that speak for its likeliest label.")
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
    from training.data import questions as choose
    from training.data.options import How
    from training.features.registry import check_without
    from training.persistence.store import save
    from training.train import remarks
    from training.train import train as learn

    for folder in (models, *([report] if report else [])):
        make_folder(folder)
    rows, book = read(labeled, codebook)
    names = choose.questions(rows, question or [], book)
    today = datetime.now(UTC).date().isoformat()
    how = How(check_without(without or []), see_outlet, encoder, soft)
    asked = replace(asked_for(seed, resamples, named, answers, previous, book, models), how=how)
    trained = learn(rows, names, book, asked=asked, precision=precision, source=labeled.name, created=today)
    for told in remarks(trained.card, trained.evaluation):
        remark(told)
    folder, new = save(trained, models)
    if not new:
        remark(f"{folder} was there already: the same data and settings gave the same model")
    if report:
        write_report(report, trained.evaluation, trained.texts)
    _print(trained, folder, as_json=as_json)


@verbs.command()
def score(
    sources: Sources,
    model: WhichModel,
    output: Output = "-",
    no_abstain: NoAbstain = False,
    target: Target = None,
    alias: Alias = None,
    explain: Explain = False,
    codebook: CodebookFile = None,
    encoding: Encoding = "utf-8",
    models: Models = SHELF,
) -> None:
    """Label new sentences with a model, however many; rows it can't read are put in a file beside the scores.

    Example: newsstance score articles/ --model models/stance-sourcing-3f2a9c1b -o scores.parquet
    """
    from annotation.articles.sentences import read_sentences
    from annotation.articles.sources import refuse_source
    from annotation.codebook.codebook import codebook_targets
    from annotation.io.encodings import codec_name
    from annotation.tables.schema import SCORES
    from annotation.tables.write import ending, write_rows
    from annotation.text.targets import given_targets
    from training.persistence.load import open_model
    from training.scoring.rejected_rows import LeftOut
    from training.scoring.score import Tally, scored

    ending(output)
    codec_name(encoding)
    left_out = LeftOut(output)
    refuse_source([output, left_out.path], sources)
    tally = Tally()
    opened = open_model(model, models)
    targets = given_targets(target or [], alias or []) or codebook_targets(codebook)
    with left_out:
        rows = read_sentences(sources, targets=targets, encoding=encoding, bad=left_out.add)
        found = scored(
            progress(rows, "scoring"), opened, abstain=not no_abstain, explain=explain, bad=left_out.add, tally=tally
        )
        write_rows(output, found, SCORES)
    _remark_scored(tally)
    if left_out.count:
        remark(f"{count(left_out.count, 'row')} left out, with the reasons in {left_out.path}")
        raise typer.Exit(LEFT_ROWS_OUT)


def _print(trained: "Trained", folder: Path, *, as_json: bool) -> None:
    import json

    from training.cli.shown import shown
    from training.models.card import to_json

    if as_json:
        told = {**json.loads(to_json(trained.card)), "folder": str(folder)}
        result(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for line in shown(trained.card, trained.evaluation):
        result(line)
    result(str(folder))


def _remark_scored(tally: "Tally") -> None:
    remark(f"scored {count(tally.sentences, 'sentence')}, left out {count(tally.headings, 'heading')}")
    if tally.misplaced:
        remark(
            f"{count(tally.misplaced, 'sentence')} with offsets that hold no word of the target's name, nor a pronoun: "
            "they count code points of the row's own text, from 0 (not bytes, nor UTF-16)"
        )
    for question, number in tally.without_target.items():
        remark(f"{question}: {count(number, 'sentence')} without a target stay empty (--target names one)")
    told = (
        (tally.not_named, "{} answered that don't name the target"),
        (tally.unknown, "the model knows no word of {}"),
        (tally.abstained, "the model abstained on {} (--no-abstain answers all)"),
    )
    for numbers, what in told:
        for question, number in numbers.items():
            if number:
                remark(f"{question}: {what.format(count(number, 'sentence'))}")
