"""Features that any sentence has: words, pairs, characters within words, and shapes in which names are only names."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

from training.terms import Terms, counted
from training.tokens import OUTLET, TARGET, Document

NAME: Final = "N"
REMEMBERED: Final = 20_000  # words whose pieces are kept at hand
MASKS: Final = frozenset((TARGET, OUTLET))


def words(found: Document) -> list[str]:
    """Words and pairs of neighbors, with the sentence's start.

    >>> from training.passages import Passage
    >>> from training.tokens import document
    >>> words(document(Passage("He won")))
    ['^', 'he', 'won', '^ he', 'he won']
    """
    lowered = ["^", *found.lowered]
    return lowered + [f"{first} {second}" for first, second in pairwise(lowered)]


def shapes(found: Document) -> list[str]:
    """Pairs and triples of neighbors in which names and numbers are only that: who is named matters less than that.

    >>> from training.passages import Passage
    >>> from training.tokens import document
    >>> shapes(document(Passage("Then Ann Lee said")))
    ['^ then', 'then N', 'N said', '^ then N', 'then N said']
    """
    shaped = ["^", *(_shape(token) for token in found.tokens[1:])]
    shaped[1:1] = found.lowered[:1]  # a sentence's first word is no name for its capital
    shaped = [shape for before, shape in zip(["", *shaped], shaped, strict=False) if not before == shape == NAME]
    pairs = [f"{first} {second}" for first, second in pairwise(shaped)]
    return pairs + [f"{pair} {third}" for pair, third in zip(pairs, shaped[2:], strict=False)]


def pieces(word: str) -> list[str]:
    """Three to five characters in a row within a word and its edges.

    >>> pieces("He")
    [' he', 'he ', ' he ']
    """
    padded = f" {word.lower()} "
    sizes = range(3, min(5, len(padded)) + 1)
    return [padded[start : start + size] for size in sizes for start in range(len(padded) - size + 1)]


def characters(found: Document) -> list[str]:
    """Give the pieces of all words."""
    return [piece for word in found.lowered if word not in MASKS for piece in _pieces(word)]


class Characters(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Counts pieces of words; each distinct word is cut once however often it stands there.

    A piece that stands in fewer than `min_df` different words says nothing that the word doesn't say.
    """

    def __init__(self, min_df: int = 1) -> None:
        self.min_df = min_df

    def fit(self, documents: Sequence[Document], y: object = None) -> "Characters":
        """Learn which pieces there are."""
        self.fit_transform(documents)
        return self

    def fit_transform(self, documents: Sequence[Document], y: object = None) -> sparse.csr_matrix:
        """Learn which pieces there are, and count them."""
        counts, distinct = by_word(documents)
        self._known: dict[str, list[int]] = {}
        self.pieces_ = Terms(pieces, self.min_df)
        return counts @ self.pieces_.fit_transform(distinct)

    def transform(self, documents: Sequence[Document]) -> sparse.csr_matrix:
        """Count the known pieces of each document."""
        counts, distinct = by_word(documents)
        return counts @ counted([self.places(word) for word in distinct], len(self.pieces_.vocabulary_))

    def places(self, word: str) -> list[int]:
        """Give the columns of a word's pieces.

        Cut once for all chunks of a long text: half of the time would go into cutting the same words.
        """
        known: dict[str, list[int]] = self.__dict__.setdefault("_known", {})
        if word not in known:
            if len(known) >= REMEMBERED:
                known.clear()
            known[word] = self.pieces_.places(word)
        return known[word]

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in super().__getstate__().items() if name != "_known"}


def by_word(documents: Iterable[Document]) -> tuple[sparse.csr_matrix, list[str]]:
    """Count the distinct words of each document, what is masked apart, and name those words."""
    known: dict[str, int] = {}
    rows = [[known.setdefault(word, len(known)) for word in found.lowered if word not in MASKS] for found in documents]
    return counted(rows, len(known)), list(known)


@lru_cache(maxsize=REMEMBERED)
def _pieces(word: str) -> tuple[str, ...]:
    return tuple(pieces(word))


@lru_cache(maxsize=100_000)
def _shape(token: str) -> str:
    return NAME if token[0].isupper() else "0" if token[0].isdigit() else token.lower()
