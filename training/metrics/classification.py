"""How good probabilities are on sentences the model didn't learn from: every figure with what it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from exports.statistics.arrays import Flags, Floats, Ints
from exports.statistics.bootstrap import RESAMPLES
from training.learning.probabilities import Probabilities
from training.metrics.intervals import FEWEST_CLUSTERS, Ratios, resample_counts, mean_per_sentence, ratio_interval, sum_by_cluster, too_few_clusters, without_interval

BINS: Final = 15
COVERAGE_STEPS: Final = 50  # points of the coverage curve


@dataclass(frozen=True)
class JudgedSentences:
    """Sentences with their gold labels (as places in `labels`) and the articles their figures are resampled by."""

    labels: tuple[str, ...]
    truth: Ints
    articles: Ints  # each sentence's article, or itself, numbered
    groups: Ints  # the same, articles that hold copies of each other being one: what is resampled
    resampled: str  # "articles" or "sentences"
    named: tuple[str, ...] = ()
    resamples: int = RESAMPLES
    seed: int = 0

    def subset(self, kept: Flags) -> "JudgedSentences":
        """Give a part of the sentences."""
        return replace(self, truth=self.truth[kept], articles=self.articles[kept], groups=self.groups[kept])

    @property
    def labels_present(self) -> list[int]:
        """The labels that occur, by place."""
        found: list[int] = np.unique(self.truth).tolist()
        return found


def all_metrics(judged: JudgedSentences, found: Probabilities) -> dict[str, Any]:
    """Give all figures of one set of probabilities."""
    said = found.argmax(axis=1)
    return {
        **sample_sizes(judged),
        "over": [judged.labels[at] for at in judged.labels_present],
        "absent": [label for at, label in enumerate(judged.labels) if at not in judged.labels_present],
        **macro_f1_and_accuracy(judged, said),
        "f_named": _f_named(judged, said),
        "brier": _interval(judged, mean_per_sentence(*_per_unit(judged, _brier(judged, found)), most=2.0)),
        "calibration_error": calibration_error(judged, found),
        "labels": per_label(judged, said),
    }


def sample_sizes(judged: JudgedSentences) -> dict[str, Any]:
    """Say what figures rest on."""
    return {"sentences": len(judged.truth), "articles": len(np.unique(judged.articles)), "resampled": judged.resampled}


def macro_f1_and_accuracy(judged: JudgedSentences, said: Ints) -> dict[str, Any]:
    """Give macro-F1, over the labels that occur, and accuracy."""
    right = (said == judged.truth).astype(float)
    return {
        "macro_f1": _interval(judged, macro_f1(judged, said, judged.labels_present)),
        "accuracy": _interval(judged, mean_per_sentence(*_per_unit(judged, right))),
    }


def macro_f1(judged: JudgedSentences, said: Ints, labels: Sequence[int]) -> Ratios:
    """Give macro-F1 as the mean over labels of twice the right answers over those given and those said."""
    wanted = np.array(labels)
    gold = (judged.truth[:, None] == wanted).astype(float)
    told = (said[:, None] == wanted).astype(float)
    number, units = _numbered(judged)
    parts = sum_by_cluster(np.hstack([2 * gold * told, gold + told]), units, number)
    above, below = np.hsplit(parts, 2)
    return Ratios(above, below, np.full(len(wanted), 1 / len(wanted)))


def per_label(judged: JudgedSentences, said: Ints) -> dict[str, dict[str, float]]:
    """Give precision, recall and F1 of each label that occurs, in the labels' order."""
    found = {}
    for at in judged.labels_present:
        right = int(((said == at) & (judged.truth == at)).sum())
        support, predicted = int((judged.truth == at).sum()), int((said == at).sum())
        found[judged.labels[at]] = {
            "precision": right / predicted if predicted else 0.0,
            "recall": right / support,
            "f1": 2 * right / (support + predicted),
            "support": support,
            "predicted": predicted,
        }
    return found


def confusion(judged: JudgedSentences, said: Ints) -> dict[str, Any]:
    """Count which label was said (columns) where which was given (rows)."""
    size = len(judged.labels)
    counts = np.bincount(judged.truth * size + said, minlength=size * size).reshape(size, size)
    return {"labels": list(judged.labels), "counts": counts.tolist()}


