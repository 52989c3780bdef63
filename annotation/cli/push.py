"""The verb `push`: sentences or scores into each annotator's project."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotation.assignment.allocation import EVERYBODY, Order, Shares
from annotation.cli.options import (
    Annotators,
    Audit,
    Blind,
    CodebookFile,
    Json,
    Ordering,
    Overlap,
    PerSentence,
    Round,
    StudioFolder,
    Url,
)
from annotation.io.console import count, remark, result

if TYPE_CHECKING:
    from annotation.assignment.plan import Whose
    from annotation.assignment.queue import Queue
    from annotation.codebook.codebook import Codebook
    from annotation.labelstudio.client import Studio
    from annotation.push.sync import Pushed
    from annotation.tables.schema import Row

Again = Annotated[
    Path | None,
    typer.Option("--again", metavar="CHANGED", help="Only what a codebook's change touches (see codebook diff)."),
]
Sentences = Annotated[str, typer.Argument(metavar="SENTENCES", help="A table of sentences, or of scores.")]
_NAMED = 10


def push(
    sentences: Sentences,
    annotators: Annotators = "",
    round: Round = "main",
    again: Again = None,
    overlap: Overlap = None,
    per_sentence: PerSentence = None,
    audit: Audit = 0.0,
    blind: Blind = None,
    order: Ordering = Order.READING,
    codebook: CodebookFile = None,
    data: StudioFolder = Path("studio"),
    url: Url = "",
    as_json: Json = False,
) -> None:
    """Hand out SENTENCES: a project for each annotator, every sentence once, however often this is run.

    Everybody gets everything, unless --overlap or --per-sentence deals the work out. What was handed out stays with
    those who have it. A scores table's labels are shown beforehand as pre-labels, except for the blind share and the
    audit sentences.

    After a change of the codebook, --again sends back what it touches, to those who had answered it.

    Example: newsstance push sentences.jsonl --annotators ann,bob --round pilot
    """
    from annotation.push.push_again import push_again
    from annotation.tables.schema import SENTENCES
    from annotation.tables.write import read_rows

    if not (annotators or again):
        raise typer.BadParameter("Missing option '--annotators': who gets the sentences, such as ann,bob")
    shares = Shares(overlap, per_sentence, audit, order)
    if again and (shares != EVERYBODY or blind is not None):
        raise typer.BadParameter("--again gives everybody what they had: nothing is left to deal out, or to be blind")
    rows = read_rows(sentences, SENTENCES)
    if again:
        done = push_again(rows, again, only=annotators, round=round, codebook=codebook, data=data, url=url)
    else:
        done = push_rows(
            rows,
            annotators=annotators,
            round=round,
            blind=blind,
            shares=shares,
            codebook=codebook,
            data=data,
            url=url,
        )
    if as_json:
        result(json.dumps([asdict(pushed) for pushed in done], indent=1))
    else:
        tell(done)


def tell(done: "Sequence[Pushed]") -> None:
    """Say what was pushed, project by project."""
    for pushed in done:
        result(_line(pushed))
    for pushed in done:
        _remarks(pushed)


def push_rows(
    rows: "Iterable[Row]",
    *,
    annotators: str,
    round: str,
    blind: float | None,
    codebook: Path | None,
    data: Path,
    url: str,
    shares: Shares = EVERYBODY,
) -> "Sequence[Pushed]":
    """Read the rows as what is asked, and hand it out."""
    from annotation.assignment.queue import make_queue
    from annotation.codebook.codebook import read_codebook
    from annotation.labelstudio.accounts import read_annotators

    names = read_annotators(annotators)
    shares.check(names)
    share = min(0.2, 1 - shares.audit) if blind is None else blind
    shares.check_blind(share)
    book = read_codebook(codebook)
    queue = make_queue(rows, book)
    if blind is not None and not queue.scored:
        remark("nothing is pre-labeled here, so --blind changes nothing (a scores table has labels to show)")
    done = hand_out(queue, names, round, blind=share, shares=shares, book=book, codebook=codebook, data=data, url=url)
    if queue.headings:
        remark(f"{count(queue.headings, 'heading')} left out: shown as context, not asked about")
    for name in names:
        if name not in {pushed.annotator for pushed in done}:
            remark(f"{name} gets nothing of this: there is too little to go round")
    return done


def hand_out(
    queue: "Queue",
    names: Sequence[str],
    round: str,
    *,
    book: "Codebook",
    codebook: Path | None,
    data: Path,
    url: str,
    blind: float = 0.0,
    shares: Shares = EVERYBODY,
    whose: "Whose | None" = None,
) -> "Sequence[Pushed]":
    """Open the study and the server, bring the queue there, and make accounts where the server is our own."""
    from annotation.codebook.codebook import find_codebook
    from annotation.labelstudio.connection import connect
    from annotation.push.sync import push as bring
    from annotation.study.study import keep_codebook, open_study

    with connect(url, data) as studio:
        study = open_study(Path(), new=True)
        done = bring(
            queue,
            study,
            studio,
            book,
            annotators=names,
            round=round,
            blind=blind,
            shares=shares,
            whose=whose,
            watch=_watch,
        )
        keep_codebook(study, book, find_codebook(codebook))
        give_accounts(studio, data, names)
    return done


def give_accounts(studio: "Studio", data: Path, names: Sequence[str]) -> None:
    """Make accounts for those who have none on our own server; on another one say how they come to theirs."""
    from annotation.labelstudio.accounts import accounts_file, make_accounts, unknown_logins
    from annotation.labelstudio.connection import is_ours
    from annotation.labelstudio.remote_accounts import FILE, invite

    if not is_ours(studio, data):
        if nobody_known := invite(studio, FILE, names):
            remark(
                f"{FILE} (only you can read it) has the invitation to send, and waits for the addresses of "
                f"{', '.join(nobody_known)}, so that pull can tell whose answers are whose"
            )
        return
    logins = accounts_file(data)
    if make_accounts(studio, logins, names):
        remark(f"each annotator has an account; logins stand in {logins} (only you can read it)")
    for name in unknown_logins(studio, logins, names):
        remark(
            f"{name} has an account, but {logins} does not know its password; `newsstance studio "
            f"--data {data} --reset-password {name}` makes a new one"
        )


def _watch(done: int, total: int) -> None:
    remark(f"  {done:,} of {total:,} sentences")


def _line(pushed: "Pushed") -> str:
    parts = [f"{pushed.added:,} added", f"{pushed.known:,} there before"]
    if pushed.updated:
        parts.append(f"{pushed.updated:,} with new context")
    if pushed.prelabeled or pushed.blind:
        parts.append(f"{pushed.prelabeled:,} pre-labeled, {pushed.blind:,} blind")
    if pushed.audit:
        parts.append(f"{pushed.audit:,} audit")
    return f"{pushed.project}: {'; '.join(parts)}  {pushed.url}"


def _remarks(pushed: "Pushed") -> None:
    if pushed.left:
        changed = count(pushed.left, "answered sentence")
        remark(f"{pushed.project}: {changed} left as answered, though the article's context changed")
    if pushed.doubled:
        remark(f"{pushed.project}: {count(pushed.doubled, 'sentence')} stand there twice; the latest answer counts")
    if pushed.gone:
        named = ", ".join(pushed.gone[:_NAMED]) + (" …" if len(pushed.gone) > _NAMED else "")
        gone = count(len(pushed.gone), "sentence")
        remark(f"{pushed.project}: {gone} no longer in the article, left where they are: {named}")
