"""Linear models: one from weighed counts, one from an encoder's vectors, and both put together as one."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from training.data.examples import Truth

STRENGTHS: Final = (0.5, 1.0, 2.0)  # how closely the weights follow the data (scikit-learn's C)
STRENGTH: Final = 1.0  # where nothing can be tried out
VECTOR_STRENGTH: Final = 0.001  # vectors are dense and many agree, so little is learned of each


def fit_counts(known: sparse.csr_matrix, truth: Truth, strength: float, seed: int) -> LogisticRegression:
    """Learn from weighed counts; rare labels weigh as much as frequent ones."""
    solver = LogisticRegression(C=strength, solver="newton-cg", tol=1e-4, random_state=seed)
    return _fit(solver, known, truth)


def fit_vectors(known: NDArray[np.float32], truth: Truth, seed: int) -> LogisticRegression:
    """Learn from an encoder's vectors as if each number had the same spread; they are scaled in place.

    Half the digits give the same labels in two thirds of the time and half the memory; a copy would double it again.
    The shares of several labels do need one: a sentence is learned from once for each of them.
    """
    center = known.mean(axis=0, dtype=np.float64).astype(np.float32)
    known -= center
    spread = np.sqrt(np.einsum("ij,ij->j", known, known, dtype=np.float64) / len(known))
    spread[spread < 1e-9] = 1.0
    known /= spread.astype(np.float32)
    solver = _fit(LogisticRegression(C=VECTOR_STRENGTH, max_iter=300, random_state=seed), known, truth)
    solver.coef_ = solver.coef_.astype(np.float64) / spread
    solver.intercept_ = solver.intercept_ - solver.coef_ @ center
    return solver


def combine(solvers: Sequence[LogisticRegression], factors: Sequence[float]) -> LogisticRegression:
    """Make one model of several that learned from parts of the same sentences' columns: their scores summed."""
    first = solvers[0]
    first.coef_ = np.hstack([solver.coef_ * factor for solver, factor in zip(solvers, factors, strict=True)])
    first.intercept_ = sum(solver.intercept_ * factor for solver, factor in zip(solvers, factors, strict=True))
    first.n_features_in_ = first.coef_.shape[1]
    return first


def _fit(solver: LogisticRegression, known: Any, truth: Truth) -> LogisticRegression:  # noqa: ANN401 - both kinds
    if truth.shares is None:
        return solver.set_params(class_weight="balanced").fit(known, truth.answers)
    rows, columns = np.nonzero(truth.shares)
    given = truth.shares[rows, columns]
    mass = truth.shares.sum(axis=0)
    balanced = mass.sum() / (np.count_nonzero(mass) * mass[columns])
    labels = np.array(truth.labels, dtype=object)[columns]
    return solver.fit(known[rows], labels, sample_weight=given * balanced)
