"""Who will be given what: new rows for the handout, before anything goes to a server. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from annotation.assignment.allocation import EVERYBODY, Allocation, allocate, draw_audit
from annotation.assignment.queue import Queue, QueueItem
from annotation.assignment.randomization import assign_arms
from annotation.errors import DataError
from annotation.study.handout import HandoutRow
from annotation.tables.schema import BLIND, PRELABELED

Key = tuple[str, str, str]
Whose = Mapping[str, frozenset[str]]  # who gets a sentence


@dataclass(frozen=True)
class Assignment:
    """What becomes of a sentence in a round: who gets it, in which arm, and whether figures rest on it."""

    annotators: frozenset[str]
    arm: str
    audit: bool
    dealt: bool


def plan(
    queue: Queue,
    handout: Mapping[Key, HandoutRow],
    *,
    annotators: Sequence[str],
    round: str,
    blind: float,
    key: bytes,
    shares: Allocation = EVERYBODY,
    whose: Whose | None = None,
) -> dict[Key, HandoutRow]:
    """The handout with everything of the queue in it; what was handed out before stays as it was.

    A sentence that was dealt out in this round stays with those who have it. One that everybody got also goes to who
    is new, unless work is dealt out now. Where `whose` says who gets each sentence, that decides.
    """
    shares.check(annotators)
    if queue.scored:
        shares.check_blind(blind)
    before = {given.sentence: given for given in handout.values() if given.round == round}
    for asked in queue.items:
        _check_target(asked, before.get(asked.sentence))
    fates = {sentence: _kept(given, annotators, shares) for sentence, given in before.items()}
    fates |= _new_fates(queue, handout, annotators=annotators, round=round, blind=blind, key=key, shares=shares)
    if whose is not None:
        fates = {
            asked.sentence: replace(fates[asked.sentence], annotators=whose[asked.sentence], dealt=True)
            for asked in queue.items
        }
    new = _givens(queue.items, annotators, round, fates)
    return {**handout, **{given.key: given for given in new if given.key not in handout}}


def _check_target(asked: QueueItem, before: HandoutRow | None) -> None:
    """Refuse to ask about another person under the same id: nobody could tell the two answers apart."""
    if before is not None and asked.target != before.target:
        raise DataError(
            f"sentence {asked.sentence!r} was handed out about {before.target or 'nobody'!r} and is now about "
            f"{asked.target or 'nobody'!r}; give it another id (`newsstance split --target NAME` makes one per target)"
        )


def _kept(given: HandoutRow, annotators: Sequence[str], shares: Allocation) -> Assignment:
    also = () if given.dealt or shares.is_dealt else annotators
    return Assignment(frozenset(also), given.arm, given.audit, given.dealt)


def _new_fates(
    queue: Queue,
    handout: Mapping[Key, HandoutRow],
    *,
    annotators: Sequence[str],
    round: str,
    blind: float,
    key: bytes,
    shares: Allocation,
) -> dict[str, Assignment]:
    mine = [given for given in handout.values() if given.round == round]
    old = {given.sentence for given in mine}
    new = {asked.sentence: asked.article for asked in queue.items if asked.sentence not in old}
    ever = (given.sentence for given in handout.values() if given.audit)
    audit = draw_audit(list(new), shares.audit, key, ever)
    load = Counter(given.annotator for given in mine)
    whose = allocate(new, shares, annotators=annotators, audit=audit, load=load, key=key)
    by_sentence = dict.fromkeys(audit, BLIND)
    if queue.scored:
        by_sentence |= _arms(whose, audit, blind, key)
    return {
        sentence: Assignment(whose[sentence], by_sentence.get(sentence, ""), sentence in audit, shares.is_dealt)
        for sentence in new
    }


def _arms(whose: Mapping[str, frozenset[str]], audit: set[str], blind: float, key: bytes) -> dict[str, str]:
    """Give arms to all but the audit sentences; together the blind ones are the stated share of all.

    An annotator's queue is made of sentences that some set of annotators has. Blind ones are spread over each of
    these parts by itself: then they lie evenly in every queue, though the queues differ, and every sentence is as
    likely as any other to be blind.
    """
    rest = [sentence for sentence in whose if sentence not in audit]
    share = min(1.0, blind * len(whose) / len(rest)) if rest else 0.0
    parts = sorted(rest, key=lambda sentence: sorted(whose[sentence]))  # stable: each part stays in order
    return assign_arms(parts, blind=share, key=key, known={})


def _givens(
    queue: Iterable[QueueItem], annotators: Sequence[str], round: str, fates: Mapping[str, Assignment]
) -> Iterator[HandoutRow]:
    queue = list(queue)
    for annotator in annotators:
        for asked in queue:
            fate = fates[asked.sentence]
            if annotator in fate.annotators:
                yield _given(asked, annotator, round, fate)


def _given(asked: QueueItem, annotator: str, round: str, fate: Assignment) -> HandoutRow:
    return HandoutRow(
        asked.sentence,
        annotator,
        round,
        article=asked.article,
        target=asked.target,
        arm=fate.arm,
        audit=fate.audit,
        dealt=fate.dealt,
        model=asked.model if fate.arm else "",
        shown=asked.shown if fate.arm == PRELABELED else {},
        withheld=asked.shown if fate.arm == BLIND else {},
    )
