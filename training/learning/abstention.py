"""From which probability on a model should answer, and how good the answers are that it then gives."""

from collections.abc import Sequence
from typing import Final, TypedDict

import numpy as np
from scipy.special import stdtrit

from exports.statistics.arrays import Flags, Floats, Ints
from training.learning.probabilities import Probabilities

_CONFIDENCE: Final = 0.9  # one-sided: in one of ten studies the precision is not kept
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


def abstention_threshold(best_probabilities: Floats, correct: Flags, articles: Ints, precision: float) -> float | None:
    """Find the smallest probability from which on the share `precision` of the answers is right, with 90 % confidence.

    What counts is the lower end of a one-sided interval, since the smallest of many thresholds that reach a precision
    on the sentences at hand reaches it by luck in half of all cases on others. Answers in one article are alike, so the
    interval is Wilson's with as many answers as would tell as much if they were independent (the design effect of a
    ratio, Cochran 1977, Sampling Techniques, section 10; it is never taken to be below 1).

    Fewer than 30 answers decide nothing, unless there are no more. The threshold is 0 where all answers together are
    right often enough, and None where no probability reaches the precision.

    Args:
        best_probabilities: shape (sentences,), the greatest probability of each sentence, from 0 to 1.
        correct: shape (sentences,), whether the label with that probability is the gold label.
        articles: shape (sentences,), the number of each sentence's article.
        precision: the share of right answers asked for, from 0 to 1.

    >>> correct, articles = np.array([True] * 40 + [False] * 40), np.arange(80)
    >>> round(abstention_threshold(np.linspace(0.9, 0.5, 80), correct, articles, 0.8), 3)
    0.677
    >>> abstention_threshold(np.array([0.9, 0.8]), np.array([False, False]), np.array([0, 1]), 0.75) is None
    True
    """
    order = np.argsort(-best_probabilities, kind="stable")
    descending = best_probabilities[order]
    answers = np.arange(1, len(order) + 1)
    last_of_its_probability = np.append(descending[1:] < descending[:-1], True)
    enough = answers >= min(FEWEST_ANSWERS, len(order))
    reached = _lowest_precision(correct[order], articles[order]) >= precision
    candidates = descending[last_of_its_probability & reached & enough]
    if not len(candidates):
        return None
    return 0.0 if candidates[-1] == descending[-1] else float(candidates[-1])


def _lowest_precision(correct: Flags, articles: Ints) -> Floats:
    """Give the lower end of the interval of the share of right answers, among the first, the first two, and so on.

    Takes and gives arrays of shape (answers,).
    """
    answers = np.arange(1, len(correct) + 1)
    share = np.cumsum(correct) / answers
    right_before, answers_before = _counts_before(correct.astype(float), articles)
    # How the sums over articles of squared counts, and of their products, grow with each answer.
    right_squares = np.cumsum(correct * (2 * right_before + 1))
    answer_squares = np.cumsum(2 * answers_before + 1)
    products = np.cumsum((right_before + correct) * (answers_before + 1) - right_before * answers_before)
    articles_so_far = np.cumsum(answers_before == 0)
    between = right_squares - 2 * share * products + share**2 * answer_squares
    between *= articles_so_far / np.maximum(articles_so_far - 1, 1)
    independent = share * (1 - share) * answers
    design_effect = np.maximum(1.0, np.divide(between, independent, out=np.ones(len(share)), where=independent > 0))
    informative = answers / design_effect
    deviate = stdtrit(np.maximum(articles_so_far - 1, 1), _CONFIDENCE)
    middle = share + deviate**2 / (2 * informative)
    margin = deviate * np.sqrt(share * (1 - share) / informative + deviate**2 / (4 * informative**2))
    lowest: Floats = np.maximum(0.0, (middle - margin) / (1 + deviate**2 / informative))
    return lowest


def _counts_before(correct: Floats, articles: Ints) -> tuple[Floats, Floats]:
    """Count the right answers, and all answers, that come before each answer in its article; shape (answers,) each."""
    order = np.argsort(articles, kind="stable")
    sorted_articles = articles[order]
    starts = np.flatnonzero(np.append(True, sorted_articles[1:] != sorted_articles[:-1]))
    lengths = np.diff(np.append(starts, len(order)))
    right_until = np.cumsum(correct[order]) - correct[order]
    right_before, answers_before = np.empty(len(order)), np.empty(len(order))
    right_before[order] = right_until - np.repeat(right_until[starts], lengths)
    answers_before[order] = np.arange(len(order)) - np.repeat(starts, lengths)
    return right_before, answers_before


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
