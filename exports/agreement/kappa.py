"""Cohen's kappa of two annotators, from parts that add up over sentences."""

import numpy as np

from exports.statistics.arrays import Floats, Ints


def kappa_parts(first: Ints, second: Ints, labels: int) -> Floats:
    """Give each sentence's part from two annotators' labels (numbers): one's counts, the other's, and the agreeing."""
    known = np.eye(labels)
    return np.hstack([known[first], known[second], (first == second)[:, None]])


def kappa(total: Floats) -> Floats:
    """Cohen's kappa from summed parts (last axis); NaN where both only ever gave one and the same label.

    >>> parts = kappa_parts(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1]), 2)
    >>> float(kappa(parts.sum(axis=0)))
    0.5
    """
    labels = total.shape[-1] // 2
    sentences = total[..., :labels].sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        agreeing = total[..., -1] / sentences
        by_chance = (total[..., :labels] * total[..., labels:-1]).sum(axis=-1) / sentences**2
        found: Floats = np.where(by_chance < 1 - 1e-12, (agreeing - by_chance) / (1 - by_chance), np.nan)
    return found
