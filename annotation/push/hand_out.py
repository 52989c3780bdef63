"""Handing out as a whole: connect, open the study, push, keep the codebook, make accounts."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotation.assignment.allocation import EVERYBODY, Allocation
from annotation.errors import DataError
from annotation.io.console import plural, remark

if TYPE_CHECKING:
    from annotation.push.sync import Pushed
    from annotation.tables.schema import Row
if TYPE_CHECKING:
    from annotation.assignment.plan import Whose
    from annotation.assignment.queue import Queue
    from annotation.codebook.codebook import Codebook
    from annotation.labelstudio.client import Studio
    from annotation.push.sync import Pushed
    from annotation.tables.schema import Row


def push_rows(
    rows: "Iterable[Row]",
    *,
    annotators: str,
    round: str,
    blind: float | None,
    codebook: Path | None,
    data: Path,
    url: str,
    shares: Allocation = EVERYBODY,
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
        remark(f"{plural(queue.headings, 'heading')} left out: shown as context, not asked about")
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
    shares: Allocation = EVERYBODY,
    whose: "Whose | None" = None,
) -> "Sequence[Pushed]":
    """Open the study and the server, bring the queue there, and make accounts where the server is our own."""
    from annotation.codebook.codebook import find_codebook
    from annotation.labelstudio.connection import connect
    from annotation.push.sync import sync_projects as bring
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


def hand_out_again(
    rows: "Iterable[Row]", changed: Path, *, only: str, round: str, codebook: Path | None, data: Path, url: str
) -> "Sequence[Pushed]":
    """Push the sentences of a table of touched answers, each to those who had answered it, under the new codebook."""
    from annotation.assignment.queue import make_queue
    from annotation.assignment.reannotation import plan_reannotation, reannotation_queue
    from annotation.codebook.codebook import read_codebook
    from annotation.labelstudio.accounts import read_annotators
    from annotation.push.hand_out import hand_out
    from annotation.tables.read import read_rows
    from annotation.tables.schema import ANSWERS

    given = list(read_rows(changed, ANSWERS))
    again = plan_reannotation(given, read_codebook(codebook), read_annotators(only) if only else ())
    if not again.assignees:
        raise DataError(f"{changed} names nothing to be asked again{f' of {only}' if only else ''}")
    queue = reannotation_queue(make_queue(rows, again.codebook), again)
    done = hand_out(
        queue,
        again.annotators,
        round,
        whose=again.assignees,
        book=again.codebook,
        codebook=codebook,
        data=data,
        url=url,
    )
    left = sorted({row["annotator"] for row in given} - set(again.annotators))
    if left:
        remark(f"{plural(len(left), 'annotator')} left out, as --annotators doesn't name them: {', '.join(left)}")
    remark(f"asked: {', '.join(question.name for question in again.codebook.questions)}")
    return done
