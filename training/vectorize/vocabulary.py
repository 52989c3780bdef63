"""Counted terms as tables of numbers, and what counts weigh; nothing here needs scikit-learn."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from training.features.ngrams import MAX_CACHED_LETTERS, CACHED_WORDS, character_ngrams
from training.masking.passages import MASKS
from training.syntax.tokens import Document

Weights = NDArray[np.float32]


class Vocabulary:
    """The terms that count, in the order of their columns, and what finds them in a document.

    >>> Vocabulary(list, ["a", "b"]).counts([["b", "new", "b"]]).toarray().tolist()
    [[0.0, 2.0]]
    """

    def __init__(self, analyzer: Callable[[Any], Iterable[str]], terms: Iterable[str]) -> None:
        self.analyzer = analyzer
        self.columns = {term: place for place, term in enumerate(terms)}

    def counts(self, documents: Sequence[Any]) -> sparse.csr_matrix:
        """Count the known terms of each document."""
        return count_terms([self.places(doc) for doc in documents], len(self.columns))

    def places(self, document: Any) -> list[int]:  # noqa: ANN401 - whatever the analyzer takes
        """Give the columns of the known terms of one document, each as often as it is there."""
        column = self.columns.get
        return [at for term in self.analyzer(document) if (at := column(term)) is not None]


def count_terms(rows: Sequence[Sequence[int]], width: int) -> sparse.csr_matrix:
    """Gather each row's column numbers as a table of counts."""
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=int(ends[-1]))
    counts = sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), width))
    counts.sum_duplicates()
    return counts


def weigh_counts(counts: sparse.csr_matrix, rare: Weights, weight: float) -> sparse.csr_matrix:
    """Weigh the terms of each sentence by how rare they are; one without any known term stays empty.

    The sum of squares over the terms as they stand, not over their totals, is what a sentence is divided by: both can
    be added up token by token.

    >>> weigh_counts(sparse.csr_matrix([[3.0, 1.0]]), np.ones(2, dtype=np.float32), 1.0).toarray().tolist()
    [[1.5, 0.5]]
    """
    each = rare.astype(float)
    lengths = np.sqrt(counts @ each**2)
    found = counts.multiply(each[None, :]).tocsr()
    found.data *= np.repeat(weight / np.where(lengths > 0, lengths, 1), np.diff(found.indptr))
    return found


class CharacterVocabulary:
    """The pieces of words that count, in the order of their columns."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._of_a_word = Vocabulary(character_ngrams, terms)
        self._known: dict[str, list[int]] = {}

    @property
    def columns(self) -> dict[str, int]:
        """Each piece's column."""
        return self._of_a_word.columns

    def counts(self, documents: Sequence[Document]) -> sparse.csr_matrix:
        """Count the known pieces of each document."""
        words, distinct = count_words(documents)
        return words @ self.within(distinct)

    def within(self, words: Sequence[str]) -> sparse.csr_matrix:
        """Count the known pieces of each word."""
        return count_terms([self._places(word) for word in words], len(self.columns))

    def _places(self, word: str) -> list[int]:
        """Give the columns of a word's pieces.

        Cut once for all chunks of a long text: half of the time would go into cutting the same words.
        """
        if len(word) > MAX_CACHED_LETTERS:
            return self._of_a_word.places(word)
        if word not in self._known:
            if len(self._known) >= CACHED_WORDS:
                self._known.clear()
            self._known[word] = self._of_a_word.places(word)
        return self._known[word]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_known": {}}


def count_words(documents: Iterable[Document]) -> tuple[sparse.csr_matrix, list[str]]:
    """Count the distinct words of each document, what is masked apart, and name those words."""
    known: dict[str, int] = {}
    rows = [[known.setdefault(word, len(known)) for word in found.lowered if word not in MASKS] for found in documents]
    return count_terms(rows, len(known)), list(known)
