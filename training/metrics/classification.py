"""How good probabilities are on sentences the model didn't learn from: every figure with what it rests on.

In all functions `probabilities` has shape (sentences, labels) and `predicted` has shape (sentences,): the column of the
label predicted for each sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from exports.statistics.arrays import Flags, Floats, Ints
from exports.statistics.bootstrap import RESAMPLES
from training.learning.probabilities import Probabilities
from training.metrics.intervals import (
    FEWEST_CLUSTERS,
    Ratios,
    mean_per_sentence,
    ratio_interval,
    resample_counts,
    sum_by_cluster,
    too_few_clusters,
    without_interval,
)
from training.metrics.metrics_json import (
    Confusion,
    CoveragePoint,
    Interval,
    LabelMetrics,
    Metrics,
    MissingFigure,
    OverallMetrics,
    ReliabilityBin,
    SampleSizes,
)

BINS: Final = 15
COVERAGE_STEPS: Final = 50  # points of the coverage curve
_HIGHEST_BRIER: Final = 2.0  # the Brier score of a model that is wholly sure of a wrong label


@dataclass(frozen=True)
class JudgedSentences:
    """Sentences with their gold labels (as columns of `labels`) and the articles their figures are resampled by.

    `truth`, `articles` and `groups` have shape (sentences,).
    """

    labels: tuple[str, ...]
    truth: Ints
    articles: Ints  # the number of each sentence's article; a sentence that names none is an article of its own
    groups: Ints  # the same with articles that hold copies of each other joined: these clusters are resampled
    resampled: str  # "articles" or "sentences"
    named_labels: tuple[str, ...] = ()
    resamples: int = RESAMPLES
    seed: int = 0

    def subset(self, selected: Flags) -> "JudgedSentences":
        """Give some of the sentences; `selected` has shape (sentences,)."""
        return replace(self, truth=self.truth[selected], articles=self.articles[selected], groups=self.groups[selected])

    @property
    def labels_present(self) -> list[int]:
        """The columns of the labels that occur among these sentences."""
        columns: list[int] = np.unique(self.truth).tolist()
        return columns


def all_metrics(judged: JudgedSentences, probabilities: Probabilities) -> Metrics:
    """Give all figures of one set of probabilities, shape (sentences, labels)."""
    predicted = probabilities.argmax(axis=1)
    present = judged.labels_present
    brier = mean_per_sentence(*_by_cluster(judged, _brier(judged, probabilities)), highest=_HIGHEST_BRIER)
    sizes, overall = sample_sizes(judged), macro_f1_and_accuracy(judged, predicted)
    return {
        "sentences": sizes["sentences"],
        "articles": sizes["articles"],
        "resampled": sizes["resampled"],
        "over": [judged.labels[column] for column in present],
        "absent": [label for column, label in enumerate(judged.labels) if column not in present],
        "macro_f1": overall["macro_f1"],
        "accuracy": overall["accuracy"],
        "f_named": _f_named(judged, predicted),
        "brier": _interval(judged, brier),
        "calibration_error": calibration_error(judged, probabilities),
        "labels": per_label(judged, predicted),
    }


def sample_sizes(judged: JudgedSentences) -> SampleSizes:
    """Say how many sentences and articles figures rest on."""
    return {"sentences": len(judged.truth), "articles": len(np.unique(judged.articles)), "resampled": judged.resampled}


def macro_f1_and_accuracy(judged: JudgedSentences, predicted: Ints) -> OverallMetrics:
    """Give macro-F1, over the labels that occur, and accuracy; `predicted` has shape (sentences,)."""
    correct = (predicted == judged.truth).astype(float)
    return {
        "macro_f1": _interval(judged, macro_f1(judged, predicted, judged.labels_present)),
        "accuracy": _interval(judged, mean_per_sentence(*_by_cluster(judged, correct))),
    }


def macro_f1(judged: JudgedSentences, predicted: Ints, columns: Sequence[int]) -> Ratios:
    """Give macro-F1 over the labels in these columns; `predicted` has shape (sentences,).

    It is the mean over labels of twice the right answers, divided by the sum of gold labels and predicted labels.
    """
    labels = np.array(columns)
    is_gold = (judged.truth[:, None] == labels).astype(float)
    is_predicted = (predicted[:, None] == labels).astype(float)
    clusters, cluster_of = _clusters(judged)
    sums = sum_by_cluster(np.hstack([2 * is_gold * is_predicted, is_gold + is_predicted]), cluster_of, clusters)
    numerators, denominators = np.hsplit(sums, 2)
    return Ratios(numerators, denominators, np.full(len(labels), 1 / len(labels)))


def per_label(judged: JudgedSentences, predicted: Ints) -> dict[str, LabelMetrics]:
    """Give precision, recall and F1 of each label that occurs; `predicted` has shape (sentences,)."""
    metrics: dict[str, LabelMetrics] = {}
    for column in judged.labels_present:
        correct = int(((predicted == column) & (judged.truth == column)).sum())
        support, times_predicted = int((judged.truth == column).sum()), int((predicted == column).sum())
        metrics[judged.labels[column]] = {
            "precision": correct / times_predicted if times_predicted else 0.0,
            "recall": correct / support,
            "f1": 2 * correct / (support + times_predicted),
            "support": support,
            "predicted": times_predicted,
        }
    return metrics


def confusion(judged: JudgedSentences, predicted: Ints) -> Confusion:
    """Count how often each label was predicted (columns) for each gold label (rows); one prediction per sentence."""
    size = len(judged.labels)
    counts = np.bincount(judged.truth * size + predicted, minlength=size * size).reshape(size, size)
    return {"labels": list(judged.labels), "counts": counts.tolist()}


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
    clusters, cluster_of = _clusters(judged)
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
    total, descending = len(best), -best[order]
    step_ends = (max(1, round(total * step / COVERAGE_STEPS)) for step in range(1, COVERAGE_STEPS + 1))
    ends = sorted({int(np.searchsorted(descending, descending[end - 1], side="right")) for end in step_ends})
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


def _f_named(judged: JudgedSentences, predicted: Ints) -> Interval | MissingFigure | None:
    columns = [column for column, label in enumerate(judged.labels) if label in judged.named_labels]
    if not columns:
        return None
    missing = [judged.labels[column] for column in columns if column not in judged.labels_present]
    if missing:
        return {"value": None, "low": None, "high": None, "why": f"no sentence here is {' or '.join(missing)}"}
    return _interval(judged, macro_f1(judged, predicted, columns))


def _brier(judged: JudgedSentences, probabilities: Probabilities) -> Floats:
    """Give each sentence's squared distance between its probabilities and its gold label, shape (sentences,)."""
    one_hot = np.zeros_like(probabilities)
    one_hot[np.arange(len(probabilities)), judged.truth] = 1
    distance: Floats = ((probabilities - one_hot) ** 2).sum(axis=1)
    return distance


def _by_cluster(judged: JudgedSentences, values: Floats) -> tuple[Floats, Floats]:
    """Sum the values of each cluster's sentences, and count its sentences."""
    clusters, cluster_of = _clusters(judged)
    sums, sizes = np.bincount(cluster_of, values, clusters), np.bincount(cluster_of, minlength=clusters)
    return sums.astype(float), sizes.astype(float)


def _clusters(judged: JudgedSentences) -> tuple[int, Ints]:
    """Count the clusters that are resampled, and give the number of each sentence's cluster."""
    distinct, cluster_of = np.unique(judged.groups, return_inverse=True)
    return len(distinct), cluster_of.reshape(-1)


def _interval(judged: JudgedSentences, figure: Ratios) -> Interval:
    return ratio_interval(figure, judged.resamples, judged.seed, judged.resampled)
