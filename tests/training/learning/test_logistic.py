"""Linear models from counts and from vectors."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse

from training.data.examples import Truth
from training.learning.logistic import combine, fit_counts, fit_vectors
from training.learning.probabilities import softmax

Labels = NDArray[np.object_]


def labels(letters: str) -> Labels:
    return np.array(list(letters), dtype=object)


def test_some_of_the_truth_keeps_answers_and_shares_together() -> None:
    truth = Truth(labels("abc"), ("a", "b", "c"), np.eye(3))
    subset = truth.subset([2, 0])
    assert (subset.answers.tolist(), subset.labels) == (["c", "a"], ("a", "b", "c"))
    assert subset.shares is not None
    assert subset.shares.tolist() == [[0, 0, 1], [1, 0, 0]]
    assert Truth(labels("ab")).subset([1]).shares is None


@pytest.mark.parametrize("soft", [False, True])
def test_a_rare_label_weighs_as_much_as_a_frequent_one(soft: bool) -> None:
    """A feature that all sentences share says nothing: both labels have the same probability, one to nine or not."""
    answers = labels("a" * 9 + "b")
    shares = np.array([[answer == "a", answer == "b"] for answer in answers], dtype=float) if soft else None
    solver = fit_counts(sparse.csr_matrix(np.ones((10, 1))), Truth(answers, ("a", "b"), shares), 1.0, 0)
    assert solver.predict_proba(np.ones((1, 1)))[0] == pytest.approx([0.5, 0.5], abs=0.01)


def test_whole_shares_are_learned_as_the_labels_they_are() -> None:
    counts = sparse.csr_matrix(np.eye(4))
    hard = fit_counts(counts, Truth(labels("abab"), ("a", "b")), 1.0, 0)
    soft = fit_counts(counts, Truth(labels("abab"), ("a", "b"), np.array([[1.0, 0], [0, 1]] * 2)), 1.0, 0)
    np.testing.assert_allclose(hard.predict_proba(counts), soft.predict_proba(counts), atol=1e-3)


def test_divided_answers_make_a_sentence_less_sure() -> None:
    counts = sparse.csr_matrix(np.eye(3))
    shares = np.array([[1, 0], [0.75, 0.25], [0, 1]])
    probabilities = fit_counts(counts, Truth(labels("aab"), ("a", "b"), shares), 2.0, 0).predict_proba(counts)[:, 0]
    assert probabilities[0] > probabilities[1] > 0.5 > probabilities[2]


def test_a_greater_strength_follows_the_data_more_closely() -> None:
    counts, truth = sparse.csr_matrix(np.eye(2)), Truth(labels("ab"))
    sure = [fit_counts(counts, truth, strength, 0).predict_proba(counts)[0, 0] for strength in (0.1, 1.0, 10.0)]
    assert sure == sorted(sure)
    assert sure[2] - sure[0] > 0.2


def test_vectors_are_learned_from_whatever_their_scale_and_place() -> None:
    """A number in other units, or counted from elsewhere, says the same; one that never changes says nothing."""
    rng = np.random.default_rng(0)
    answers = labels("ab" * 30)
    vectors = rng.normal(size=(60, 3)) + (answers == "a")[:, None] * [2.0, 0, 0]
    vectors[:, 2] = 5.1
    rescaled = (vectors * [1000.0, 1.0, 1.0] + [0, 50.0, 0]).astype(np.float32)
    first, second = (fit_vectors(table.astype(np.float32), Truth(answers), 0) for table in (vectors, rescaled))
    np.testing.assert_allclose(first.predict_proba(vectors), second.predict_proba(rescaled), atol=1e-3)
    assert (first.predict(vectors) == answers).mean() > 0.8
    assert abs(first.coef_[0, 2]) < 1e-9


def test_vectors_end_around_nothing_with_a_spread_of_one() -> None:
    """Where they stand: a copy of all of them would be too much."""
    vectors = np.random.default_rng(0).normal(3.0, 7.0, size=(40, 5)).astype(np.float32)
    fit_vectors(vectors, Truth(labels("ab" * 20)), 0)
    np.testing.assert_allclose(vectors.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(vectors.std(axis=0), 1, atol=1e-5)


def test_several_models_together_sum_their_scores() -> None:
    """By hand: scores 2 and -1 with factors 1 and .5 are 1.5, and starts likewise."""
    first = fit_counts(sparse.csr_matrix(np.eye(2)), Truth(labels("ab")), 1.0, 0)
    second = fit_counts(sparse.csr_matrix(np.eye(2)), Truth(labels("ab")), 1.0, 0)
    first.coef_, first.intercept_ = np.array([[2.0, 0.0]]), np.array([0.25])
    second.coef_, second.intercept_ = np.array([[-1.0, 0.0]]), np.array([0.5])
    both = combine([first, second], (1.0, 0.5))
    assert both.coef_.tolist() == [[2.0, 0.0, -0.5, 0.0]]
    assert both.intercept_.tolist() == [0.5]
    assert both.predict_proba(np.array([[1.0, 0, 1, 0]])) == pytest.approx(softmax(np.array([[2.0]])))
