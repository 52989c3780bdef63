"""Can a model's confidence be believed? Its best labels' probabilities beside the share of them that is right.

In all functions `probabilities` has shape (sentences, labels).
"""

from typing import Final

import numpy as np

from exports.statistics.arrays import Flags, Floats, Ints
from training.learning.probabilities import Probabilities
from training.metrics.intervals import (
    FEWEST_CLUSTERS,
    resample_counts,
    sum_by_cluster,
    too_few_clusters,
    without_interval,
)
from training.metrics.judged_sentences import JudgedSentences
from training.metrics.metrics_json import CoveragePoint, Interval, ReliabilityBin

BINS: Final = 15
COVERAGE_STEPS: Final = 50  # points of the coverage curve


def calibration_error(judged: JudgedSentences, probabilities: Probabilities) -> Interval:
    """Give the mean distance between the best labels' probability and the share of them that is right.

    Distances are taken in up to 15 bins of equal size; `probabilities` has shape (sentences, labels). The bins stay as
    they are in all sentences while articles are resampled. A resample's distances are larger than the sentences' own by
    chance alone, so the interval is reflected at the value.
    """
    best, correct = _best_and_correct(judged, probabilities)
    bins = equal_bins(best)
    gaps = np.zeros((len(best), bins.max() + 1))
    gaps[np.arange(len(best)), bins] = best - correct
    value = float(np.abs(gaps.sum(axis=0)).sum() / len(best))
    clusters, cluster_of = judged.clusters()
    if clusters < FEWEST_CLUSTERS:
        return without_interval(value, too_few_clusters(clusters, judged.resampled))
    sums = sum_by_cluster(np.hstack([gaps, np.ones((len(best), 1))]), cluster_of, clusters)
    resampled = [
        np.abs(total[:, :-1]).sum(axis=1) / total[:, -1]
        for total in (counts @ sums for counts in resample_counts(clusters, judged.resamples, judged.seed))
    ]
    low, high = np.quantile(np.concatenate(resampled), [0.025, 0.975])
    return {"value": value, "low": min(value, max(0.0, 2 * value - high)), "high": max(value, 2 * value - low)}


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
