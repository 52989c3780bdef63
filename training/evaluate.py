"""Figures about sentences the model didn't learn from: articles are never on both sides."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, precision_recall_fscore_support
from sklearn.model_selection import StratifiedGroupKFold

from training.dataset import Examples
from training.model import Chances, chances, fit

FOLDS: Final = 5
Places = NDArray[np.intp]


def folds(examples: Examples, seed: int) -> list[tuple[Places, Places]]:
    """Deal the articles into up to five folds of alike answers; none where there is only one article.

    A fold that would leave a single label to learn from can't be judged: then fewer folds, or none.
    """
    answers = np.array(examples.answers, dtype=object)
    most = max(examples.answers.count(label) for label in set(examples.answers))
    for number in range(min(FOLDS, len(set(examples.groups)), most), 1, -1):
        found = _dealt(answers, examples.groups, number, seed)
        if all(len(set(answers[train])) > 1 and len(test) for train, test in found):
            return found
    return []


def out_of_fold(examples: Examples, seed: int) -> tuple[Chances, int]:
    """Give each sentence the chances from a model that saw nothing of its article, and the number of folds."""
    dealt = folds(examples, seed)
    table = np.zeros((len(examples.answers), len(examples.labels)))
    for train, test in dealt:
        pipeline = fit(
            [examples.passages[place] for place in train],
            [examples.answers[place] for place in train],
            about_target=examples.about_target,
            seed=seed,
        )
        table[test] = chances(pipeline, [examples.passages[place] for place in test], examples.labels)
    return table, len(dealt)


def figures(examples: Examples, found: Chances) -> dict[str, Any]:
    """Say how good the chances' best labels are, beside always answering the most frequent label."""
    truth = list(examples.answers)
    best = best_labels(found, examples.labels)
    seen = [label for label in examples.labels if label in set(truth)]
    common = max(seen, key=truth.count)  # the first in codebook order where several are as frequent
    return {
        "sentences": len(truth),
        "articles": len(set(examples.groups)),
        **_quality(truth, best, seen),
        "majority": {"label": common, **_quality(truth, [common] * len(truth), seen)},
        "calibration_error": _calibration_error(found, np.array(best) == np.array(truth)),
        "labels": _per_label(examples, best, seen),
    }


def best_labels(found: Chances, labels: Sequence[str]) -> list[str]:
    """Name the best label of each row; the first in codebook order where two are as good.

    >>> best_labels(np.array([[0.2, 0.8], [0.5, 0.5]]), ["no", "yes"])
    ['yes', 'no']
    """
    return [labels[place] for place in found.argmax(axis=1)]


def threshold(best: NDArray[np.float64], right: NDArray[np.bool_], precision: float) -> float | None:
    """Find the smallest chance from which on at least that share of the answers was right; None where there is none.

    Where all answers together are right often enough there is nothing to abstain from, and it is 0.

    >>> threshold(np.array([0.9, 0.8, 0.6, 0.5]), np.array([True, True, False, False]), 0.6)
    0.6
    >>> threshold(np.array([0.9, 0.8]), np.array([False, False]), 0.75) is None
    True
    """
    order = np.argsort(-best, kind="stable")
    sure = best[order]
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    last_of_its_chance = np.append(sure[1:] < sure[:-1], True)
    enough = sure[last_of_its_chance & (share >= precision)]
    if not len(enough):
        return None
    return 0.0 if enough[-1] == sure[-1] else float(enough[-1])


def accepted(best: NDArray[np.float64], right: NDArray[np.bool_], least: float | None) -> dict[str, Any] | None:
    """Say how many sentences a threshold answers, and how many of those rightly."""
    if least is None:
        return None
    kept = best >= least
    return {"sentences": int(kept.sum()), "share": float(kept.mean()), "precision": float(right[kept].mean())}


def _dealt(answers: NDArray[Any], groups: Sequence[str], number: int, seed: int) -> list[tuple[Places, Places]]:
    dealer = StratifiedGroupKFold(number, shuffle=True, random_state=seed)
    with warnings.catch_warnings():  # a label rarer than folds is told in our own words, with its count
        warnings.filterwarnings("ignore", message="The least populated class")
        return list(dealer.split(np.zeros(len(answers)), answers, np.array(groups, dtype=object)))


def _quality(truth: Sequence[str], best: Sequence[str], seen: Sequence[str]) -> dict[str, float]:
    return {
        "macro_f1": float(f1_score(truth, best, labels=seen, average="macro", zero_division=0)),
        "accuracy": float(np.mean(np.array(truth) == np.array(best))),
    }


def _per_label(examples: Examples, best: Sequence[str], seen: Sequence[str]) -> dict[str, Mapping[str, float]]:
    truth = list(examples.answers)
    scores = precision_recall_fscore_support(truth, best, labels=seen, zero_division=0)
    articles = {label: set[str]() for label in seen}
    for answer, group in zip(truth, examples.groups, strict=True):
        articles[answer].add(group)
    return {
        label: {
            "precision": float(precision),
            "recall": float(recall),
            "f1": float(f1),
            "sentences": int(support),
            "articles": len(articles[label]),
        }
        for label, precision, recall, f1, support in zip(seen, *scores, strict=True)
    }


def _calibration_error(found: Chances, right: NDArray[np.bool_]) -> float:
    """Mean distance between how sure the answers were and how many were right, over ten equal bands of sureness."""
    best = found.max(axis=1)
    band = np.minimum((best * 10).astype(int), 9)
    gaps = [abs(right[band == at].mean() - best[band == at].mean()) * np.mean(band == at) for at in np.unique(band)]
    return float(sum(gaps))
