"""Pieces of words, counted by cutting each distinct word once; nothing here needs scikit-learn."""

from collections.abc import Iterable, Sequence
from typing import Any

from scipy import sparse

from training.features.ngrams import LONGEST, REMEMBERED, pieces
from training.masking.passages import MASKS
from training.syntax.tokens import Document
from training.vectorize.vocabulary import Vocabulary, counted


class PieceVocabulary:
    """The pieces of words that count, in the order of their columns."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._of_a_word = Vocabulary(pieces, terms)
        self._known: dict[str, list[int]] = {}

    @property
    def columns(self) -> dict[str, int]:
        """Each piece's column."""
        return self._of_a_word.columns

    def counts(self, documents: Sequence[Document]) -> sparse.csr_matrix:
        """Count the known pieces of each document."""
        words, distinct = by_word(documents)
        return words @ self.within(distinct)

    def within(self, words: Sequence[str]) -> sparse.csr_matrix:
        """Count the known pieces of each word."""
        return counted([self._places(word) for word in words], len(self.columns))

    def _places(self, word: str) -> list[int]:
        """Give the columns of a word's pieces.

        Cut once for all chunks of a long text: half of the time would go into cutting the same words.
        """
        if len(word) > LONGEST:
            return self._of_a_word.places(word)
        if word not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[word] = self._of_a_word.places(word)
        return self._known[word]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_known": {}}


def by_word(documents: Iterable[Document]) -> tuple[sparse.csr_matrix, list[str]]:
    """Count the distinct words of each document, what is masked apart, and name those words."""
    known: dict[str, int] = {}
    rows = [[known.setdefault(word, len(known)) for word in found.lowered if word not in MASKS] for found in documents]
    return counted(rows, len(known)), list(known)
