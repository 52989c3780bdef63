"""The temperature that makes a model's probabilities honest."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize_scalar

from training.learning.probabilities import Probabilities

_COOLEST, _HOTTEST = 0.25, 4.0


def temperature(found: Probabilities, answers: Sequence[str], labels: Sequence[str]) -> float:
    """How much the probabilities are too sure (above 1) or too modest, judged by sentences the model didn't learn from.

    >>> answers = ["yes", "yes", "no", "yes"]
    >>> temperature(np.array([[0.99, 0.01]] * 4), answers, ["yes", "no"]) > 1
    True
    """
    place = {label: at for at, label in enumerate(labels)}
    truth = np.array([place[answer] for answer in answers])
    possible = found[np.arange(len(truth)), truth] > 0  # a label no fold could learn says nothing about sureness
    if not possible.any():
        return 1.0
    rows, truth = found[possible], truth[possible]

    def surprise(logarithm: float) -> float:
        return float(-np.log(apply_temperature(rows, float(np.exp(logarithm)))[np.arange(len(truth)), truth]).mean())

    bounds = (float(np.log(_COOLEST)), float(np.log(_HOTTEST)))
    return float(np.exp(minimize_scalar(surprise, bounds=bounds, method="bounded").x))


def apply_temperature(found: Probabilities, degrees: float) -> Probabilities:
    """Make probabilities less sure (above 1) or more, keeping which label is best.

    >>> apply_temperature(np.array([[0.8, 0.2]]), 2.0).round(3).tolist()
    [[0.667, 0.333]]
    """
    raised: Probabilities = np.power(found, 1 / degrees)
    total: Probabilities = raised.sum(axis=1, keepdims=True)
    return raised / total
