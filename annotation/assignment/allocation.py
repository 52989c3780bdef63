"""Who gets which sentence: everybody all of them, or each a share beside what all have in common. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from annotation.assignment.randomization import check_share, keyed_fraction, random_sample, systematic_sample
from annotation.errors import DataError

_AUDIT: Final = "audit "
_SHARED: Final = "shared "
_ORDER: Final = "order "
_CLOSE: Final = 1e-9


class QueueOrder(StrEnum):
    """In which order sentences are dealt out and asked about."""

    READING = "reading"
    SHUFFLED = "shuffled"


@dataclass(frozen=True)
class Allocation:
    """How new sentences are dealt out; without `overlap` and `per_sentence` everybody gets everything.

    `overlap` is the share that goes to everybody, audit sentences among them; each of the others goes to one
    annotator. `per_sentence` is how many get each sentence. Audit sentences always go to everybody: figures rest on
    them, and one answer alone is no measure of anything.
    """

    overlap: float | None = None
    per_sentence: int | None = None
    audit: float = 0.0
    order: QueueOrder = QueueOrder.READING

    @property
    def is_dealt(self) -> bool:
        """Whether not everybody gets everything."""
        return self.overlap is not None or self.per_sentence is not None

    def check(self, annotators: Sequence[str]) -> None:
        """Refuse what can't be done with these annotators."""
        if self.overlap is not None and self.per_sentence is not None:
            raise DataError("--overlap and --per-sentence both say who gets what; give one of them")
        for option, share in (("--overlap", self.overlap or 0.0), ("--audit", self.audit)):
            check_share(option, share)
        if self.overlap is not None and self.audit > self.overlap + _CLOSE:
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
        """Refuse a blind share that isn't left over beside the audit sentences."""
        check_share("--blind", blind)
        if blind + self.audit > 1 + _CLOSE:
            raise DataError(
                f"--blind {blind:g} and --audit {self.audit:g} add up to more than everything: both are shares of the "
                "new sentences, and no sentence is in both; give smaller ones"
            )


EVERYBODY: Final = Allocation()


def draw_audit(new: Sequence[str], share: float, key: bytes, already: Iterable[str] = ()) -> set[str]:
    """Draw the audit sentences among the new ones; those of an earlier round stay what they are, and count."""
    kept = set(already) & set(new)
    rest = [sentence for sentence in new if sentence not in kept]
    return kept | (random_sample(rest, _remaining(share, len(new), len(kept)), key, _AUDIT) if rest else set())


def allocate(
    new: Mapping[str, str],
    shares: Allocation,
    *,
    annotators: Sequence[str],
    audit: set[str],
    load: Mapping[str, int],
    key: bytes,
) -> dict[str, frozenset[str]]:
    """Say who gets each new sentence (given with its article, in order): audit and shared ones go to everybody.

    The others go, article by article (shuffled: one by one), to the least loaded, counting all that an annotator has
    in this round; ties are decided by keyed hash, so the order in which annotators are named decides nothing.

    >>> new = {"s1": "a", "s2": "a", "s3": "b", "s4": "b"}
    >>> found = allocate(new, Allocation(overlap=0), annotators=["ann", "bob"], audit=set(), load={}, key=b"k")
    >>> found["s1"] == found["s2"] != found["s3"] == found["s4"]
    True
    """
    everybody = frozenset(annotators)
    shared = audit | _shared(list(new), shares, audit, key)
    found = dict.fromkeys((sentence for sentence in new if sentence in shared), everybody)
    loads = {annotator: load.get(annotator, 0) + len(found) for annotator in annotators}
    for unit in _units(new, shared, shares.order, key):
        chosen = frozenset(_least(loads, unit[0], key)[: shares.per_sentence or 1])
        found |= dict.fromkeys(unit, chosen)
        for annotator in chosen:
            loads[annotator] += len(unit)
    return {sentence: found[sentence] for sentence in new}


def shuffle_queue(sentences: Iterable[str], key: bytes) -> list[str]:
    """Put sentences into an order that only the key decides."""
    return sorted(sentences, key=lambda sentence: (keyed_fraction(key, _ORDER + sentence), sentence))


def _shared(new: Sequence[str], shares: Allocation, audit: set[str], key: bytes) -> set[str]:
    """Choose what goes to everybody beside the audit sentences, spread over the others."""
    if not shares.is_dealt:
        return set(new)
    rest = [sentence for sentence in new if sentence not in audit]
    return systematic_sample(rest, _remaining(shares.overlap or 0.0, len(new), len(audit)), key, _SHARED)


def _least(loads: Mapping[str, int], unit: str, key: bytes) -> list[str]:
    return sorted(loads, key=lambda who: (loads[who], keyed_fraction(key, f"{unit} {who}")))


def _remaining(share: float, total: int, taken: int) -> float:
    """Of what is left, the share that is still to be chosen when some of it has been."""
    left = total - taken
    return min(1.0, max(0.0, (share * total - taken) / left)) if left else 0.0


def _units(new: Mapping[str, str], shared: set[str], order: QueueOrder, key: bytes) -> list[list[str]]:
    """What is dealt out in one piece: an article, or a sentence where they are shuffled or have no article."""
    rest = [sentence for sentence in new if sentence not in shared]
    if order is QueueOrder.SHUFFLED:
        return [[sentence] for sentence in shuffle_queue(rest, key)]
    units: dict[tuple[str, str], list[str]] = {}
    for sentence in rest:
        units.setdefault(("article", new[sentence]) if new[sentence] else ("sentence", sentence), []).append(sentence)
    return list(units.values())
