"""A hand-out from start to end: read the table, connect, open the study, push, save the codebook, create accounts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotation.assignment.allocation import EVERYBODY, Allocation
from annotation.assignment.arms import Arms
from annotation.errors import DataError
from annotation.io.console import plural, remark

if TYPE_CHECKING:
    from annotation.assignment.plan import HandOutOptions
    from annotation.assignment.queue import Queue
    from annotation.codebook.codebook import Codebook
    from annotation.labelstudio.client import Studio
    from annotation.push.pushed import Pushed
    from annotation.tables.schema import Row

_MAX_ARTICLES_NAMED: Final = 5
DEFAULT_BLIND: Final = 0.2  # the blind share where there are pre-labels and the user names no share


@dataclass(frozen=True)
class PushOptions:
    """What a user can say about a push.

    Attributes:
        annotators: the annotators' pseudonyms, separated by commas. If `affected` is given, only these annotators
            are asked again; if empty, all who had answered are.
        round: the name of the round.
        codebook: the codebook's file; the default codebook if None.
        studio_folder: the data folder of the local Label Studio.
        url: the address of another Label Studio; empty for the local one.
        blind: the blind share, from 0 to 1; DEFAULT_BLIND if None.
        allocation: how new sentences are shared among the annotators.
        affected: a table of the answers that a change of the codebook affects; only these are asked, again.
        allow_missing: whether what stood in a project that is gone from the server is handed out again.
        insecure: whether the key may be sent to another machine over plain http.
        arms: whether arms are drawn for each annotator and sentence; if None, as is usual (`usual_arms`).
    """

    annotators: str
    round: str
    codebook: Path | None
    studio_folder: Path
    url: str
    blind: float | None = None
    allocation: Allocation = EVERYBODY
    affected: Path | None = None
    allow_missing: bool = False
    insecure: bool = False
    arms: Arms | None = None


def push_table(path: str, options: PushOptions) -> "Sequence[Pushed]":
    """Hand out a table of sentences or scores, or only what a change of the codebook affects (`options.affected`).

    Raises:
        DataError: if the table, or what is asked of it, is not usable.
    """
    from annotation.tables.read import read_rows
    from annotation.tables.schema import SENTENCES

    rows = read_rows(path, SENTENCES)
    if options.affected is None:
        return push_rows(rows, options)
    return push_again(rows, options.affected, options)


def push_rows(rows: "Iterable[Row]", options: PushOptions) -> "Sequence[Pushed]":
    """Hand out rows of sentences or scores; returns what was done in each annotator's project."""
    from annotation.assignment.plan import HandOutOptions
    from annotation.assignment.queue import make_queue
    from annotation.codebook.codebook import read_codebook
    from annotation.labelstudio.accounts import read_annotators

    annotators = read_annotators(options.annotators)
    allocation = options.allocation
    allocation.check(annotators)
    blind = min(DEFAULT_BLIND, 1 - allocation.audit) if options.blind is None else options.blind
    allocation.check_blind(blind)
    codebook = read_codebook(options.codebook)
    queue = make_queue(rows, codebook)
    if not queue.scored:
        for option, value in (("--blind", options.blind), ("--arms", options.arms)):
            if value is not None:
                remark(f"nothing is pre-labeled here, so {option} changes nothing (a scores table has labels to show)")
    hand_out_options = HandOutOptions(
        annotators, options.round, blind, allocation, arms=options.arms, allow_missing=options.allow_missing
    )
    pushed_projects = _hand_out(queue, codebook, hand_out_options, options)
    if queue.scored and 0 < blind < 1 and not allocation.audit and options.arms is not Arms.SENTENCE and annotators[1:]:
        remark("where arms are by person, only --audit leaves sentences that nobody is shown a label for")
    _report_allocation(queue, allocation, annotators, pushed_projects, options.round)
    return pushed_projects


def _report_allocation(
    queue: "Queue",
    allocation: Allocation,
    annotators: Sequence[str],
    pushed_projects: "Sequence[Pushed]",
    round: str,
) -> None:
    """Say what was dealt in parts, what is not asked about, and who gets nothing."""
    if allocation.is_dealt and any(pushed.added for pushed in pushed_projects):
        _report_parts(round)
    if queue.headings:
        remark(f"{plural(queue.headings, 'heading')} left out: shown as context, not asked about")
    for annotator in annotators:
        if annotator not in {pushed.annotator for pushed in pushed_projects}:
            remark(f"{annotator} gets no sentences: there are too few for everybody")


