"""Counting and weighing as steps of a scikit-learn pipeline, which learn the terms and how rare they are."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

from training.features.ngrams import character_ngrams
from training.syntax.tokens import Document
from training.vectorize.vocabulary import (
    CharacterVocabulary,
    Vocabulary,
    Weights,
    count_terms,
    count_words,
    weigh_counts,
)


class TermCounter(TransformerMixin, BaseEstimator):  # type: ignore[misc] # scikit-learn has no types
    """Counts the terms that `analyzer` finds in each document, without those in fewer than `min_df` documents."""

    def __init__(self, analyzer: Callable[[Any], Iterable[str]], min_df: int = 1) -> None:
        self.analyzer = analyzer
        self.min_df = min_df

    def fit(self, documents: Sequence[Any], y: object = None) -> "TermCounter":
        """Learn the vocabulary, in alphabetical order."""
        self.fit_transform(documents)
        return self

    def fit_transform(self, documents: Sequence[Any], y: object = None) -> sparse.csr_matrix:
        """Learn the vocabulary and count in one pass over the documents; the counts have shape (documents, terms)."""
        terms, counts = _fit_vocabulary(self.analyzer, documents, self.min_df)
        self.vocabulary_ = Vocabulary(self.analyzer, terms)
        return counts

    def transform(self, documents: Sequence[Any]) -> sparse.csr_matrix:
        """Count the terms of each document that are in the vocabulary, as a matrix of shape (documents, terms)."""
        return self.vocabulary_.counts(documents)


class CharacterCounter(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Counts character n-grams; each distinct word is cut only once, however often it occurs.

    An n-gram in fewer than `min_df` different words tells nothing that the words do not tell, and is left out.
    """

    def __init__(self, min_df: int = 1) -> None:
        self.min_df = min_df

    def fit(self, documents: Sequence[Document], y: object = None) -> "CharacterCounter":
        """Learn which n-grams there are."""
        self.fit_transform(documents)
        return self

    def fit_transform(self, documents: Sequence[Document], y: object = None) -> sparse.csr_matrix:
        """Learn which n-grams there are, and count them, as a matrix of shape (documents, n-grams)."""
        word_counts, words = count_words(documents)
        terms, ngram_counts = _fit_vocabulary(character_ngrams, words, self.min_df)
        self.vocabulary_ = CharacterVocabulary(terms)
        return word_counts @ ngram_counts

    def transform(self, documents: Sequence[Document]) -> sparse.csr_matrix:
        """Count the n-grams of each document that are in the vocabulary, as a matrix of shape (documents, n-grams)."""
        return self.vocabulary_.counts(documents)


def _fit_vocabulary(
    analyzer: Callable[[Any], Iterable[str]], documents: Sequence[Any], min_df: int
) -> tuple[list[str], sparse.csr_matrix]:
    """Give the terms in at least `min_df` documents, in alphabetical order, and their counts, (documents, terms)."""
    columns: dict[str, int] = {}
    rows = [[columns.setdefault(term, len(columns)) for term in analyzer(document)] for document in documents]
    counts = count_terms(rows, len(columns))
    is_frequent = np.bincount(counts.indices, minlength=len(columns)) >= min_df
    terms = sorted(term for term, column in columns.items() if is_frequent[column])
    return terms, counts[:, [columns[term] for term in terms]].tocsr()


class TermWeigher(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Weighs counts by inverse document frequency and by sentence length, as `weigh_counts` does.

    With `use_idf=False` all terms weigh the same. `weight` multiplies all numbers.
    """

    def __init__(self, weight: float = 1.0, use_idf: bool = True) -> None:
        self.weight = weight
        self.use_idf = use_idf

    def fit(self, counts: sparse.csr_matrix, y: object = None) -> "TermWeigher":
        """Learn the inverse document frequency of each term, smoothed as in scikit-learn's TfidfTransformer."""
        documents, terms = counts.shape
        document_frequency = np.bincount(counts.indices, minlength=terms)
        idf = np.log((1 + documents) / (1 + document_frequency)) + 1 if self.use_idf else np.ones(terms)
        self.weights_: Weights = idf.astype(np.float32)
        return self

    def transform(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Weigh the counts of each sentence, shape (sentences, terms); the shape stays.

        >>> TermWeigher(use_idf=False).fit_transform(sparse.csr_matrix([[3.0, 1.0]])).toarray().tolist()
        [[1.5, 0.5]]
        """
        return weigh_counts(counts, self.weights_, self.weight)
