"""Weights of counted terms that add up: what a sentence's words contribute can be told word by word."""

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

from training.vectorize.vocabulary import Weights, weighed


class Weigh(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Weighs counts by how rare a term is, and a sentence by what all its terms weigh together.

    A term that stands there twice counts twice.
    """

    def __init__(self, weight: float = 1.0, rare: bool = True) -> None:
        self.weight = weight
        self.rare = rare

    def fit(self, counts: sparse.csr_matrix, y: object = None) -> "Weigh":
        """Learn how rare each term is."""
        documents, terms = counts.shape
        seen = np.bincount(counts.indices, minlength=terms)
        weights = np.log((1 + documents) / (1 + seen)) + 1 if self.rare else np.ones(terms)
        self.weights_: Weights = weights.astype(np.float32)
        return self

    def transform(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Weigh the terms of each sentence.

        >>> Weigh(rare=False).fit_transform(sparse.csr_matrix([[3.0, 1.0]])).toarray().tolist()
        [[1.5, 0.5]]
        """
        return weighed(counts, self.weights_, self.weight)
