"""Terms of documents as sparse matrices of counts, and how counts are weighed; nothing here needs scikit-learn."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from training.features.ngrams import CACHED_WORDS, MAX_CACHED_LETTERS, character_ngrams
from training.masking.passages import MASKS
from training.syntax.tokens import Document

Weights = NDArray[np.float32]


class Vocabulary:
    """The terms that are counted, in the order of their columns, and the analyzer that finds terms in a document.

    >>> Vocabulary(list, ["a", "b"]).counts([["b", "new", "b"]]).toarray().tolist()
    [[0.0, 2.0]]
    """

    def __init__(self, analyzer: Callable[[Any], Iterable[str]], terms: Iterable[str]) -> None:
        self.analyzer = analyzer
        self.columns = {term: column for column, term in enumerate(terms)}

    def counts(self, documents: Sequence[Any]) -> sparse.csr_matrix:
        """Count the terms of each document that are in the vocabulary, as a matrix of shape (documents, terms)."""
        return count_terms([self.document_columns(document) for document in documents], len(self.columns))

    def document_columns(self, document: Any) -> list[int]:  # noqa: ANN401 - whatever the analyzer takes
        """Give the columns of a document's terms that are in the vocabulary, each as often as its term occurs."""
        column_of = self.columns.get
        return [column for term in self.analyzer(document) if (column := column_of(term)) is not None]


def count_terms(rows: Sequence[Sequence[int]], width: int) -> sparse.csr_matrix:
    """Turn each row's column numbers, which may repeat, into a matrix of counts, shape (rows, width).

    >>> count_terms([[], [1, 1]], 2).toarray().tolist()
    [[0.0, 0.0], [0.0, 2.0]]
    """
    row_ends = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=int(row_ends[-1]))
    counts = sparse.csr_matrix((np.ones(len(columns)), columns, row_ends), shape=(len(rows), width))
    counts.sum_duplicates()
    return counts


def weigh_counts(counts: sparse.csr_matrix, idf: Weights, weight: float) -> sparse.csr_matrix:
    """Weigh counts, shape (sentences, terms), by each term's inverse document frequency; the shape stays.

    A sentence's row is divided by the root of the sum of squared weights over all its terms as they occur, not over
    their totals as in scikit-learn: so both can be added up token by token. A row without any term stays empty.

    >>> weigh_counts(sparse.csr_matrix([[3.0, 1.0]]), np.ones(2, dtype=np.float32), 1.0).toarray().tolist()
    [[1.5, 0.5]]
    """
    term_weights = idf.astype(float)
    lengths = np.sqrt(counts @ term_weights**2)
    weighed = counts.multiply(term_weights[None, :]).tocsr()
    weighed.data *= np.repeat(weight / np.where(lengths > 0, lengths, 1), np.diff(weighed.indptr))
    return weighed


class CharacterVocabulary:
    """The character n-grams that are counted, in the order of their columns."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._ngrams = Vocabulary(character_ngrams, terms)
        self._cached_columns: dict[str, list[int]] = {}  # by word

    @property
    def columns(self) -> dict[str, int]:
        """The column of each n-gram."""
        return self._ngrams.columns

    def counts(self, documents: Sequence[Document]) -> sparse.csr_matrix:
        """Count the n-grams of each document's words, as a matrix of shape (documents, n-grams)."""
        word_counts, words = count_words(documents)
        return word_counts @ self.ngram_counts(words)

    def ngram_counts(self, words: Sequence[str]) -> sparse.csr_matrix:
        """Count the n-grams of each word, as a matrix of shape (words, n-grams)."""
        return count_terms([self._word_columns(word) for word in words], len(self.columns))

    def _word_columns(self, word: str) -> list[int]:
        """Give the columns of a word's n-grams.

        They are cached from one chunk of sentences to the next: cutting the same words again would take half the time.
        """
        if len(word) > MAX_CACHED_LETTERS:
            return self._ngrams.document_columns(word)
        if word not in self._cached_columns:
            if len(self._cached_columns) >= CACHED_WORDS:
                self._cached_columns.clear()
            self._cached_columns[word] = self._ngrams.document_columns(word)
        return self._cached_columns[word]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_cached_columns": {}}


def count_words(documents: Iterable[Document]) -> tuple[sparse.csr_matrix, list[str]]:
    """Count the distinct words of each document: a matrix of shape (documents, words), and the words of its columns.

    Masks are left out.
    """
    columns: dict[str, int] = {}
    rows = [
        [columns.setdefault(word, len(columns)) for word in document.lowered if word not in MASKS]
        for document in documents
    ]
    return count_terms(rows, len(columns)), list(columns)
