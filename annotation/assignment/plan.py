"""The plan of a hand-out: the handout's new rows, made before anything is sent to a server.

The functions read no file and call no server.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from annotation.assignment.allocation import EVERYBODY, Allocation, allocate, draw_audit
from annotation.assignment.queue import Queue, QueuedSentence
from annotation.assignment.randomization import assign_arms
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
    """

    annotators: Sequence[str]
    round: str
    blind: float = 0.0
    allocation: Allocation = EVERYBODY
    assignees: Assignees | None = None
    adjudication: bool = False
    allow_missing: bool = False


@dataclass(frozen=True)
class Assignment:
    """How a sentence is handed out in a round: to whom, in which arm, and whether it belongs to the audit."""

    annotators: frozenset[str]
    arm: str
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
    rows = _rows(queue.sentences, options, assignments)
    return {**handout, **{row.key: row for row in rows if row.key not in handout}}


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
    return Assignment(frozenset(new_annotators), row.arm, row.audit, row.dealt)


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
    arms = dict.fromkeys(audit, BLIND)
    if queue.scored:
        arms |= _arms(assignees, audit, options.blind, key)
    return {
        sentence: Assignment(
            assignees[sentence], arms.get(sentence, ""), sentence in audit, options.allocation.is_dealt
        )
        for sentence in articles
    }


def _arms(assignees: Assignees, audit: set[str], blind: float, key: bytes) -> dict[str, str]:
    """The arms of all sentences that are not in the audit; the blind ones are the stated share of all sentences.

    An annotator's queue consists of the sentences of each group of annotators that the annotator belongs to. Blind
    sentences are spread over each group's sentences separately: they are then spread evenly over every annotator's
    queue, and every sentence is equally likely to be blind.
    """
    sentences = [sentence for sentence in assignees if sentence not in audit]
    share = min(1.0, blind * len(assignees) / len(sentences)) if sentences else 0.0
    # The sort is stable: within each group of annotators the sentences keep their order.
    by_group = sorted(sentences, key=lambda sentence: sorted(assignees[sentence]))
    return assign_arms(by_group, blind=share, key=key, assigned_arms={})


def _rows(
    queued_sentences: Sequence[QueuedSentence], options: HandOutOptions, assignments: Mapping[str, Assignment]
) -> Iterator[HandoutRow]:
    for annotator in options.annotators:
        for queued in queued_sentences:
            assignment = assignments[queued.sentence]
            if annotator in assignment.annotators:
                yield _row(queued, annotator, options.round, assignment)


def _row(queued: QueuedSentence, annotator: str, round: str, assignment: Assignment) -> HandoutRow:
    return HandoutRow(
        queued.sentence,
        annotator,
        round,
        article=queued.article,
        target=queued.target,
        arm=assignment.arm,
        audit=assignment.audit,
        dealt=assignment.dealt,
        model=queued.model if assignment.arm else "",
        shown=queued.prelabels if assignment.arm == PRELABELED else {},
        withheld=queued.prelabels if assignment.arm == BLIND else {},
    )
