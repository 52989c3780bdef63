"""Is more labeling worth it? The same sentences, judged by models that learned from fewer articles."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from exports.statistics.arrays import Ints
from training.data.examples import Examples
from training.data.splits import Fold, Positions, Split
from training.learning.probabilities import Probabilities
from training.metrics.classification import macro_f1
from training.metrics.intervals import ratio_interval
from training.metrics.judged_sentences import JudgedSentences
from training.metrics.metrics_json import LearningCurvePoint

TRAINING_SHARES: Final = (0.1, 0.2, 0.4, 0.7)
WORTHWHILE_GAIN: Final = 0.01  # of macro-F1 for twice the articles
_LATE_SHARE: Final = TRAINING_SHARES[2]  # the verdict rests on the points from this share on
_FEWEST_POINTS: Final = 2


def smaller_training_sets(examples: Examples, groups: Ints, split: Split, seed: int) -> dict[float, list[Fold]]:
    """Give the folds of a split with a share of the articles to learn from; each share holds the smaller ones.

    A share that leaves a fold with one label can't be learned from, and is left out. `groups` has shape (sentences,).
    """
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(np.unique(groups[train])) for train, _ in split.folds]
    training_sets = {}
    for share in TRAINING_SHARES:
        folds = [
            (_first_groups(groups, train, order, share), test)
            for (train, test), order in zip(split.folds, orders, strict=True)
        ]
        if all(len({examples.answers[position] for position in train}) > 1 for train, _ in folds):
            training_sets[share] = folds
    return training_sets


def curve_point(
    judged: JudgedSentences, examples: Examples, share: float, folds: Sequence[Fold], predicted: Ints
) -> LearningCurvePoint:
    """Give one point of the curve: what was learned from, as a mean over the folds, and how good the answers are.

    `predicted` has shape (judged sentences,): the column of the label predicted for each.
    """
    articles = [len({examples.groups[position] for position in train}) for train, _ in folds]
    figure = macro_f1(judged, predicted, judged.labels_present)
    return {
        "share": share,
        "sentences": round(np.mean([len(train) for train, _ in folds])),
        "articles": round(np.mean(articles)),
        "macro_f1": ratio_interval(figure, judged.resamples, judged.seed, judged.resampled),
    }


def pool_folds(folds: Sequence[Fold], parts: Sequence[Probabilities], sentences: int) -> Ints:
    """Give the column of each sentence's best label, from the fold that judged it.

    Takes one array of shape (judged sentences, labels) per fold, and gives one of shape (sentences,).
    """
    predicted = np.zeros(sentences, dtype=np.int64)
    for (_, test), part in zip(folds, parts, strict=True):
        predicted[test] = part.argmax(axis=1)
    return predicted


def learning_verdict(points: Sequence[LearningCurvePoint]) -> str:
    """Say in a sentence whether more labeling helps, by what the last doublings of the articles brought.

    Where macro-F1 has no interval, nobody can tell such a gain from luck.
    """
    if points and points[-1]["macro_f1"]["low"] is None:
        return f"no verdict on whether more labeling helps, since {points[-1]['macro_f1']['why']}"
    late = [point for point in points if point["share"] >= _LATE_SHARE]
    if len(late) < _FEWEST_POINTS:
        return "too few sentences to say whether more labeling helps"
    doublings = np.log2([point["share"] for point in late])
    gain = float(np.polyfit(doublings, [point["macro_f1"]["value"] for point in late], 1)[0])
    gain = round(gain, 3) + 0.0  # no negative zero
    helps = "more labeling still helps" if gain >= WORTHWHILE_GAIN else "more labeling of this kind hardly helps"
    return f"{helps}: twice the articles brought {gain:+.3f} of macro-F1 at the end of the curve"


def _first_groups(groups: Ints, train: Positions, order: Ints, share: float) -> Positions:
    chosen = order[: max(1, round(share * len(order)))]
    return train[np.isin(groups[train], chosen)]
