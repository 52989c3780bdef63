"""From a linear model's scores to probabilities, looked up by label, never by position.

Nothing here needs scikit-learn, because scoring works without it.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from exports.statistics.arrays import Floats

Probabilities = Floats

LEAST_PROBABILITY: Final = 1e-12  # stands in for 0, which has no logarithm


def softmax(scores: Floats) -> Probabilities:
    """Turn scores into probabilities, both of shape (sentences, labels).

    With two labels a linear model has one score per sentence, that of the second label against the first: scores of
    shape (sentences, 1) give probabilities of shape (sentences, 2).

    >>> softmax(np.array([[0.0], [np.log(3)]])).round(2).tolist()
    [[0.5, 0.5], [0.25, 0.75]]
    """
    if scores.shape[1] == 1:
        scores = np.hstack([np.zeros_like(scores), scores])
    powers: Probabilities = np.exp(scores - scores.max(axis=1, keepdims=True))
    total: Probabilities = powers.sum(axis=1, keepdims=True)
    return powers / total


def align_labels(probabilities: Probabilities, classes: Sequence[str], labels: Sequence[str]) -> Probabilities:
    """Put the columns, one per class of a model, in the order of the labels; a label that is no class gets 0.

    Takes an array of shape (sentences, classes) and gives one of shape (sentences, labels).

    >>> align_labels(np.array([[0.2, 0.8]]), ["no", "yes"], ["yes", "unheard", "no"]).tolist()
    [[0.8, 0.0, 0.2]]
    """
    class_columns = {label: column for column, label in enumerate(classes)}
    aligned = np.zeros((len(probabilities), len(labels)))
    for column, label in enumerate(labels):
        if label in class_columns:
            aligned[:, column] = probabilities[:, class_columns[label]]
    return aligned
