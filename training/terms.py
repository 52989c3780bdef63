"""Counting terms: the table of numbers that a model learns from."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin


class Terms(TransformerMixin, BaseEstimator):  # type: ignore[misc] # scikit-learn has no types
    """Counts what `analyzer` finds in each document; terms in fewer than `min_df` documents are dropped."""

    def __init__(self, analyzer: Callable[[Any], Iterable[str]], min_df: int = 1) -> None:
        self.analyzer = analyzer
        self.min_df = min_df

    def fit(self, documents: Sequence[Any], y: object = None) -> "Terms":
        """Learn the vocabulary, in alphabetical order."""
        self.fit_transform(documents)
        return self

    def fit_transform(self, documents: Sequence[Any], y: object = None) -> sparse.csr_matrix:
        """Learn the vocabulary and count, in one pass over the documents."""
        known: dict[str, int] = {}
        rows = [[known.setdefault(term, len(known)) for term in self.analyzer(doc)] for doc in documents]
        counts = counted(rows, len(known))
        frequent = np.bincount(counts.indices, minlength=len(known)) >= self.min_df
        kept = sorted(term for term, place in known.items() if frequent[place])
        places = [known[term] for term in kept]
        self.vocabulary_ = {term: place for place, term in enumerate(kept)}
        return counts[:, places].tocsr()

    def transform(self, documents: Sequence[Any]) -> sparse.csr_matrix:
        """Count the known terms of each document."""
        rows = [self.places(doc) for doc in documents]
        return counted(rows, len(self.vocabulary_))

    def places(self, document: Any) -> list[int]:  # noqa: ANN401 - whatever the analyzer takes
        """Give the columns of the known terms of one document, each as often as it is there."""
        place = self.vocabulary_.get
        return [at for term in self.analyzer(document) if (at := place(term)) is not None]


def counted(rows: Sequence[Sequence[int]], width: int) -> sparse.csr_matrix:
    """Gather each row's column numbers as a table of counts."""
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=int(ends[-1]))
    counts = sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), width))
    counts.sum_duplicates()
    return counts
