"""Which annotator gets which sentence: everybody gets all of them, or a shared part and a part of their own.

The functions take and return ids only; they read no file and call no server.
"""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from annotation.assignment.randomization import (
    FLOAT_TOLERANCE,
    check_share,
    keyed_fraction,
    random_sample,
    systematic_sample,
)
from annotation.errors import DataError

# The purposes of the keyed hashes: what is drawn for one purpose is independent of what is drawn for another.
_AUDIT_PURPOSE: Final = "audit "
_SHARED_PURPOSE: Final = "shared "
_ORDER_PURPOSE: Final = "order "


class QueueOrder(StrEnum):
    """The order in which sentences are allocated and asked about."""

    READING = "reading"
    SHUFFLED = "shuffled"


@dataclass(frozen=True)
class Allocation:
    """How new sentences are shared among annotators; without `overlap` and `per_sentence` everybody gets all of them.

    `overlap` is the share of sentences that everybody gets, audit sentences among them; each remaining sentence goes
    to one annotator. `per_sentence` is the number of annotators for each sentence. Audit sentences always go to
    everybody, because figures rest on them and agreement cannot be measured with a single answer.
    """

    overlap: float | None = None
    per_sentence: int | None = None
    audit: float = 0.0
    order: QueueOrder = QueueOrder.READING

    @property
    def is_dealt(self) -> bool:
        """Whether sentences are dealt out, so that not everybody gets all of them."""
        return self.overlap is not None or self.per_sentence is not None

    def check(self, annotators: Sequence[str]) -> None:
        """Raise DataError if the options contradict each other or need more annotators than there are."""
        if self.overlap is not None and self.per_sentence is not None:
            raise DataError("--overlap and --per-sentence both say who gets what; give one of them")
        for option, share in (("--overlap", self.overlap or 0.0), ("--audit", self.audit)):
            check_share(option, share)
        if self.overlap is not None and self.audit > self.overlap + FLOAT_TOLERANCE:
            raise DataError(
                f"--audit {self.audit:g} does not fit into --overlap {self.overlap:g}: audit sentences go to everybody "
                "and count there; give a larger --overlap or a smaller --audit"
            )
        if self.per_sentence is not None and not 1 <= self.per_sentence <= len(annotators):
            raise DataError(
                f"--per-sentence {self.per_sentence} is not possible with {len(annotators)} "
                f"({', '.join(annotators)}); it is between 1 and the number of annotators"
            )

    def check_blind(self, blind: float) -> None:
        """Raise DataError if the blind share and the audit share together are more than all sentences."""
        check_share("--blind", blind)
        if blind + self.audit > 1 + FLOAT_TOLERANCE:
            raise DataError(
                f"--blind {blind:g} and --audit {self.audit:g} add up to more than everything: both are shares of the "
                "new sentences, and no sentence is in both; give smaller ones"
            )


EVERYBODY: Final = Allocation()


def draw_audit(sentences: Sequence[str], share: float, key: bytes, earlier_audit: Iterable[str] = ()) -> set[str]:
    """Draw the audit sentences among new sentences; audit sentences of earlier rounds remain so and count."""
    repeated = set(earlier_audit) & set(sentences)
    candidates = [sentence for sentence in sentences if sentence not in repeated]
    if not candidates:
        return repeated
    share_of_candidates = _share_of_rest(share, len(sentences), len(repeated))
    return repeated | random_sample(candidates, share_of_candidates, key, _AUDIT_PURPOSE)


