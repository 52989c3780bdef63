"""From a linear model's scores to probabilities, looked up by label, never by position; nothing here needs scikit-learn."""

from collections.abc import Sequence

import numpy as np

from exports.statistics.arrays import Floats

Probabilities = Floats


def softmax(scores: Floats) -> Probabilities:
    """Give the probability of each label by its score; a single score is that of the second label against the first.

    >>> softmax(np.array([[0.0], [np.log(3)]])).round(2).tolist()
    [[0.5, 0.5], [0.25, 0.75]]
    """
    if scores.shape[1] == 1:
        scores = np.hstack([np.zeros_like(scores), scores])
    raised: Probabilities = np.exp(scores - scores.max(axis=1, keepdims=True))
    total: Probabilities = raised.sum(axis=1, keepdims=True)
    return raised / total


def align_labels(found: Probabilities, known: Sequence[str], labels: Sequence[str]) -> Probabilities:
    """Put columns of probabilities in the labels' order.

    >>> align_labels(np.array([[0.2, 0.8]]), ["no", "yes"], ["yes", "unheard", "no"]).tolist()
    [[0.8, 0.0, 0.2]]
    """
    column = {label: place for place, label in enumerate(known)}
    table = np.zeros((len(found), len(labels)))
    for place, label in enumerate(labels):
        if label in column:
            table[:, place] = found[:, column[label]]
    return table
