"""Temperature scaling: one number that makes a model's probabilities as high as its answers are right.

Source: Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", ICML 2017.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.optimize import minimize_scalar

from training.learning.probabilities import Probabilities

_LOWEST_TEMPERATURE: Final = 0.25
_HIGHEST_TEMPERATURE: Final = 4.0


def temperature(probabilities: Probabilities, answers: Sequence[str], labels: Sequence[str]) -> float:
    """Find the temperature that minimizes the log loss: above 1 where the probabilities are too sure, else below 1.

    Args:
        probabilities: shape (sentences, labels), of sentences that the model didn't learn from.
        answers: the gold label of each sentence.
        labels: the labels, in the order of the columns.

    >>> answers = ["yes", "yes", "no", "yes"]
    >>> temperature(np.array([[0.99, 0.01]] * 4), answers, ["yes", "no"]) > 1
    True
    """
    columns = {label: column for column, label in enumerate(labels)}
    truth = np.array([columns[answer] for answer in answers])
    # A label that a fold couldn't learn has no probability there, which says nothing about how sure the model is.
    learned = probabilities[np.arange(len(truth)), truth] > 0
    if not learned.any():
        return 1.0
    rows, truth = probabilities[learned], truth[learned]

    def log_loss(log_temperature: float) -> float:
        scaled = apply_temperature(rows, float(np.exp(log_temperature)))
        return float(-np.log(scaled[np.arange(len(truth)), truth]).mean())

    bounds = (float(np.log(_LOWEST_TEMPERATURE)), float(np.log(_HIGHEST_TEMPERATURE)))
    return float(np.exp(minimize_scalar(log_loss, bounds=bounds, method="bounded").x))


def apply_temperature(probabilities: Probabilities, degrees: float) -> Probabilities:
    """Make probabilities less sure (above 1 degree) or more sure (below), keeping the order of the labels.

    Takes and gives an array of shape (sentences, labels).

    >>> apply_temperature(np.array([[0.8, 0.2]]), 2.0).round(3).tolist()
    [[0.667, 0.333]]
    """
    powers: Probabilities = np.power(probabilities, 1 / degrees)
    total: Probabilities = powers.sum(axis=1, keepdims=True)
    return powers / total
