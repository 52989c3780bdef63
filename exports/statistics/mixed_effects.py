"""The difference between two conditions within and between sentences at once: generalized least squares.

A value (does an answer agree with the model, how many seconds did it take) is modeled as the mean of its annotator in
its round, plus the difference if the model's label was shown, plus what the sentence adds, plus what is left. The
annotators' means are fixed, the sentences' part is random: all answers to a sentence are equally correlated. Where a
sentence is blind for one annotator and not for another, its answers are compared with each other, and its difficulty
drops out; where it is in one arm only, it is compared with other sentences. Generalized least squares weighs both by
how precise they are.

The plain formulas are those of Liang and Zeger (1986, Longitudinal data analysis using generalized linear models,
Biometrika 73, 13-22) with the identity link and the exchangeable working correlation, which is estimated by moments
from the residuals of ordinary least squares. A correlation that is wrong costs precision and nothing else, since the
interval does not rest on it: it resamples articles (`exports/statistics/bootstrap.py`). The annotators' means are taken
out beforehand (Frisch and Waugh 1933, Partial time regressions as compared with individual trends, Econometrica 1,
387-401), so that few sums for each sentence are left to resample.
"""

from typing import Final

import numpy as np

from exports.statistics.arrays import Flags, Floats, Ints

PARTS: Final = 5  # the sums of one sentence in one round, see `combined_parts`
_HIGHEST_CORRELATION: Final = (
    0.95  # with more the answers to a sentence would count as one, and nothing could be solved
)
_SMALLEST_INFORMATION: Final = 1e-9  # of one answer: where there is less, the conditions cannot be told apart


def combined_parts(values: Floats, is_shown: Flags, positions: Ints, raters: Ints, rounds: int = 1) -> Floats:
    """Give the sums from which `combined_difference` computes the difference of the conditions.

    Args:
        values: What is compared, shape (answers,).
        is_shown: The condition of each answer, shape (answers,).
        positions: The number of each answer's sentence, times the number of rounds, plus the number of its round, shape
            (answers,).
        raters: A number for each pair of annotator and round, counted from 0, shape (answers,).
        rounds: How many rounds there are.

    Returns:
        Shape (sentences, 5 * rounds): for each round the sums of the normal equations of a mean and a difference.

    >>> values, is_shown = np.array([0.0, 1.0, 1.0, 1.0]), np.array([False, True, True, False])
    >>> parts = combined_parts(values, is_shown, np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]))
    >>> float(combined_difference(parts.sum(axis=0)))
    0.5
    """
    conditions = is_shown.astype(float)
    size = int(positions.max()) + 1
    number = np.bincount(positions, minlength=size).astype(float)
    correlation = sentence_correlation(values, conditions, positions, raters)
    shrinkage = correlation / (1 - correlation + number * correlation)  # of each sentence's sum, in the inverse matrix
    conditions, values = (_without_raters(column, positions, raters, shrinkage) for column in (conditions, values))
    shown_sum, value_sum = (np.bincount(positions, column, size) for column in (conditions, values))
    parts = np.stack(
        [
            number - shrinkage * number * number,
            shown_sum - shrinkage * number * shown_sum,
            np.bincount(positions, conditions * conditions, size) - shrinkage * shown_sum * shown_sum,
            value_sum - shrinkage * number * value_sum,
            np.bincount(positions, conditions * values, size) - shrinkage * shown_sum * value_sum,
        ],
        axis=1,
    )
    by_round: Floats = np.pad(parts, ((0, -size % rounds), (0, 0))).reshape(-1, PARTS * rounds)
    return by_round


def combined_difference(total: Floats) -> Floats:
    """Give the difference of the conditions from summed parts, shape (..., 5 * rounds); NaN where nothing tells it.

    Each round has a mean of its own; the difference is the same in all rounds.
    """
    rounds = total.reshape(*total.shape[:-1], -1, PARTS)
    weight, weighted_shown, shown_squares, weighted_values, products = np.moveaxis(rounds, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean_shown = np.where(weight > 0, weighted_shown / weight, 0.0)
        information = (shown_squares - mean_shown * weighted_shown).sum(axis=-1)
        covariance = (products - mean_shown * weighted_values).sum(axis=-1)
        is_known = information > _SMALLEST_INFORMATION * weight.sum(axis=-1)
        difference: Floats = np.where(is_known, covariance / information, np.nan)
    return difference


def sentence_correlation(values: Floats, conditions: Floats, positions: Ints, raters: Ints) -> float:
    """Estimate by moments how strongly the answers to a sentence go together, beyond annotator and condition.

    All arguments have the shape (answers,), as in `combined_parts`. It is 0 where each sentence has one answer.
    """
    conditions, values = (column - _means(column, raters)[raters] for column in (conditions, values))
    squares = float(conditions @ conditions)
    residuals = values - (float(conditions @ values) / squares if squares > 0 else 0.0) * conditions
    number = np.bincount(positions)
    pairs = float((number * (number - 1)).sum())
    freedom = len(values) - len(np.unique(raters)) - 1
    variance = float(residuals @ residuals) / freedom if freedom > 0 else 0.0
    if pairs == 0 or variance <= 0:
        return 0.0
    products = float((np.bincount(positions, residuals) ** 2).sum() - residuals @ residuals)
    return min(max(products / pairs / variance, 0.0), _HIGHEST_CORRELATION)


def _without_raters(column: Floats, positions: Ints, raters: Ints, shrinkage: Floats) -> Floats:
    """Take out of a column what the raters' means explain of it, by generalized least squares."""
    counts = np.zeros((len(shrinkage), int(raters.max()) + 1))
    np.add.at(counts, (positions, raters), 1.0)
    sums = np.bincount(positions, column, len(shrinkage))
    matrix = np.diag(counts.sum(axis=0)) - counts.T @ (shrinkage[:, None] * counts)
    means = np.linalg.solve(matrix, np.bincount(raters, column) - counts.T @ (shrinkage * sums))
    remainder: Floats = column - means[raters]
    return remainder


def _means(column: Floats, raters: Ints) -> Floats:
    means: Floats = np.bincount(raters, column) / np.bincount(raters)
    return means
