"""Counting as steps of a scikit-learn pipeline: which terms count is learned."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

from training.features.ngrams import character_ngrams
from training.syntax.tokens import Document
from training.vectorize.vocabulary import CharacterVocabulary, Vocabulary, Weights, count_words, count_terms, weigh_counts


class TermCounter(TransformerMixin, BaseEstimator):  # type: ignore[misc] # scikit-learn has no types
    """Counts what `analyzer` finds in each document; terms in fewer than `min_df` documents are dropped."""

    def __init__(self, analyzer: Callable[[Any], Iterable[str]], min_df: int = 1) -> None:
        self.analyzer = analyzer
        self.min_df = min_df

    def fit(self, documents: Sequence[Any], y: object = None) -> "TermCounter":
        """Learn the vocabulary, in alphabetical order."""
        self.fit_transform(documents)
        return self

    def fit_transform(self, documents: Sequence[Any], y: object = None) -> sparse.csr_matrix:
        """Learn the vocabulary and count, in one pass over the documents."""
        kept, counts = _fit_vocabulary(self.analyzer, documents, self.min_df)
        self.vocabulary_ = Vocabulary(self.analyzer, kept)
        return counts

    def transform(self, documents: Sequence[Any]) -> sparse.csr_matrix:
        """Count the known terms of each document."""
        return self.vocabulary_.counts(documents)


class CharacterCounter(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Counts pieces of words; each distinct word is cut once however often it stands there.

    A piece that stands in fewer than `min_df` different words says nothing that the word doesn't say.
    """

    def __init__(self, min_df: int = 1) -> None:
        self.min_df = min_df

    def fit(self, documents: Sequence[Document], y: object = None) -> "CharacterCounter":
        """Learn which pieces there are."""
        self.fit_transform(documents)
        return self

    def fit_transform(self, documents: Sequence[Document], y: object = None) -> sparse.csr_matrix:
        """Learn which pieces there are, and count them."""
        words, distinct = count_words(documents)
        kept, counts = _fit_vocabulary(character_ngrams, distinct, self.min_df)
        self.vocabulary_ = CharacterVocabulary(kept)
        return words @ counts

    def transform(self, documents: Sequence[Document]) -> sparse.csr_matrix:
        """Count the known pieces of each document."""
        return self.vocabulary_.counts(documents)


def _fit_vocabulary(
    analyzer: Callable[[Any], Iterable[str]], documents: Sequence[Any], min_df: int
) -> tuple[list[str], sparse.csr_matrix]:
    """Give the terms that are frequent enough, in alphabetical order, and how often each document has them."""
    known: dict[str, int] = {}
    rows = [[known.setdefault(term, len(known)) for term in analyzer(doc)] for doc in documents]
    counts = count_terms(rows, len(known))
    frequent = np.bincount(counts.indices, minlength=len(known)) >= min_df
    kept = sorted(term for term, place in known.items() if frequent[place])
    return kept, counts[:, [known[term] for term in kept]].tocsr()


class TermWeigher(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Weighs counts by how rare a term is, and a sentence by what all its terms weigh together.

    A term that stands there twice counts twice.
    """

    def __init__(self, weight: float = 1.0, rare: bool = True) -> None:
        self.weight = weight
        self.rare = rare

    def fit(self, counts: sparse.csr_matrix, y: object = None) -> "TermWeigher":
        """Learn how rare each term is."""
        documents, terms = counts.shape
        seen = np.bincount(counts.indices, minlength=terms)
        weights = np.log((1 + documents) / (1 + seen)) + 1 if self.rare else np.ones(terms)
        self.weights_: Weights = weights.astype(np.float32)
        return self

    def transform(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Weigh the terms of each sentence.

        >>> TermWeigher(rare=False).fit_transform(sparse.csr_matrix([[3.0, 1.0]])).toarray().tolist()
        [[1.5, 0.5]]
        """
        return weigh_counts(counts, self.weights_, self.weight)
