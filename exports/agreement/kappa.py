"""Cohen's kappa of two annotators, from parts that add up over sentences."""

import numpy as np

from exports.statistics.arrays import Floats, Ints


def kappa_parts(first: Ints, second: Ints, labels: int) -> Floats:
    """Give each sentence's part of kappa, from the labels that two annotators gave it.

    Args:
        first: The number of the label that the first annotator gave, shape (sentences,).
        second: The number of the label that the second annotator gave, shape (sentences,).
        labels: How many labels there are.

    Returns:
        Shape (sentences, 2 * labels + 1): the first annotator's label (1 in its column), the second annotator's, and 1
        where the two agree.
    """
    one_hot = np.eye(labels)
    return np.hstack([one_hot[first], one_hot[second], (first == second)[:, None]])


def kappa(total: Floats) -> Floats:
    """Compute Cohen's kappa from summed `kappa_parts`, shape (..., 2 * labels + 1).

    The value is NaN where both annotators only ever gave one and the same label. Source: Cohen (1960), A Coefficient of
    Agreement for Nominal Scales, Educational and Psychological Measurement 20, 37-46.

    >>> parts = kappa_parts(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1]), 2)
    >>> float(kappa(parts.sum(axis=0)))
    0.5
    """
    labels = total.shape[-1] // 2
    sentences = total[..., :labels].sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = total[..., -1] / sentences
        expected = (total[..., :labels] * total[..., labels:-1]).sum(axis=-1) / sentences**2
        coefficient: Floats = np.where(expected < 1 - 1e-12, (observed - expected) / (1 - expected), np.nan)
    return coefficient
