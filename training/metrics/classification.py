"""How good probabilities are on sentences the model didn't learn from: every figure with what it rests on.

In all functions `probabilities` has shape (sentences, labels) and `predicted` has shape (sentences,): the column of the
label predicted for each sentence.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from exports.statistics.arrays import Floats, Ints
from training.learning.probabilities import Probabilities
from training.metrics.confidence import calibration_error
from training.metrics.intervals import Ratios, mean_per_sentence, ratio_interval
from training.metrics.judged_sentences import JudgedSentences
from training.metrics.metrics_json import (
    Confusion,
    Interval,
    LabelMetrics,
    Metrics,
    MissingFigure,
    OverallMetrics,
    SampleSizes,
)

_HIGHEST_BRIER: Final = 2.0  # the Brier score of a model that is wholly sure of a wrong label


def all_metrics(judged: JudgedSentences, probabilities: Probabilities) -> Metrics:
    """Give all figures of one set of probabilities, shape (sentences, labels)."""
    predicted = probabilities.argmax(axis=1)
    present = judged.labels_present
    brier = mean_per_sentence(_brier(judged, probabilities), judged.clusters()[1], highest=_HIGHEST_BRIER)
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
        "accuracy": _interval(judged, mean_per_sentence(correct, judged.clusters()[1])),
    }


def macro_f1(judged: JudgedSentences, predicted: Ints, columns: Sequence[int]) -> Ratios:
    """Give macro-F1 over the labels in these columns; `predicted` has shape (sentences,).

    It is the mean over labels of twice the right answers, divided by the sum of gold labels and predicted labels.
    """
    labels = np.array(columns)
    is_gold = (judged.truth[:, None] == labels).astype(float)
    is_predicted = (predicted[:, None] == labels).astype(float)
    weights = np.full(len(labels), 1 / len(labels))
    return Ratios(2 * is_gold * is_predicted, is_gold + is_predicted, weights, judged.clusters()[1])


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


def _interval(judged: JudgedSentences, figure: Ratios) -> Interval:
    return ratio_interval(figure, judged.resamples, judged.seed, judged.resampled)
