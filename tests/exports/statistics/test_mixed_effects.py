"""The difference of two conditions by generalized least squares."""

import numpy as np
import pytest

from exports.statistics.arrays import Flags, Floats, Ints
from exports.statistics.estimate import Clusters, combined_difference_estimate
from exports.statistics.mixed_effects import PARTS, combined_difference, combined_parts, sentence_correlation


def difference(values: Floats, is_shown: Flags, positions: Ints, raters: Ints, rounds: int = 1) -> float:
    return float(combined_difference(combined_parts(values, is_shown, positions, raters, rounds).sum(axis=0)))


def drawn(seed: int, rounds: int = 1) -> tuple[Floats, Flags, Ints, Ints]:
    """Thirty sentences, four annotators of whom some did not answer, conditions by chance, everything different."""
    rng = np.random.default_rng(seed)
    answered = np.flatnonzero(rng.random(120) < 0.8)
    sentences, annotators = answered // 4, answered % 4
    number = len(sentences)
    in_round = (sentences % rounds).astype(np.int64)
    is_shown = rng.random(number) < 0.4 + 0.1 * annotators
    values = rng.normal(size=30)[sentences] + 0.5 * annotators + 0.3 * is_shown + rng.normal(size=number)
    raters = np.unique(annotators * rounds + in_round, return_inverse=True)[1].astype(np.int64)
    return values, is_shown, sentences * rounds + in_round, raters


@pytest.mark.parametrize("rounds", [1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_textbooks_generalized_least_squares(seed: int, rounds: int) -> None:
    """The whole matrices written out: a mean for each annotator in each round, a difference, and equal correlations."""
    values, is_shown, positions, raters = drawn(seed, rounds)
    correlation = sentence_correlation(values, is_shown.astype(float), positions, raters)
    assert 0.1 < correlation < 0.8
    same_sentence = positions[:, None] == positions
    covariance = np.where(same_sentence, correlation, 0.0) + (1 - correlation) * np.eye(len(values))
    design = np.column_stack([raters[:, None] == np.arange(raters.max() + 1), is_shown]).astype(float)
    weighted = design.T @ np.linalg.inv(covariance)
    expected = np.linalg.solve(weighted @ design, weighted @ values)[-1]
    assert difference(values, is_shown, positions, raters, rounds) == pytest.approx(expected)


def test_where_a_sentence_has_one_answer_it_is_the_difference_of_means() -> None:
    values, is_shown = np.array([0.0, 1.0, 1.0, 1.0, 0.0]), np.array([False, False, True, True, True])
    one_rater = np.zeros(5, dtype=np.int64)
    assert sentence_correlation(values, is_shown.astype(float), np.arange(5), one_rater) == 0
    assert difference(values, is_shown, np.arange(5), one_rater) == pytest.approx(2 / 3 - 1 / 2)


def test_what_a_sentence_and_an_annotator_have_in_common_drops_out() -> None:
    """Two annotators, each sentence blind for one of them: whatever is added to sentences and annotators."""
    positions, raters = np.arange(20) // 2, np.arange(20) % 2
    is_shown = (np.arange(20) // 2 + np.arange(20)) % 2 == 0
    added = 100.0 * np.arange(10)[positions] + 7.0 * raters
    assert difference(added + 0.25 * is_shown, is_shown, positions, raters) == pytest.approx(0.25)


def test_annotators_who_are_in_one_condition_each_tell_nothing() -> None:
    values, positions, raters = np.array([1.0, 0.0] * 12), np.arange(24) // 2, np.arange(24) % 2
    parts = combined_parts(values, raters == 0, positions, raters)
    assert np.isnan(combined_difference(parts.sum(axis=0)))
    estimate = combined_difference_estimate(parts, np.ones((12, 2)), Clusters(np.arange(12), "articles", 0))
    assert (estimate.value, estimate.low) == (None, None)
    assert estimate.why == "nobody answered in both arms, so that people and arms cannot be told apart"


def test_the_parts_of_rounds_stand_beside_each_other() -> None:
    values, is_shown, positions, raters = drawn(0, rounds=2)
    assert combined_parts(values, is_shown, positions, raters, rounds=2).shape == (30, 2 * PARTS)


def test_the_interval_covers_where_sentences_and_articles_differ() -> None:
    """Of 200 studies with 20 articles of unequal size, 190 are expected: three standard errors of chance either way."""
    covered = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        article = np.repeat(np.arange(20), rng.integers(1, 8, 20))
        positions, raters = np.arange(3 * len(article)) // 3, np.arange(3 * len(article)) % 3
        is_shown = rng.random(len(positions)) < 0.8
        effects = 0.4 + 0.3 * rng.normal(size=20)[article][positions]  # an article's own, about .4
        values = rng.normal(size=len(article))[positions] + effects * is_shown + rng.normal(size=len(positions))
        in_arms = np.stack([np.bincount(positions, flags) for flags in (~is_shown, is_shown)], axis=1).astype(float)
        parts = combined_parts(values, is_shown, positions, raters)
        estimate = combined_difference_estimate(parts, in_arms, Clusters(article, "articles", seed, resamples=400))
        covered += estimate.low is not None and estimate.high is not None and estimate.low <= 0.4 <= estimate.high
    assert 181 <= covered <= 199
