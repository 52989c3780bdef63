"""From which probability on a model should answer."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from exports.statistics.arrays import Flags, Floats
from training.learning.probabilities import Probabilities

FEWEST_ANSWERS: Final = 30  # answers: by luck, a few of the surest are all right even where probabilities tell nothing


def best_labels(found: Probabilities, labels: Sequence[str]) -> list[str]:
    """Name the best label of each row; the first in codebook order where two are as good.

    >>> best_labels(np.array([[0.2, 0.8], [0.5, 0.5]]), ["no", "yes"])
    ['yes', 'no']
    """
    return [labels[place] for place in found.argmax(axis=1)]


def abstention_threshold(best: Floats, right: Flags, precision: float) -> float | None:
    """Find the smallest probability from which on at least that share of the answers was right; None where there is none.

    Fewer than 30 answers decide nothing, unless they are all there are. Where all answers together are right often
    enough there is nothing to abstain from, and it is 0.

    >>> right = np.array([True] * 40 + [False] * 40)
    >>> round(abstention_threshold(np.linspace(0.9, 0.5, 80), right, 0.8), 3)
    0.652
    >>> abstention_threshold(np.array([0.9, 0.8]), np.array([False, False]), 0.75) is None
    True
    """
    order = np.argsort(-best, kind="stable")
    sure = best[order]
    answers = np.arange(1, len(order) + 1)
    share = np.cumsum(right[order]) / answers
    last_of_its_probability = np.append(sure[1:] < sure[:-1], True)
    enough = sure[last_of_its_probability & (share >= precision) & (answers >= min(FEWEST_ANSWERS, len(order)))]
    if not len(enough):
        return None
    return 0.0 if enough[-1] == sure[-1] else float(enough[-1])


def accepted_answers(best: Floats, right: Flags, least: float | None) -> dict[str, Any] | None:
    """Say how many sentences a threshold answers, and how many of those rightly."""
    if least is None:
        return None
    kept = best >= least
    return {"sentences": int(kept.sum()), "share": float(kept.mean()), "precision": float(right[kept].mean())}