def push_again(rows: "Iterable[Row]", affected: Path, options: PushOptions) -> "Sequence[Pushed]":
    """Hand out the sentences of a table of affected answers, each to those who had answered it.

    Args:
        rows: the sentences, from the table that they were first pushed from.
        affected: a table of affected answers, as `newsstance codebook diff` writes it.
        options: what the user said about the push, with the new codebook.

    Raises:
        DataError: if there is nothing to ask again, or a sentence is missing from the rows.
    """
    from annotation.assignment.plan import HandOutOptions
    from annotation.assignment.queue import make_queue
    from annotation.assignment.reannotation import plan_reannotation, reannotation_queue
    from annotation.codebook.codebook import read_codebook
    from annotation.labelstudio.accounts import read_annotators
    from annotation.tables.read import read_rows
    from annotation.tables.schema import ANSWERS

    answers = list(read_rows(affected, ANSWERS))
    only = read_annotators(options.annotators) if options.annotators else ()
    reannotation = plan_reannotation(answers, read_codebook(options.codebook), only)
    if not reannotation.assignees:
        of_annotators = f" of {options.annotators}" if options.annotators else ""
        raise DataError(f"{affected} names nothing to be asked again{of_annotators}")
    queue = reannotation_queue(make_queue(rows, reannotation.codebook), reannotation)
    hand_out_options = HandOutOptions(
        reannotation.annotators,
        options.round,
        assignees=reannotation.assignees,
        allow_missing=options.allow_missing,
    )
    pushed_projects = _hand_out(queue, reannotation.codebook, hand_out_options, options)
    left_out = sorted({answer["annotator"] for answer in answers} - set(reannotation.annotators))
    if left_out:
        count = plural(len(left_out), "annotator")
        remark(f"{count} left out, as --annotators doesn't name them: {', '.join(left_out)}")
    remark(f"asked: {', '.join(question.name for question in reannotation.codebook.questions)}")
    return pushed_projects


def provide_accounts(studio: "Studio", studio_folder: Path, annotators: Sequence[str]) -> None:
    """Create missing accounts on the local server; for another server, write the invitation and say what to do."""
    from annotation.labelstudio.accounts import accounts_file, create_accounts, unknown_logins
    from annotation.labelstudio.connection import is_local
    from annotation.labelstudio.remote_accounts import REMOTE_ACCOUNTS_FILE, invite

    if not is_local(studio, studio_folder):
        if without_address := invite(studio, REMOTE_ACCOUNTS_FILE, annotators):
            remark(
                f"{REMOTE_ACCOUNTS_FILE} (only you can read it) has the invitation to send, and waits for the "
                f"addresses of {', '.join(without_address)}, so that pull can tell whose answers are whose"
            )
        return
    logins = accounts_file(studio_folder)
    if create_accounts(studio, logins, annotators):
        remark(f"each annotator has an account; the logins are in {logins} (only you can read it)")
    for annotator in unknown_logins(studio, logins, annotators):
        remark(
            f"{annotator} has an account, but {logins} does not know its password; `newsstance studio "
            f"--data {studio_folder} --reset-password {annotator}` makes a new one"
        )


def _report_parts(round: str) -> None:
    """Say which articles were dealt in parts, because they are longer than an annotator's share."""
    from annotation.assignment.shares import articles_in_parts
    from annotation.study.handout import read_handout
    from annotation.study.study import open_study

    parts = articles_in_parts(read_handout(open_study(Path()).handout).values(), round)
    for article, numbers in list(parts.items())[:_MAX_ARTICLES_NAMED]:
        shares = ", ".join(f"{annotator} {number:,}" for annotator, number in numbers.items())
        remark(
            f"{article} is longer than one annotator's share, so it was dealt in parts ({shares} sentences, besides "
            "what everybody gets)"
        )
    if len(parts) > _MAX_ARTICLES_NAMED:
        remark(f"and {len(parts) - _MAX_ARTICLES_NAMED:,} more articles were dealt in parts")


def _hand_out(
    queue: "Queue", codebook: "Codebook", hand_out_options: "HandOutOptions", options: PushOptions
) -> "Sequence[Pushed]":
    """Open the study and the server, hand out the queue, save the codebook, and provide accounts."""
    from annotation.codebook.codebook import find_codebook
    from annotation.labelstudio.connection import connect, is_local
    from annotation.labelstudio.server_address import kept_address
    from annotation.push.sync import sync_projects
    from annotation.study.study import keep_codebook, open_study

    with connect(options.url, options.studio_folder, insecure=options.insecure) as studio:
        study = open_study(Path(), new=True)
        pushed_projects = sync_projects(queue, study, studio, codebook, hand_out_options, watch=_report_progress)
        keep_codebook(study, codebook, find_codebook(options.codebook))
        provide_accounts(studio, options.studio_folder, hand_out_options.annotators)
        public = kept_address(options.studio_folder).public if is_local(studio, options.studio_folder) else ""
        for pushed in pushed_projects if public else ():
            pushed.url = pushed.url.replace(studio.url, public, 1)
    return pushed_projects


def _report_progress(imported: int, total: int) -> None:
    """Say how far a hand-out to one annotator is; a small one is there at once, and needs no report."""
    from annotation.push.project_sync import TASKS_PER_REQUEST

    if total > TASKS_PER_REQUEST:
        remark(f"  {imported:,} of {total:,} sentences")
