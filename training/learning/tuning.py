"""Which strength, and how much of which part: decided by sentences that the models tried didn't learn from."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax

from exports.statistics.arrays import Floats, Ints
from training.data.examples import Examples
from training.learning.calibration import apply_temperature, temperature
from training.learning.fit import Blend
from training.learning.logistic import STRENGTH, STRENGTHS
from training.learning.probabilities import Probabilities

_LEAST = 1e-12
_MOST = 3.0  # that a part's scores count


def pick_blend(
    counted: Sequence[Probabilities], vectors: Sequence[Probabilities], places: Ints, examples: Examples
) -> Blend:
    """Pick the strength with the least surprise, each label counting alike, then the parts' factors likewise."""
    place = {label: at for at, label in enumerate(examples.labels)}
    truth = np.array([place[examples.answers[at]] for at in places])
    possible = np.array([counted[0][at, label] > 0 for at, label in zip(places, truth, strict=True)], dtype=bool)
    places, truth = places[possible], truth[possible]
    if not len(places):
        return Blend(STRENGTH, (1.0,) * (1 + len(vectors)))
    weight = 1 / np.bincount(truth, minlength=len(place))[truth]
    answers = [examples.labels[at] for at in truth]
    losses = [_surprise(_honest(table[places], answers, examples.labels), truth, weight) for table in counted]
    best = int(np.argmin(losses))
    parts = [counted[best][places], *(table[places] for table in vectors)]
    return Blend(STRENGTHS[best], blend_factors(parts, truth, weight) if vectors else (1.0,))


def blend_factors(parts: Sequence[Probabilities], truth: Ints, weight: Floats) -> tuple[float, ...]:
    """Give one factor of at least 0 for each part's scores, so that their sum surprises least.

    >>> right, wrong = np.array([[0.9, 0.1], [0.1, 0.9]]), np.array([[0.4, 0.6], [0.6, 0.4]])
    >>> [round(one) for one in blend_factors([wrong, right], np.array([0, 1]), np.ones(2))]
    [0, 3]
    """
    scores = [np.log(np.maximum(part, _LEAST)) for part in parts]
    rows = np.arange(len(truth))

    def loss(given: Floats) -> float:
        logs = log_softmax(sum(factor * score for factor, score in zip(given, scores, strict=True)), axis=1)
        return float(-(weight * logs[rows, truth]).sum() / weight.sum())

    start = np.full(len(parts), 1 / len(parts))
    found = minimize(loss, start, bounds=[(0.0, _MOST)] * len(parts), method="L-BFGS-B")
    if not found.x.any():
        return tuple(start.tolist())
    return tuple(float(one) for one in found.x.round(6))


def _honest(found: Probabilities, answers: Sequence[str], labels: Sequence[str]) -> Probabilities:
    return apply_temperature(found, temperature(found, answers, labels))


def _surprise(found: Probabilities, truth: Ints, weight: Floats) -> float:
    said = np.log(np.maximum(found[np.arange(len(truth)), truth], _LEAST))
    return float(-(weight * said).sum() / weight.sum())
