"""The plan of a hand-out: the handout's new rows, made before anything is sent to a server.

The functions read no file and call no server.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from annotation.assignment.allocation import EVERYBODY, Allocation, allocate, draw_audit
from annotation.assignment.arms import Arms, draw_arms
from annotation.assignment.queue import Queue, QueuedSentence
from annotation.errors import DataError
from annotation.study.handout import HandoutRow
from annotation.tables.schema import BLIND, PRELABELED

HandoutKey = tuple[str, str, str]  # round, annotator, sentence
Assignees = Mapping[str, frozenset[str]]  # the annotators of each sentence


@dataclass(frozen=True)
class HandOutOptions:
    """How sentences are handed out.

    Attributes:
        annotators: the pseudonyms of the annotators.
        round: the name of the round.
        blind: the share of new sentences that is handed out without a pre-label, from 0 to 1.
        allocation: how new sentences are shared among the annotators.
        assignees: the annotators of each sentence, used in place of `allocation` if given.
        adjudication: whether the annotator settles what others left open.
        allow_missing: whether what stood in a project that is gone from the server is handed out again.
        arms: whether each annotator has an arm of their own for each sentence; as `draw_arms` decides if None.
    """

    annotators: Sequence[str]
    round: str
    blind: float = 0.0
    allocation: Allocation = EVERYBODY
    assignees: Assignees | None = None
    adjudication: bool = False
    allow_missing: bool = False
    arms: Arms | None = None


@dataclass(frozen=True)
class Assignment:
    """How a sentence is handed out in a round: to whom, whether it belongs to the audit, and whether it was dealt."""

    annotators: frozenset[str]
    audit: bool
    dealt: bool


def plan_handout(
    queue: Queue, handout: Mapping[HandoutKey, HandoutRow], options: HandOutOptions, key: bytes
) -> dict[HandoutKey, HandoutRow]:
    """The handout with rows for everything in the queue; rows that are already there stay as they are.

    A sentence that was dealt out in this round stays with its annotators. A sentence that everybody got also goes to
    new annotators, unless this hand-out deals sentences out. `options.assignees` overrides both rules.

    Args:
        queue: the sentences to hand out.
        handout: the handout so far, by round, annotator and sentence.
        options: how the sentences are handed out.
        key: the study's key, which decides all random choices.

    Raises:
        DataError: if the options contradict each other, or a sentence was handed out about another target.
    """
    options.allocation.check(options.annotators)
    if queue.scored:
        options.allocation.check_blind(options.blind)
    earlier_rows = {row.sentence: row for row in handout.values() if row.round == options.round}
    for queued in queue.sentences:
        _check_target(queued, earlier_rows.get(queued.sentence))
    assignments = {sentence: _extended_assignment(row, options) for sentence, row in earlier_rows.items()}
    assignments |= _new_assignments(queue, handout, options, key)
    if options.assignees is not None:
        assignments = {
            queued.sentence: replace(
                assignments[queued.sentence], annotators=options.assignees[queued.sentence], dealt=True
            )
            for queued in queue.sentences
        }
    audit = {sentence for sentence, assignment in assignments.items() if assignment.audit}
    new = _new_pairs(queue, handout, options, assignments)
    arms = draw_arms(
        [(queued.sentence, annotator) for queued, annotator in new],
        {(row.sentence, row.annotator): row.arm for row in handout.values() if row.round == options.round},
        audit=audit,
        is_scored=queue.scored,
        blind=options.blind,
        by=options.arms,
        key=key,
    )
    rows = (
        _row(queued, annotator, options.round, assignments[queued.sentence], arms[queued.sentence, annotator])
        for queued, annotator in new
    )
    return {**handout, **{row.key: row for row in rows}}


def _check_target(queued: QueuedSentence, earlier_row: HandoutRow | None) -> None:
    """Refuse to ask about another target under the same id: the two answers could not be told apart."""
    if earlier_row is not None and queued.target != earlier_row.target:
        raise DataError(
            f"sentence {queued.sentence!r} was handed out about {earlier_row.target or 'nobody'!r} and is now about "
            f"{queued.target or 'nobody'!r}; give it another id (`newsstance split --target NAME` makes one per target)"
        )


def _extended_assignment(row: HandoutRow, options: HandOutOptions) -> Assignment:
    """The assignment of a sentence that was handed out before, with the annotators who get it now as well."""
    new_annotators = () if row.dealt or options.allocation.is_dealt else options.annotators
    return Assignment(frozenset(new_annotators), row.audit, row.dealt)


def _new_assignments(
    queue: Queue, handout: Mapping[HandoutKey, HandoutRow], options: HandOutOptions, key: bytes
) -> dict[str, Assignment]:
    """The assignments of all sentences that are new in this round."""
    round_rows = [row for row in handout.values() if row.round == options.round]
    handed_out = {row.sentence for row in round_rows}
    articles = {queued.sentence: queued.article for queued in queue.sentences if queued.sentence not in handed_out}
    earlier_audit = (row.sentence for row in handout.values() if row.audit)
    audit = draw_audit(list(articles), options.allocation.audit, key, earlier_audit)
    load = Counter(row.annotator for row in round_rows)
    assignees = allocate(articles, options.allocation, annotators=options.annotators, audit=audit, load=load, key=key)
    return {
        sentence: Assignment(assignees[sentence], sentence in audit, options.allocation.is_dealt)
        for sentence in articles
    }


def _new_pairs(
    queue: Queue,
    handout: Mapping[HandoutKey, HandoutRow],
    options: HandOutOptions,
    assignments: Mapping[str, Assignment],
) -> list[tuple[QueuedSentence, str]]:
    """The sentences and annotators without a row yet, annotator by annotator, in the order of the queue."""
    return [
        (queued, annotator)
        for annotator in options.annotators
        for queued in queue.sentences
        if annotator in assignments[queued.sentence].annotators
        and (options.round, annotator, queued.sentence) not in handout
    ]


def _row(queued: QueuedSentence, annotator: str, round: str, assignment: Assignment, arm: str) -> HandoutRow:
    return HandoutRow(
        queued.sentence,
        annotator,
        round,
        article=queued.article,
        target=queued.target,
        arm=arm,
        audit=assignment.audit,
        dealt=assignment.dealt,
        model=queued.model if arm else "",
        shown=queued.prelabels if arm == PRELABELED else {},
        withheld=queued.prelabels if arm == BLIND else {},
    )
