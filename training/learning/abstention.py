"""From which probability on a model should answer, and how good the answers are that it then gives."""

from collections.abc import Sequence
from typing import Final, TypedDict

import numpy as np

from exports.statistics.arrays import Flags, Floats
from training.learning.probabilities import Probabilities

FEWEST_ANSWERS: Final = 30  # fewer of the surest answers can all be right by luck, whatever their probabilities


class AcceptedAnswers(TypedDict):
    """The answers that a threshold lets through in cross-validation; card.json has them under `accepted`."""

    sentences: int
    share: float  # of all sentences
    precision: float  # the share of right answers among those let through


def best_labels(probabilities: Probabilities, labels: Sequence[str]) -> list[str]:
    """Name the label with the greatest probability in each row; the first of them where several are equal.

    `probabilities` has shape (sentences, labels).

    >>> best_labels(np.array([[0.2, 0.8], [0.5, 0.5]]), ["no", "yes"])
    ['yes', 'no']
    """
    return [labels[column] for column in probabilities.argmax(axis=1)]


def abstention_threshold(best_probabilities: Floats, correct: Flags, precision: float) -> float | None:
    """Find the smallest probability from which on at least the share `precision` of the answers is right.

    Fewer than 30 answers decide nothing, unless there are no more. The threshold is 0 where all answers together are
    right often enough, and None where no probability reaches the precision.

    Args:
        best_probabilities: shape (sentences,), the greatest probability of each sentence, from 0 to 1.
        correct: shape (sentences,), whether the label with that probability is the gold label.
        precision: the share of right answers asked for, from 0 to 1.

    >>> correct = np.array([True] * 40 + [False] * 40)
    >>> round(abstention_threshold(np.linspace(0.9, 0.5, 80), correct, 0.8), 3)
    0.652
    >>> abstention_threshold(np.array([0.9, 0.8]), np.array([False, False]), 0.75) is None
    True
    """
    order = np.argsort(-best_probabilities, kind="stable")
    descending = best_probabilities[order]
    answers = np.arange(1, len(order) + 1)
    share_correct = np.cumsum(correct[order]) / answers
    last_of_its_probability = np.append(descending[1:] < descending[:-1], True)
    enough = answers >= min(FEWEST_ANSWERS, len(order))
    candidates = descending[last_of_its_probability & (share_correct >= precision) & enough]
    if not len(candidates):
        return None
    return 0.0 if candidates[-1] == descending[-1] else float(candidates[-1])


def accepted_answers(best_probabilities: Floats, correct: Flags, threshold: float | None) -> AcceptedAnswers | None:
    """Say how many sentences a threshold answers, and how many of those rightly; None without a threshold.

    `best_probabilities` and `correct` have shape (sentences,), as for `abstention_threshold`.
    """
    if threshold is None:
        return None
    answered = best_probabilities >= threshold
    return {
        "sentences": int(answered.sum()),
        "share": float(answered.mean()),
        "precision": float(correct[answered].mean()),
    }
