"""Can a model's confidence be believed? Its best labels' probabilities beside the share of them that is right.

In all functions `probabilities` has shape (sentences, labels).
"""

from typing import Final

import numpy as np

from exports.statistics.arrays import Flags, Floats, Ints
from training.learning.probabilities import Probabilities
from training.metrics.judged_sentences import JudgedSentences
from training.metrics.metrics_json import CalibrationError, CoveragePoint, ReliabilityBin

BINS: Final = 15
COVERAGE_STEPS: Final = 50  # points of the coverage curve
NO_CALIBRATION_INTERVAL: Final = "no interval that we tried covers a calibration error, which chance only makes larger"


def calibration_error(judged: JudgedSentences, probabilities: Probabilities) -> CalibrationError:
    """Give the mean distance between the best labels' probability and the share of them that is right.

    Distances are taken in up to 15 bins of equal size; `probabilities` has shape (sentences, labels). Chance alone
    makes every distance larger, so the error that exact probabilities would show stands beside it. There is no
    interval: those by resampling articles, reflected at the value, covered the truth in 81 to 92 % of simulated slices.
    """
    best, correct = _best_and_correct(judged, probabilities)
    bins = equal_bins(best)
    by_chance = np.sqrt(2 / np.pi * np.bincount(bins, best * (1 - best))).sum()  # the mean distance of normal deviates
    return {
        "value": float(np.abs(np.bincount(bins, best - correct)).sum() / len(best)),
        "low": None,
        "high": None,
        "why": NO_CALIBRATION_INTERVAL,
        "by_chance": float(by_chance / len(best)),
    }


def equal_bins(best: Floats) -> Ints:
    """Number the sentences' bins: up to 15 of equal size, by the probability of the best label, shape (sentences,).

    Sentences with the same probability are in the same bin, so that their order decides nothing.

    >>> equal_bins(np.array([0.9, 0.5, 0.9, 0.7])).tolist()
    [2, 0, 2, 1]
    """
    ordered = np.sort(best)
    middle = (np.searchsorted(ordered, best, "left") + np.searchsorted(ordered, best, "right") - 1) // 2
    bins: Ints = np.unique(middle * min(BINS, len(best)) // len(best), return_inverse=True)[1].reshape(-1)
    return bins


def reliability(judged: JudgedSentences, probabilities: Probabilities) -> list[ReliabilityBin]:
    """Give for each bin the mean probability of the best labels, and the share of them that is right.

    `probabilities` has shape (sentences, labels).
    """
    best, correct = _best_and_correct(judged, probabilities)
    bins = equal_bins(best)
    return [
        {
            "probability": float(best[bins == number].mean()),
            "right": float(correct[bins == number].mean()),
            "sentences": int((bins == number).sum()),
        }
        for number in range(bins.max() + 1)
    ]


def coverage(judged: JudgedSentences, probabilities: Probabilities) -> list[CoveragePoint]:
    """Give the share of right answers among the surest ones, for growing shares of all sentences.

    Answers with the same probability are taken together, so that the order of the rows decides nothing.
    `probabilities` has shape (sentences, labels).
    """
    best, correct = _best_and_correct(judged, probabilities)
    order = np.argsort(-best, kind="stable")
    total, negated = len(best), -best[order]  # negated, so that they ascend, as searchsorted needs it
    step_ends = (max(1, round(total * step / COVERAGE_STEPS)) for step in range(1, COVERAGE_STEPS + 1))
    ends = sorted({int(np.searchsorted(negated, negated[end - 1], side="right")) for end in step_ends})
    correct_so_far = np.cumsum(correct[order])
    return [
        {
            "share": end / total,
            "precision": float(correct_so_far[end - 1] / end),
            "least": float(best[order[end - 1]]),
        }
        for end in ends
    ]


def _best_and_correct(judged: JudgedSentences, probabilities: Probabilities) -> tuple[Floats, Flags]:
    """Give the greatest probability of each sentence, and whether its label is the gold label."""
    return probabilities.max(axis=1), probabilities.argmax(axis=1) == judged.truth
