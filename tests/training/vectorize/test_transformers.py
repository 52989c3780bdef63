"""Weights that add up."""

import numpy as np
from scipy import sparse

from training.data.examples import Truth
from training.learning.fit import blend_probabilities
from training.learning.logistic import combine, fit_counts, fit_vectors
from training.vectorize.transformers import TermWeigher


def test_rare_terms_weigh_more_and_a_sentence_is_divided_by_what_its_terms_weigh() -> None:
    counts = sparse.csr_matrix([[1.0, 1.0], [2.0, 0.0], [0.0, 0.0]])
    weights = np.log((1 + 3) / (1 + np.array([2, 1]))) + 1
    found = TermWeigher(2.0).fit_transform(counts).toarray()
    lengths = np.sqrt([(weights**2).sum(), 2 * weights[0] ** 2])
    expected = [2 * weights / lengths[0], [2 * 2 * weights[0] / lengths[1], 0], [0, 0]]
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_shares_are_learned_like_so_many_sentences() -> None:
    known = sparse.csr_matrix(np.eye(3))
    answers = np.array(["a", "b", "a"], dtype=object)
    shares = np.array([[1, 0], [0, 1], [0.5, 0.5]])
    soft = fit_counts(known, Truth(answers, ("a", "b"), shares), 1.0, 0)
    assert abs(soft.predict_proba(known)[2, 0] - 0.5) < 0.02
    hard = fit_counts(known, Truth(answers, ("a", "b")), 1.0, 0)
    assert hard.predict_proba(known)[2, 0] > 0.55


def test_one_model_of_two_says_what_both_say_together() -> None:
    rng = np.random.default_rng(0)
    truth = Truth(rng.choice(np.array(["a", "b", "c"], dtype=object), 60), ("a", "b", "c"))
    counts, vectors = sparse.csr_matrix(rng.random((60, 5))), rng.random((60, 4)).astype(np.float32)
    first, second = fit_counts(counts, truth, 1.0, 0), fit_vectors(vectors.copy(), truth, 0)
    parts = [first.predict_proba(counts), second.predict_proba(vectors)]
    both = sparse.hstack([counts, sparse.csr_matrix(vectors)], format="csr")
    found = combine([first, second], (0.7, 0.4)).predict_proba(both)
    np.testing.assert_allclose(found, blend_probabilities(parts, (0.7, 0.4)), atol=1e-6)
