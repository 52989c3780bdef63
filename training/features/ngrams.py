"""Features of any sentence: words and pairs, n-grams of characters, and shapes in which all names are alike."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from training.masking.passages import MASKS, TARGET
from training.syntax.positions import side_and_distance
from training.syntax.tokens import Document, Tokens

NAME_SHAPE: Final = "N"
NUMBER_SHAPE: Final = "0"
CACHED_WORDS: Final = 20_000  # words whose n-grams are kept in memory
MAX_CACHED_LETTERS: Final = 50  # of a word: longer ones are links or codes, which have many n-grams and seldom recur
MAX_TOKENS_FROM_TARGET: Final = 20  # words further away are mostly about the topic, and not about the target
_NGRAM_CHARACTERS: Final = (3, 5)  # the shortest and the longest n-gram
_CACHED_SHAPES: Final = 100_000


def word_features(document: Document) -> list[str]:
    """Give the words and the pairs of neighboring words, the sentence's start counting as a word.

    Where the target is named, words more than 20 tokens away from all its mentions are left out.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> word_features(make_document(Passage("He won")))
    ['^', 'he', 'won', '^ he', 'he won']
    """
    words = ["^", *_words_near_target(document.lowered)]
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def _words_near_target(lowered: Tokens) -> Tokens:
    if len(lowered) <= MAX_TOKENS_FROM_TARGET:
        return lowered
    mentions = [position for position, token in enumerate(lowered) if token == TARGET]
    if not mentions:
        return lowered
    distances = (side_and_distance(position, mentions)[1] for position in range(len(lowered)))
    return [word for word, distance in zip(lowered, distances, strict=True) if distance <= MAX_TOKENS_FROM_TARGET]


def shape_features(document: Document) -> list[str]:
    """Give the pairs and triples of neighboring words in which every name is "N" and every number "0".

    That somebody is named matters more than who it is; neighboring names are one "N".

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> shape_features(make_document(Passage("Then Ann Lee said")))
    ['^ then', 'then N', 'N said', '^ then N', 'then N said']
    """
    shapes = ["^", *(_shape(token) for token in document.tokens[1:])]
    shapes[1:1] = document.lowered[:1]  # a capital does not make a sentence's first word a name
    shapes = [
        shape for previous, shape in zip(["", *shapes], shapes, strict=False) if not previous == shape == NAME_SHAPE
    ]
    pairs = [f"{first} {second}" for first, second in pairwise(shapes)]
    return pairs + [f"{pair} {third}" for pair, third in zip(pairs, shapes[2:], strict=False)]


def character_ngrams(word: str) -> list[str]:
    """Give the runs of three to five characters within a word, a space being put before and after it.

    >>> character_ngrams("He")
    [' he', 'he ', ' he ']
    """
    padded = f" {word.lower()} "
    shortest, longest = _NGRAM_CHARACTERS
    sizes = range(shortest, min(longest, len(padded)) + 1)
    return [padded[start : start + size] for size in sizes for start in range(len(padded) - size + 1)]


def character_features(document: Document) -> list[str]:
    """Give the character n-grams of all words; masks have none."""
    return [ngram for word in document.lowered if word not in MASKS for ngram in _word_ngrams(word)]


def _word_ngrams(word: str) -> Sequence[str]:
    return _cached_ngrams(word) if len(word) <= MAX_CACHED_LETTERS else character_ngrams(word)


@lru_cache(maxsize=CACHED_WORDS)
def _cached_ngrams(word: str) -> tuple[str, ...]:
    return tuple(character_ngrams(word))


@lru_cache(maxsize=_CACHED_SHAPES)
def _shape(token: str) -> str:
    return NAME_SHAPE if token[0].isupper() else NUMBER_SHAPE if token[0].isdigit() else token.lower()