def allocate(
    articles: Mapping[str, str],
    allocation: Allocation,
    *,
    annotators: Sequence[str],
    audit: set[str],
    load: Mapping[str, int],
    key: bytes,
) -> dict[str, frozenset[str]]:
    """The annotators of each new sentence.

    Audit and shared sentences go to everybody. The other sentences go, article by article (one by one where they are
    shuffled), to the annotator with the lowest load. An article that is longer than an annotator's share of them all is
    dealt in parts of equal length, each of sentences in a row: otherwise one would have nearly all. Ties are decided by
    keyed hash, so that the order in which annotators are named has no influence.

    Args:
        articles: the new sentences, in order, each with its article (empty if it has none).
        allocation: how the sentences are shared.
        annotators: the pseudonyms of all annotators.
        audit: the sentences drawn for the audit.
        load: how many sentences of this round an annotator already has.
        key: the study's key.

    >>> articles = {"s1": "a", "s2": "a", "s3": "b", "s4": "b"}
    >>> assignees = allocate(
    ...     articles, Allocation(overlap=0), annotators=["ann", "bob"], audit=set(), load={}, key=b"k"
    ... )
    >>> assignees["s1"] == assignees["s2"] != assignees["s3"] == assignees["s4"]
    True
    """
    everybody = frozenset(annotators)
    shared = audit | _shared_sentences(list(articles), allocation, audit, key)
    assignees = dict.fromkeys((sentence for sentence in articles if sentence in shared), everybody)
    loads = {annotator: load.get(annotator, 0) + len(assignees) for annotator in annotators}
    for unit in _units(articles, shared, allocation.order, key, len(annotators)):
        least_loaded = frozenset(_by_load(loads, unit[0], key)[: allocation.per_sentence or 1])
        assignees |= dict.fromkeys(unit, least_loaded)
        for annotator in least_loaded:
            loads[annotator] += len(unit)
    return {sentence: assignees[sentence] for sentence in articles}


def shuffle_queue(sentences: Iterable[str], key: bytes) -> list[str]:
    """The sentences in an order that the key alone decides."""
    return sorted(sentences, key=lambda sentence: (keyed_fraction(key, _ORDER_PURPOSE + sentence), sentence))


def _shared_sentences(sentences: Sequence[str], allocation: Allocation, audit: set[str], key: bytes) -> set[str]:
    """The sentences that everybody gets besides the audit sentences, spread evenly over the queue."""
    if not allocation.is_dealt:
        return set(sentences)
    candidates = [sentence for sentence in sentences if sentence not in audit]
    share_of_candidates = _share_of_rest(allocation.overlap or 0.0, len(sentences), len(audit))
    return systematic_sample(candidates, share_of_candidates, key, _SHARED_PURPOSE)


def _by_load(loads: Mapping[str, int], unit: str, key: bytes) -> list[str]:
    return sorted(loads, key=lambda annotator: (loads[annotator], keyed_fraction(key, f"{unit} {annotator}")))


def _share_of_rest(share: float, total: int, drawn: int) -> float:
    """The share of the sentences not drawn yet that must be drawn to reach `share` of the total."""
    rest = total - drawn
    return min(1.0, max(0.0, (share * total - drawn) / rest)) if rest else 0.0


def _units(
    articles: Mapping[str, str], shared: set[str], order: QueueOrder, key: bytes, annotators: int
) -> list[list[str]]:
    """The units that are allocated as a whole: articles, or single sentences if shuffled or without an article.

    No unit is longer than an annotator's share of all sentences.
    """
    single = [sentence for sentence in articles if sentence not in shared]
    if order is QueueOrder.SHUFFLED:
        return [[sentence] for sentence in shuffle_queue(single, key)]
    units: dict[tuple[str, str], list[str]] = {}
    for sentence in single:
        article = articles[sentence]
        units.setdefault(("article", article) if article else ("sentence", sentence), []).append(sentence)
    longest = math.ceil(len(single) / annotators)
    return [part for unit in units.values() for part in _equal_parts(unit, math.ceil(len(unit) / longest))]


def _equal_parts(unit: Sequence[str], number: int) -> list[list[str]]:
    """The sentences of a unit in parts of equal length, give or take one, in their order."""
    ends = [round(len(unit) * part / number) for part in range(number + 1)]
    return [list(unit[start:end]) for start, end in itertools.pairwise(ends)]
