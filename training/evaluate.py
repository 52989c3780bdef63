"""Out-of-fold chances by article, and from which chance on a model should answer."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.counts import Counts
from training.dataset import Examples
from training.groups import joined
from training.model import Chances
from training.out_of_fold import learned
from training.splits import Split, by_article


def out_of_fold(examples: Examples, seed: int) -> tuple[Chances, int]:
    """Give each sentence the chances from a model that saw nothing of its article, and the number of folds.

    Where the articles can't be dealt into folds, there are none, and no chances.
    """
    table = np.zeros((len(examples.answers), len(examples.labels)))
    groups = joined([passage.text for passage in examples.passages], examples.groups).groups
    split = by_article(examples.answers, groups, seed)
    if not isinstance(split, Split):
        return table, 0
    counts = Counts(examples.passages, about_target=examples.about_target)
    for (_, test), part in zip(split.folds, learned(counts, examples, split.folds, seed), strict=True):
        table[test] = part
    return table, len(split.folds)


def best_labels(found: Chances, labels: Sequence[str]) -> list[str]:
    """Name the best label of each row; the first in codebook order where two are as good.

    >>> best_labels(np.array([[0.2, 0.8], [0.5, 0.5]]), ["no", "yes"])
    ['yes', 'no']
    """
    return [labels[place] for place in found.argmax(axis=1)]


def threshold(best: NDArray[np.float64], right: NDArray[np.bool_], precision: float) -> float | None:
    """Find the smallest chance from which on at least that share of the answers was right; None where there is none.

    Where all answers together are right often enough there is nothing to abstain from, and it is 0.

    >>> threshold(np.array([0.9, 0.8, 0.6, 0.5]), np.array([True, True, False, False]), 0.6)
    0.6
    >>> threshold(np.array([0.9, 0.8]), np.array([False, False]), 0.75) is None
    True
    """
    order = np.argsort(-best, kind="stable")
    sure = best[order]
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    last_of_its_chance = np.append(sure[1:] < sure[:-1], True)
    enough = sure[last_of_its_chance & (share >= precision)]
    if not len(enough):
        return None
    return 0.0 if enough[-1] == sure[-1] else float(enough[-1])


def accepted(best: NDArray[np.float64], right: NDArray[np.bool_], least: float | None) -> dict[str, Any] | None:
    """Say how many sentences a threshold answers, and how many of those rightly."""
    if least is None:
        return None
    kept = best >= least
    return {"sentences": int(kept.sum()), "share": float(kept.mean()), "precision": float(right[kept].mean())}
