"""Features that any sentence has: words, pairs, characters within words, and shapes in which names are only names."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from training.masking.passages import MASKS
from training.syntax.tokens import Document

NAME_SHAPE: Final = "N"
CACHED_WORDS: Final = 20_000  # words whose pieces are kept at hand
MAX_CACHED_LETTERS: Final = (
    50  # letters of such a word: a longer one has many pieces and, being a link or a code, seldom comes again
)


def word_features(found: Document) -> list[str]:
    """Words and pairs of neighbors, with the sentence's start.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> word_features(document(Passage("He won")))
    ['^', 'he', 'won', '^ he', 'he won']
    """
    lowered = ["^", *found.lowered]
    return lowered + [f"{first} {second}" for first, second in pairwise(lowered)]


def shape_features(found: Document) -> list[str]:
    """Pairs and triples of neighbors in which names and numbers are only that: who is named matters less than that.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> shape_features(document(Passage("Then Ann Lee said")))
    ['^ then', 'then N', 'N said', '^ then N', 'then N said']
    """
    shaped = ["^", *(_shape(token) for token in found.tokens[1:])]
    shaped[1:1] = found.lowered[:1]  # a sentence's first word is no name for its capital
    shaped = [shape for before, shape in zip(["", *shaped], shaped, strict=False) if not before == shape == NAME_SHAPE]
    pairs = [f"{first} {second}" for first, second in pairwise(shaped)]
    return pairs + [f"{pair} {third}" for pair, third in zip(pairs, shaped[2:], strict=False)]


def character_ngrams(word: str) -> list[str]:
    """Three to five characters in a row within a word and its edges.

    >>> character_ngrams("He")
    [' he', 'he ', ' he ']
    """
    padded = f" {word.lower()} "
    sizes = range(3, min(5, len(padded)) + 1)
    return [padded[start : start + size] for size in sizes for start in range(len(padded) - size + 1)]


def character_features(found: Document) -> list[str]:
    """Give the pieces of all words."""
    return [piece for word in found.lowered if word not in MASKS for piece in _word_ngrams(word)]


def _word_ngrams(word: str) -> Sequence[str]:
    return _cached_ngrams(word) if len(word) <= MAX_CACHED_LETTERS else character_ngrams(word)


@lru_cache(maxsize=CACHED_WORDS)
def _cached_ngrams(word: str) -> tuple[str, ...]:
    return tuple(character_ngrams(word))


@lru_cache(maxsize=100_000)
def _shape(token: str) -> str:
    return NAME_SHAPE if token[0].isupper() else "0" if token[0].isdigit() else token.lower()
