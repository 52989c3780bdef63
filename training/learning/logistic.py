"""Linear models: one from weighed counts, one from an encoder's vectors, and both combined into one."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from training.data.examples import Truth

STRENGTHS: Final = (0.5, 1.0, 2.0)  # how closely the weights follow the data (C in scikit-learn)
STRENGTH: Final = 1.0  # the strength where no sentences are left to choose one by
VECTOR_STRENGTH: Final = 0.001  # of an encoder's vectors, which are dense and correlated: little is learned of each
_LEAST_SPREAD: Final = 1e-9  # a column of vectors with a smaller standard deviation counts as constant


def fit_counts(counts: sparse.csr_matrix, truth: Truth, strength: float, seed: int) -> LogisticRegression:
    """Fit a model on weighed counts of shape (sentences, features); rare labels weigh as much as frequent ones."""
    solver = LogisticRegression(C=strength, solver="newton-cg", tol=1e-4, random_state=seed)
    return _fit(solver, counts, truth)


def fit_vectors(vectors: NDArray[np.float32], truth: Truth, seed: int) -> LogisticRegression:
    """Fit a model on an encoder's vectors, shape (sentences, dimensions), as if each column had the same spread.

    The vectors are scaled in place and in single precision, which gives the same labels in two thirds of the time and
    half the memory. A copy would double the memory; shares of several labels do need one, because a sentence is then
    learned from once for each of its labels.
    """
    center = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    vectors -= center
    spread = np.sqrt(np.einsum("ij,ij->j", vectors, vectors, dtype=np.float64) / len(vectors))
    spread[spread < _LEAST_SPREAD] = 1.0
    vectors /= spread.astype(np.float32)
    solver = _fit(LogisticRegression(C=VECTOR_STRENGTH, max_iter=300, random_state=seed), vectors, truth)
    solver.coef_ = solver.coef_.astype(np.float64) / spread
    solver.intercept_ = solver.intercept_ - solver.coef_ @ center
    return solver


def combine(solvers: Sequence[LogisticRegression], factors: Sequence[float]) -> LogisticRegression:
    """Combine models of the same sentences, each learned from its own columns, into one that sums their scores.

    Each model's scores are multiplied by its factor. The first model is changed in place and returned.
    """
    combined = solvers[0]
    combined.coef_ = np.hstack([solver.coef_ * factor for solver, factor in zip(solvers, factors, strict=True)])
    combined.intercept_ = sum(solver.intercept_ * factor for solver, factor in zip(solvers, factors, strict=True))
    combined.n_features_in_ = combined.coef_.shape[1]
    return combined


def _fit(solver: LogisticRegression, features: Any, truth: Truth) -> LogisticRegression:  # noqa: ANN401 - both kinds
    """Fit a model with balanced labels; a sentence with shares is learned from once for each of its labels."""
    if truth.shares is None:
        return solver.set_params(class_weight="balanced").fit(features, truth.answers)
    sentences, columns = np.nonzero(truth.shares)
    shares = truth.shares[sentences, columns]
    label_mass = truth.shares.sum(axis=0)
    balanced = label_mass.sum() / (np.count_nonzero(label_mass) * label_mass[columns])
    labels = np.array(truth.labels, dtype=object)[columns]
    return solver.fit(features[sentences], labels, sample_weight=shares * balanced)
