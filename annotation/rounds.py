"""Which sentences are blind: a stated share, by keyed hash, spread evenly over the queue. Pure: ids in, arms out."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Final

from annotation.errors import DataError

BLIND: Final = "blind"
PRELABELED: Final = "prelabeled"


def arms(queue: Sequence[str], *, blind: float, key: bytes, known: Mapping[str, str]) -> dict[str, str]:
    """Give each sentence of a queue its arm; one that has an arm keeps it.

    The queue is cut into stretches of 1/blind sentences, and in each the sentence whose keyed hash is lowest is
    blind: a reader meets them evenly, nobody without the key can tell which, and in the long run the share is exact.

    >>> found = arms([f"s{i}" for i in range(100)], blind=0.25, key=b"k", known={})
    >>> sum(arm == "blind" for arm in found.values())
    25
    """
    if not 0 <= blind <= 1:
        raise DataError(f"--blind {blind:g} is no share; it is between 0 (nobody is blind) and 1 (everybody is)")
    new = [sentence for sentence in queue if sentence not in known]
    chosen = _spread(new, blind, key)
    return {sentence: known.get(sentence, BLIND if sentence in chosen else PRELABELED) for sentence in queue}


def _spread(queue: Sequence[str], share: float, key: bytes) -> set[str]:
    """Choose one sentence per stretch; of a stretch that the queue cuts short, one with the chance it is due."""
    chosen: set[str] = set()
    stretches: dict[int, list[str]] = {}
    for index, sentence in enumerate(queue):
        stretches.setdefault(int(index * share + 1e-9), []).append(sentence)
    for number, stretch in enumerate(stretches.values()):
        lowest = min(stretch, key=lambda sentence: _keyed(key, sentence))
        whole = number + 1 < len(stretches) or len(queue) * share >= number + 1 - 1e-9
        if whole or _keyed(key, "due " + stretch[0]) < len(queue) * share - number:
            chosen.add(lowest)
    return chosen


def _keyed(key: bytes, text: str) -> float:
    """A number in [0, 1) that only who has the key can tell."""
    return int.from_bytes(hmac.digest(key, text.encode(), hashlib.sha256)[:8]) / 2**64
