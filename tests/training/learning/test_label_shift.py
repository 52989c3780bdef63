"""Shares of labels are estimated from probabilities where these are honest, and refused where they run away."""

import numpy as np
import pytest

from exports.statistics.arrays import Floats
from training.learning.label_shift import adjust_to_shares, are_runaway, cautious_shares, estimate_shares
from training.learning.probabilities import Probabilities

SENTENCES = 20_000
MEANS = np.array([[-1.5, 0.0], [0.0, 0.0], [0.7, 1.3]])  # of what is measured of a sentence, by its label


def honest_probabilities(shares: Floats, sentences: int, seed: int) -> Probabilities:
    """Draw sentences with labels of these shares, and give the probabilities that are true where shares are equal."""
    rng = np.random.default_rng(seed)
    labels = rng.choice(len(shares), sentences, p=shares)
    measured = MEANS[labels] + rng.normal(size=(sentences, 2))
    likelihoods = np.exp(-0.5 * ((measured[:, None] - MEANS) ** 2).sum(axis=2))
    probabilities: Probabilities = likelihoods / likelihoods.sum(axis=1, keepdims=True)
    return probabilities


@pytest.mark.parametrize("shares", [(0.1, 0.85, 0.05), (1 / 3, 1 / 3, 1 / 3), (0.6, 0.1, 0.3)])
def test_shares_are_found_again(shares: tuple[float, ...]) -> None:
    probabilities = honest_probabilities(np.array(shares), SENTENCES, seed=1)
    assert estimate_shares(probabilities) == pytest.approx(np.array(shares), abs=0.02)


def test_adjusted_probabilities_sum_to_the_shares() -> None:
    shares = np.array([0.1, 0.85, 0.05])
    adjusted = adjust_to_shares(honest_probabilities(shares, SENTENCES, seed=2), shares)
    assert adjusted.mean(axis=0) == pytest.approx(shares, abs=0.01)
    assert adjusted.sum(axis=1) == pytest.approx(1)


def test_a_label_never_learned_keeps_nothing() -> None:
    probabilities = np.insert(honest_probabilities(np.array([0.2, 0.5, 0.3]), 500, seed=3), 1, 0.0, axis=1)
    shares = estimate_shares(probabilities)
    assert shares[1] == 0
    assert shares.sum() == pytest.approx(1)
    assert not are_runaway(shares, np.array([0.3, 0.0, 0.4, 0.3]), 500)


def test_probabilities_that_tell_nothing_move_nothing() -> None:
    """Equal shares are where the estimate starts, and what tells nothing must not move it."""
    assert estimate_shares(np.full((100, 4), 0.25)) == pytest.approx(np.full(4, 0.25))


def test_probabilities_that_are_too_sure_of_one_label_run_away() -> None:
    probabilities = np.tile([0.2, 0.5, 0.3], (500, 1))
    assert are_runaway(estimate_shares(probabilities), np.array([0.3, 0.4, 0.3]), 500)


def test_a_label_that_is_missing_in_few_sentences_is_no_surprise() -> None:
    shares, learned = np.array([0.12, 0.87, 0.01]), np.array([0.3, 0.4, 0.3])
    assert [are_runaway(shares, learned, sentences) for sentences in (50, 500)] == [False, True]


def test_shares_that_leave_no_label_leave_probabilities_as_they_are() -> None:
    assert adjust_to_shares(np.array([[0.4, 0.6, 0.0]]), np.array([0.0, 0.0, 1.0])).tolist() == [[0.4, 0.6, 0.0]]


def test_caution_moves_toward_equal_shares_and_keeps_their_order() -> None:
    shares = np.array([0.05, 0.8, 0.15])
    cautious = cautious_shares(shares)
    assert cautious.argsort().tolist() == shares.argsort().tolist()
    assert 0.05 < cautious[0] < 1 / 3 < cautious[1] < 0.8
