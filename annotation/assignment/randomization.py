"""Random choices that can be repeated: a stated share of sentences, chosen by keyed hash.

The functions take and return ids only. The key is the study's secret: the same key always gives the same
choice, and nobody without the key can predict the choice.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from annotation.errors import DataError
from annotation.tables.schema import BLIND, PRELABELED

FLOAT_TOLERANCE: Final = 1e-9  # three tenths of ten are exactly three, although 0.3 * 10 is slightly less


def assign_arms(queue: Sequence[str], *, blind: float, key: bytes, assigned_arms: Mapping[str, str]) -> dict[str, str]:
    """Assign each sentence of a queue to an arm; a sentence that already has an arm keeps it.

    The queue is cut into stretches of 1/blind sentences, and in each stretch the sentence with the lowest keyed hash
    is blind. An annotator therefore meets blind sentences evenly, nobody without the key can tell which sentences are
    blind, and in the long run the share is exact.

    >>> arms = assign_arms([f"s{i}" for i in range(100)], blind=0.25, key=b"k", assigned_arms={})
    >>> sum(arm == "blind" for arm in arms.values())
    25

    Raises:
        DataError: if `blind` is not between 0 and 1.
    """
    check_share("--blind", blind)
    new_sentences = [sentence for sentence in queue if sentence not in assigned_arms]
    blind_sentences = systematic_sample(new_sentences, blind, key)
    return {
        sentence: assigned_arms.get(sentence, BLIND if sentence in blind_sentences else PRELABELED)
        for sentence in queue
    }


def assign_personal_arms(
    queues: Mapping[str, Sequence[str]],
    *,
    blind: float,
    key: bytes,
    annotators: Mapping[str, Collection[str]],
    blind_counts: Mapping[str, int],
) -> dict[tuple[str, str], str]:
    """Assign each sentence of each annotator's queue to an arm, for that annotator alone.

    Each queue is cut into stretches of 1/blind sentences as in `assign_arms`. In each stretch the sentence with the
    lowest keyed hash of annotator and sentence is drawn, and exchanged for one of the stretch that is blind for the
    fewest others, of those that the same annotators have. So blind sentences lie evenly in every queue; what an
    annotator shares with others is blind as often as what is hers alone; and as far as queues are alike, a sentence is
    blind for its share of its annotators, rounded up or down, which leaves the most answers to compare within
    sentences.

    Args:
        queues: the sentences of each annotator that have no arm yet, in the order in which they are asked about.
        blind: the share that is blind.
        key: the study's key.
        annotators: all annotators of each sentence, also those who have it already.
        blind_counts: for how many annotators a sentence is blind already; 0 where a sentence is missing.

    Returns:
        The arm by sentence and annotator.

    Raises:
        DataError: if `blind` is not between 0 and 1.

    >>> queues = {"ann": ["s1", "s2"], "bob": ["s1", "s2"]}
    >>> both = dict.fromkeys(queues["ann"], ("ann", "bob"))
    >>> arms = assign_personal_arms(queues, blind=0.5, key=b"k", annotators=both, blind_counts={})
    >>> arms["s1", "ann"] == arms["s2", "bob"] != arms["s2", "ann"] == arms["s1", "bob"]
    True
    """
    check_share("--blind", blind)
    groups = {sentence: frozenset(names) for sentence, names in annotators.items()}
    counts = Counter(blind_counts)
    arms: dict[tuple[str, str], str] = {}
    for annotator in sorted(queues):
        purpose = f"arm of {annotator}: "

        def least_blind(drawn: str, stretch: Sequence[str], purpose: str = purpose) -> str:
            alike = [sentence for sentence in stretch if groups[sentence] == groups[drawn]]
            return min(alike, key=lambda sentence: (counts[sentence], keyed_fraction(key, purpose + sentence)))

        blind_sentences = systematic_sample(queues[annotator], blind, key, purpose, exchange=least_blind)
        counts.update(blind_sentences)
        for sentence in queues[annotator]:
            arms[sentence, annotator] = BLIND if sentence in blind_sentences else PRELABELED
    return arms


def systematic_sample(
    queue: Sequence[str],
    share: float,
    key: bytes,
    purpose: str = "",
    exchange: Callable[[str, Sequence[str]], str] = lambda drawn, stretch: drawn,
) -> set[str]:
    """Draw one sentence from each stretch of 1/share sentences.

    The last stretch may be shorter than the others; a sentence is drawn from it with a probability equal to its
    length divided by a full stretch's. Samples drawn for different purposes are independent of each other. `exchange`
    takes what was drawn and its stretch, and gives the sentence of that stretch which is put into the sample.
    """
    sample: set[str] = set()
    stretches: dict[int, list[str]] = {}
    for position, sentence in enumerate(queue):
        stretches.setdefault(int(position * share + FLOAT_TOLERANCE), []).append(sentence)
    for index, stretch in enumerate(stretches.values()):
        lowest = min(stretch, key=lambda sentence: keyed_fraction(key, purpose + sentence))
        is_full = index + 1 < len(stretches) or len(queue) * share >= index + 1 - FLOAT_TOLERANCE
        if is_full or keyed_fraction(key, f"{purpose}due {stretch[0]}") < len(queue) * share - index:
            sample.add(exchange(lowest, stretch))
    return sample


def random_sample(sentences: Sequence[str], share: float, key: bytes, purpose: str) -> set[str]:
    """Draw a share of the sentences at random: all sets of that size are equally likely, whatever their order.

    Where the share is not a whole number of sentences, one more is drawn with a probability equal to the remainder.

    >>> len(random_sample([f"s{i}" for i in range(100)], 0.1, b"k", "audit "))
    10
    """
    size = int(len(sentences) * share + FLOAT_TOLERANCE)
    remainder = len(sentences) * share - size
    if remainder > FLOAT_TOLERANCE and keyed_fraction(key, f"{purpose}due {min(sentences)}") < remainder:
        size += 1
    return set(sorted(sentences, key=lambda sentence: keyed_fraction(key, purpose + sentence))[:size])


def check_share(option: str, share: float) -> None:
    """Raise DataError if the value of an option is not a share between 0 and 1."""
    if not 0 <= share <= 1:
        raise DataError(f"{option} {share:g} is no share; it is between 0 (no sentence) and 1 (every sentence)")


def keyed_fraction(key: bytes, text: str) -> float:
    """A number in [0, 1) made from a text by HMAC-SHA256, which cannot be predicted without the key."""
    return int.from_bytes(hmac.digest(key, text.encode(), hashlib.sha256)[:8]) / 2**64
