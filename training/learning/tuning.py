"""Which strength is best, and how much each part's scores count, judged by sentences the models didn't learn from."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax

from exports.statistics.arrays import Floats, Ints
from training.data.examples import Examples
from training.learning.calibration import apply_temperature, temperature
from training.learning.fit import Blend
from training.learning.logistic import STRENGTH, STRENGTHS
from training.learning.probabilities import LEAST_PROBABILITY, Probabilities

_GREATEST_FACTOR: Final = 3.0  # by which a part's scores may be multiplied


def pick_blend(
    count_tables: Sequence[Probabilities], vector_tables: Sequence[Probabilities], positions: Ints, examples: Examples
) -> Blend:
    """Pick the strength with the least log loss, each label counting alike, and then the factors of the parts.

    Args:
        count_tables: one array of shape (sentences, labels) for each strength of the model of counts.
        vector_tables: the same for an encoder's vectors: one array, or none without an encoder.
        positions: shape (sentences that decide,), their positions among the examples.
        examples: all sentences, in the order of the rows.
    """
    columns = {label: column for column, label in enumerate(examples.labels)}
    truth = np.array([columns[examples.answers[position]] for position in positions])
    learned = np.array(
        [count_tables[0][position, label] > 0 for position, label in zip(positions, truth, strict=True)], dtype=bool
    )
    positions, truth = positions[learned], truth[learned]
    if not len(positions):
        return Blend(STRENGTH, (1.0,) * (1 + len(vector_tables)))
    weights = 1 / np.bincount(truth, minlength=len(columns))[truth]
    answers = [examples.labels[label] for label in truth]
    losses = [
        _log_loss(_calibrated(table[positions], answers, examples.labels), truth, weights) for table in count_tables
    ]
    best = int(np.argmin(losses))
    parts = [count_tables[best][positions], *(table[positions] for table in vector_tables)]
    return Blend(STRENGTHS[best], blend_factors(parts, truth, weights) if vector_tables else (1.0,))


def blend_factors(parts: Sequence[Probabilities], truth: Ints, weights: Floats) -> tuple[float, ...]:
    """Find one factor from 0 to 3 for each part's scores, so that their sum has the least log loss.

    Args:
        parts: one array of shape (sentences, labels) for each part.
        truth: shape (sentences,), the column of each sentence's gold label.
        weights: shape (sentences,), how much each sentence counts.

    >>> right, wrong = np.array([[0.9, 0.1], [0.1, 0.9]]), np.array([[0.4, 0.6], [0.6, 0.4]])
    >>> [round(factor) for factor in blend_factors([wrong, right], np.array([0, 1]), np.ones(2))]
    [0, 3]
    """
    part_scores = [np.log(np.maximum(part, LEAST_PROBABILITY)) for part in parts]
    sentences = np.arange(len(truth))

    def blended_loss(factors: Floats) -> float:
        summed_scores = sum(factor * scores for factor, scores in zip(factors, part_scores, strict=True))
        logs = log_softmax(summed_scores, axis=1)
        return float(-(weights * logs[sentences, truth]).sum() / weights.sum())

    start = np.full(len(parts), 1 / len(parts))
    bounds = [(0.0, _GREATEST_FACTOR)] * len(parts)
    factors = minimize(blended_loss, start, bounds=bounds, method="L-BFGS-B").x
    if not factors.any():
        return tuple(start.tolist())
    return tuple(float(factor) for factor in factors.round(6))


def _calibrated(probabilities: Probabilities, answers: Sequence[str], labels: Sequence[str]) -> Probabilities:
    return apply_temperature(probabilities, temperature(probabilities, answers, labels))


def _log_loss(probabilities: Probabilities, truth: Ints, weights: Floats) -> float:
    """Give the weighted mean of the negative logarithm of the gold labels' probabilities."""
    logs = np.log(np.maximum(probabilities[np.arange(len(truth)), truth], LEAST_PROBABILITY))
    return float(-(weights * logs).sum() / weights.sum())