def calibration_error(judged: JudgedSentences, found: Probabilities) -> dict[str, Any]:
    """Mean distance between how sure the best labels were and how many were right, over 15 bins as full as each other.

    The bins stay as they are in all sentences while articles are resampled. A resample's distances are larger than the
    sentences' own by chance alone, so the interval is reflected at the value.
    """
    best, right = found.max(axis=1), found.argmax(axis=1) == judged.truth
    bins = equal_bins(best)
    gaps = np.zeros((len(best), bins.max() + 1))
    gaps[np.arange(len(best)), bins] = best - right
    value = float(np.abs(gaps.sum(axis=0)).sum() / len(best))
    number, units = _numbered(judged)
    if number < FEWEST_CLUSTERS:
        return without_interval(value, too_few_clusters(number, judged.resampled))
    parts = sum_by_cluster(np.hstack([gaps, np.ones((len(best), 1))]), units, number)
    resampled = [
        np.abs(total[:, :-1]).sum(axis=1) / total[:, -1]
        for total in (counts @ parts for counts in resample_counts(number, judged.resamples, judged.seed))
    ]
    low, high = np.quantile(np.concatenate(resampled), [0.025, 0.975])
    return {"value": value, "low": min(value, max(0.0, 2 * value - high)), "high": max(value, 2 * value - low)}


def equal_bins(best: Floats) -> Ints:
    """Put the sentences into 15 bins of equal size, by how sure their best label is.

    Sentences of one probability are in one bin: their order says nothing, and must not decide.

    >>> equal_bins(np.array([0.9, 0.5, 0.9, 0.7])).tolist()
    [2, 0, 2, 1]
    """
    ordered = np.sort(best)
    middle = (np.searchsorted(ordered, best, "left") + np.searchsorted(ordered, best, "right") - 1) // 2
    bins: Ints = np.unique(middle * min(BINS, len(best)) // len(best), return_inverse=True)[1].reshape(-1)
    return bins


def reliability(judged: JudgedSentences, found: Probabilities) -> list[dict[str, float]]:
    """Say for each bin how sure the best labels were, and how many of them were right."""
    best, right = found.max(axis=1), found.argmax(axis=1) == judged.truth
    bins = equal_bins(best)
    return [
        {
            "probability": float(best[bins == at].mean()),
            "right": float(right[bins == at].mean()),
            "sentences": int((bins == at).sum()),
        }
        for at in range(bins.max() + 1)
    ]


def coverage(judged: JudgedSentences, found: Probabilities) -> list[dict[str, float]]:
    """Say how many of the surest answers are right, for growing shares of all sentences.

    Answers of one probability are taken together, so that the order of the rows decides nothing.
    """
    best, right = found.max(axis=1), found.argmax(axis=1) == judged.truth
    order = np.argsort(-best, kind="stable")
    total, sure = len(best), -best[order]
    wished = (max(1, round(total * step / COVERAGE_STEPS)) for step in range(1, COVERAGE_STEPS + 1))
    ends = sorted({int(np.searchsorted(sure, sure[end - 1], side="right")) for end in wished})
    hits = np.cumsum(right[order])
    return [
        {"share": end / total, "precision": float(hits[end - 1] / end), "least": float(best[order[end - 1]])}
        for end in ends
    ]


def _f_named(judged: JudgedSentences, said: Ints) -> dict[str, Any] | None:
    places = [at for at, label in enumerate(judged.labels) if label in judged.named]
    if not places:
        return None
    missing = [judged.labels[at] for at in places if at not in judged.labels_present]
    if missing:
        return {"value": None, "low": None, "high": None, "why": f"no sentence here is {' or '.join(missing)}"}
    return _interval(judged, macro_f1(judged, said, places))


def _brier(judged: JudgedSentences, found: Probabilities) -> Floats:
    given = np.zeros_like(found)
    given[np.arange(len(found)), judged.truth] = 1
    distance: Floats = ((found - given) ** 2).sum(axis=1)
    return distance


def _per_unit(judged: JudgedSentences, values: Floats) -> tuple[Floats, Floats]:
    number, units = _numbered(judged)
    sums, sizes = np.bincount(units, values, number), np.bincount(units, minlength=number)
    return sums.astype(float), sizes.astype(float)


def _numbered(judged: JudgedSentences) -> tuple[int, Ints]:
    known, units = np.unique(judged.groups, return_inverse=True)
    return len(known), units.reshape(-1)


def _interval(judged: JudgedSentences, figure: Ratios) -> dict[str, Any]:
    return ratio_interval(figure, judged.resamples, judged.seed, judged.resampled)
