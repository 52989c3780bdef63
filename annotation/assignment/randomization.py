"""Which sentences are blind: a stated share, by keyed hash, spread evenly over the queue. Pure: ids in, arms out."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Final

from annotation.errors import DataError
from annotation.tables.schema import BLIND, PRELABELED

_CLOSE: Final = 1e-9  # three tenths of ten are three, whatever floats say


def assign_arms(queue: Sequence[str], *, blind: float, key: bytes, known: Mapping[str, str]) -> dict[str, str]:
    """Give each sentence of a queue its arm; one that has an arm keeps it.

    The queue is cut into stretches of 1/blind sentences, and in each the sentence whose keyed hash is lowest is
    blind: a reader meets them evenly, nobody without the key can tell which, and in the long run the share is exact.

    >>> found = assign_arms([f"s{i}" for i in range(100)], blind=0.25, key=b"k", known={})
    >>> sum(arm == "blind" for arm in found.values())
    25
    """
    check_share("--blind", blind)
    new = [sentence for sentence in queue if sentence not in known]
    chosen = systematic_sample(new, blind, key)
    return {sentence: known.get(sentence, BLIND if sentence in chosen else PRELABELED) for sentence in queue}


def systematic_sample(queue: Sequence[str], share: float, key: bytes, purpose: str = "") -> set[str]:
    """Choose one sentence per stretch of 1/share; of a stretch that is cut short, one with the probability it is due.

    What is chosen for one purpose says nothing about what is chosen for another.
    """
    chosen: set[str] = set()
    stretches: dict[int, list[str]] = {}
    for index, sentence in enumerate(queue):
        stretches.setdefault(int(index * share + _CLOSE), []).append(sentence)
    for number, stretch in enumerate(stretches.values()):
        first = min(stretch, key=lambda sentence: keyed_fraction(key, purpose + sentence))
        whole = number + 1 < len(stretches) or len(queue) * share >= number + 1 - _CLOSE
        if whole or keyed_fraction(key, f"{purpose}due {stretch[0]}") < len(queue) * share - number:
            chosen.add(first)
    return chosen


def random_sample(sentences: Sequence[str], share: float, key: bytes, purpose: str) -> set[str]:
    """Choose a share at random: all sets of that size are equally likely, wherever their sentences stand.

    >>> len(random_sample([f"s{i}" for i in range(100)], 0.1, b"k", "audit "))
    10
    """
    number = int(len(sentences) * share + _CLOSE)
    due = len(sentences) * share - number
    if due > _CLOSE and keyed_fraction(key, f"{purpose}due {min(sentences)}") < due:
        number += 1
    return set(sorted(sentences, key=lambda sentence: keyed_fraction(key, purpose + sentence))[:number])


def check_share(option: str, share: float) -> None:
    """Refuse what is no share."""
    if not 0 <= share <= 1:
        raise DataError(f"{option} {share:g} is no share; it is between 0 (no sentence) and 1 (every sentence)")


def keyed_fraction(key: bytes, text: str) -> float:
    """A number in [0, 1) that only who has the key can tell."""
    return int.from_bytes(hmac.digest(key, text.encode(), hashlib.sha256)[:8]) / 2**64
