"""Label shift: how frequent the labels are in new text, where they are rarer or more frequent than they were learned.

While a model learns, all labels count alike (`training/learning/logistic.py`), so its probabilities are those of text
in which all labels are equally frequent. Where the shares of the labels in other text are known, Bayes' rule gives the
probabilities there. Where they are not known, expectation-maximization estimates them from the model's probabilities of
the text itself: Saerens, Latinne and Decaestecker (2002), Adjusting the outputs of a classifier to new a priori
probabilities, Neural Computation 14, 21-41.

Shares are those of the labels, in the order of the columns of probabilities; their sum is 1.
"""

from typing import Final

import numpy as np

from exports.statistics.arrays import Floats
from training.learning.probabilities import Probabilities

FEWEST_SENTENCES: Final = 20  # fewer say nothing about shares
_PSEUDO_COUNT: Final = 1.0  # sentences of each label that count as seen, so that no share becomes 0
_STEPS: Final = 1000
_SMALLEST_STEP: Final = 1e-7
# Shares are believed only half of the way: what expectation-maximization estimates is often too far from equal shares.
# Of .5, .6, .7, .85 and 1 this gave the best macro-F1 for whole articles (BASIL) where 20 or all 109 were scored at
# once, and was .01 below the best where one or five were.
_TRUST: Final = 0.5
_SMALLEST_PART: Final = 0.05  # of its share where the model learned: a label that seems rarer than that has been lost
_EXPECTED_SENTENCES: Final = 3  # of a label at that share; where fewer are expected, none is no surprise
_LARGEST_SHARE: Final = 0.98


def estimate_shares(probabilities: Probabilities) -> Floats:
    """Estimate the shares of the labels in some text from its probabilities, by expectation-maximization.

    Takes probabilities of shape (sentences, labels), and gives shares of shape (labels,).
    A label without any probability, which the model never learned, keeps the share 0.

    >>> probabilities = np.array([[0.8, 0.2]] * 90 + [[0.3, 0.7]] * 10)
    >>> estimate_shares(probabilities).round(2).tolist()
    [0.98, 0.02]
    """
    is_learned = probabilities.max(axis=0) > 0
    shares: Floats = is_learned / is_learned.sum()
    for _ in range(_STEPS):
        counts = adjust_to_shares(probabilities, shares).sum(axis=0) + _PSEUDO_COUNT * is_learned
        new = counts / counts.sum()
        step, shares = np.abs(new - shares).max(), new
        if step < _SMALLEST_STEP:
            break
    return shares


def cautious_shares(shares: Floats) -> Floats:
    """Move estimated shares, shape (labels,), part of the way back to equal ones.

    >>> cautious_shares(np.array([0.1, 0.9])).round(3).tolist()
    [0.25, 0.75]
    """
    powers = shares**_TRUST
    cautious: Floats = powers / powers.sum()
    return cautious


def adjust_to_shares(probabilities: Probabilities, shares: Floats) -> Probabilities:
    """Give the probabilities, shape (sentences, labels), in text with these shares of the labels, shape (labels,).

    A sentence whose every possible label has the share 0 keeps its probabilities.

    >>> adjust_to_shares(np.array([[0.5, 0.5], [0.9, 0.1]]), np.array([0.1, 0.9])).round(2).tolist()
    [[0.1, 0.9], [0.5, 0.5]]
    """
    weighted = probabilities * shares
    total = weighted.sum(axis=1, keepdims=True)
    adjusted: Probabilities = np.divide(weighted, total, out=probabilities.copy(), where=total > 0)
    return adjusted


def are_runaway(shares: Floats, learned_shares: Floats, sentences: int) -> bool:
    """Whether estimated shares have run away to few labels, as they do where probabilities are too unsure to tell.

    Args:
        shares: the estimate.
        learned_shares: the labels' shares of the sentences that the model learned from, shape (labels,).
        sentences: how many sentences the estimate is from: a label may well be missing in few.

    >>> learned_shares = np.array([0.4, 0.6])
    >>> [are_runaway(np.array([rare, 1 - rare]), learned_shares, 1000) for rare in (0.01, 0.1)]
    [True, False]
    """
    fewest = learned_shares * _SMALLEST_PART  # the smallest share that is believed, of each label
    is_lost = (shares < fewest) & (fewest * sentences >= _EXPECTED_SENTENCES)
    return bool(is_lost.any() or shares.max() > _LARGEST_SHARE)
