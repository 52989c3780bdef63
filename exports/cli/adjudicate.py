"""The verb `adjudicate`: what the answers leave open goes to somebody who settles it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotation.cli.options import CodebookFile, Json, StudioFolder, Url
from annotation.io.console import remark, result
from exports.cli.options import Answers, AnyCodebook

if TYPE_CHECKING:
    import pandas as pd

    from annotation.assignment.queue import Queue
    from annotation.codebook.codebook import Codebook
    from annotation.labelstudio.client import Studio
    from annotation.push.sync import Pushed
    from annotation.study.study import Study

Left = dict[str, frozenset[str]]
Adjudicator = Annotated[
    str, typer.Option("--adjudicator", metavar="dana", help="Pseudonym of the one person who settles.")
]
# The study's own round (settings, environment) is the annotators': it is not meant here.
OwnRound = Annotated[str, typer.Option("--round", metavar="NAME", help="A round of its own, for `pull --round`.")]
Settled = Annotated[
    Path | None, typer.Option("--adjudicated", metavar="FILE", help="What was settled before: not asked again.")
]
Disagreed = Annotated[bool, typer.Option("--disagreed", help="Also what only a majority settled.")]
Sentences = Annotated[
    Path | None,
    typer.Option("--sentences", metavar="FILE", help="The sentences, where the server no longer has them."),
]


def adjudicate(
    answers: Answers,
    adjudicator: Adjudicator,
    own_round: OwnRound = "adjudication",
    adjudicated: Settled = None,
    disagreed: Disagreed = False,
    sentences: Sentences = None,
    codebook: CodebookFile = None,
    any_codebook: AnyCodebook = False,
    data: StudioFolder = Path("studio"),
    url: Url = "",
    as_json: Json = False,
) -> None:
    """Hand the sentences that ANSWERS leave open (a tie) to an adjudicator, with all answers given and no names.

    They stand in a project of their own; `pull --round adjudication -o settled.csv` fetches what was settled, and
    `gold ANSWERS --adjudicated settled.csv` goes by it. Running it again adds only what is newly open.

    Example: newsstance adjudicate answers.csv --adjudicator dana
    """
    from annotation.cli.push_report import report_push
    from annotation.labelstudio.accounts import read_annotators
    from annotation.study.study import open_study
    from exports.gold.open_cases import answered_by_adjudicator

    who = read_annotators(adjudicator)
    if len(who) > 1:
        raise typer.BadParameter(f"--adjudicator is one person, and {adjudicator!r} names {len(who)}")
    study = open_study(Path())
    given, book = _read(answers, codebook, study, any_codebook=any_codebook)
    left = _unsettled(given, book, adjudicated, disagreed=disagreed, any_codebook=any_codebook)
    if not left:
        remark("the answers leave nothing open: there is nothing to adjudicate")
    done = _push(left, given, book, study, who[0], own_round, sentences, codebook, data, url) if left else []
    if as_json:
        result(json.dumps([asdict(pushed) for pushed in done], indent=1))
    else:
        report_push(done)
    if number := answered_by_adjudicator(given, who[0], left):
        remark(
            f"{who[0]} answered {number:,} of these sentences as an annotator, and settles a tie of their own making"
        )


def _read(path: Path, codebook: Path | None, study: "Study", *, any_codebook: bool) -> "tuple[pd.DataFrame, Codebook]":
    """Read the answers under the codebook that they were given under: the one named, the default, or a kept copy."""
    from annotation.codebook.codebook import find_codebook, read_codebook
    from annotation.errors import DataError
    from exports.answers.provenance import refuse_mixed_codebooks
    from exports.answers.read import read_answers
    from exports.answers.valid import NO_CODEBOOK, codebook_counts

    if any_codebook:
        given, _ = read_answers(path, find_codebook(codebook))
        return given, read_codebook(codebook)
    given, book = read_answers(path, codebook)
    refuse_mixed_codebooks(given)
    stamps = codebook_counts(given)
    stamp = next(iter(stamps), NO_CODEBOOK)
    kept = study.codebooks / f"{stamp.rpartition(' ')[2]}.toml"
    if book is None and kept.exists():
        book = read_codebook(kept)
        given, _ = read_answers(path, kept)
    book = book or read_codebook()
    if stamp not in (NO_CODEBOOK, book.stamp):
        raise DataError(
            f"the answers were given under the codebook {stamp}, and this is {book.stamp}; name theirs with --codebook"
        )
    return given, book


def _unsettled(
    given: "pd.DataFrame", book: "Codebook", before: Path | None, *, disagreed: bool, any_codebook: bool
) -> Left:
    from annotation.tables.frames import to_frame
    from annotation.tables.read import read_rows
    from annotation.tables.schema import ANSWERS
    from exports.answers.valid import check_answers
    from exports.gold.open_cases import open_cases

    settled = to_frame(check_answers(book, read_rows(before, ANSWERS)), ANSWERS) if before else None
    return open_cases(given, book, settled=settled, disagreed=disagreed, any_codebook=any_codebook)


def _push(
    left: Left,
    given: "pd.DataFrame",
    book: "Codebook",
    study: "Study",
    who: str,
    round: str,
    sentences: Path | None,
    codebook: Path | None,
    data: Path,
    url: str,
) -> "list[Pushed]":
    from annotation.codebook.codebook import find_codebook
    from annotation.labelstudio.connection import connect
    from annotation.push.hand_out import give_accounts
    from annotation.push.sync import sync_projects
    from annotation.study.study import keep_codebook

    with connect(url, data) as studio:
        queue = _queue(left, given, book, sentences, study, studio)
        done = sync_projects(queue, study, studio, book, annotators=(who,), round=round, blind=0.0, adjudication=True)
        keep_codebook(study, book, find_codebook(codebook))
        give_accounts(studio, data, (who,))
    return done


def _queue(
    left: Left, given: "pd.DataFrame", book: "Codebook", sentences: Path | None, study: "Study", studio: "Studio"
) -> "Queue":
    from annotation.assignment.adjudication import to_queue
    from annotation.tables.read import read_rows
    from annotation.tables.schema import SENTENCES
    from exports.gold.open_cases import prior_answers
    from exports.pull.task_texts import shown_texts, texts_from_table

    if sentences:
        shown = texts_from_table(left, read_rows(sentences, SENTENCES), str(sentences))
    else:
        shown = shown_texts(left, given, study, studio)
    return to_queue(prior_answers(given, book, left), shown, book)
