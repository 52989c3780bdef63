"""Features of tone: good and bad words, turned around by a negation, by how near the target they stand.

How good or bad a word is comes from the lexicon of VADER (Hutto and Gilbert 2014), which people rated.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from training.language.lexicons import VALENCE_LEXICON, lexicon_lines
from training.language.word_lists import word_lists
from training.masking.passages import TARGET
from training.syntax.positions import side_and_distance
from training.syntax.tokens import Document, Tokens

STRONG_VALENCE: Final = 1.8  # of 4
TONE_DISTANCES: Final = (3, 6, 12)  # tokens from the target
_MAX_EXACT_DISTANCE: Final = 5  # up to it the exact number of tokens is a feature
_NEGATION_REACH: Final = 3  # tokens after a negation that it turns around
_NEGATION_FACTOR: Final = -0.7  # "not good" is not as bad as "bad"


@lru_cache(maxsize=1)
def valences() -> Mapping[str, float]:
    """Give how good (up to 4) or bad (down to -4) each word of the lexicon is.

    >>> valences()["great"] > 0 > valences()["terrible"]
    True
    """
    entries = (line.split("\t") for line in lexicon_lines(*VALENCE_LEXICON) if "\t" in line)
    return {word.lower(): float(valence) for word, valence, *_ in entries}


def tone_features(document: Document) -> Iterator[str]:
    """Give the good and bad words of a sentence (`+`, `-`; strong ones twice), and where they stand.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> list(tone_features(make_document(Passage("Bo is not great.", ((0, 2),)))))
    ['--', '-', '>3 -', '>6 -', '>12 -', '> -', '> --@3', 'more -']
    """
    mentions = [position for position, token in enumerate(document.lowered) if token == TARGET]
    signs = list(signed_words(document.lowered))
    for position, sign in signs:
        yield from (sign, sign[0]) if len(sign) > 1 else (f"{sign}1", sign)
        if mentions:
            yield from _target_features(position, sign, mentions)
    balance = sum(1 if sign[0] == "+" else -1 for _, sign in signs)
    yield f"more {'+' if balance > 0 else '-' if balance < 0 else '='}"


def _target_features(position: int, sign: str, mentions: Sequence[int]) -> Iterator[str]:
    side, distance = side_and_distance(position, mentions)
    yield from (f"{side}{limit} {sign[0]}" for limit in TONE_DISTANCES if distance <= limit)
    yield f"{side} {sign[0]}"
    if distance <= _MAX_EXACT_DISTANCE:
        yield f"{side} {sign}@{distance}"


def signed_words(lowered: Tokens) -> Iterator[tuple[int, str]]:
    """Give the position of each good or bad word, with its sign: `+`, `++`, `-` or `--`.

    >>> list(signed_words(["a", "great", "plan"]))
    [(1, '++')]
    """
    lexicon = valences()
    for position, word in enumerate(lowered):
        valence = lexicon.get(word, 0.0)
        if valence:
            if any(_is_negation(previous) for previous in lowered[max(0, position - _NEGATION_REACH) : position]):
                valence *= _NEGATION_FACTOR
            yield position, ("+" if valence > 0 else "-") * (2 if abs(valence) >= STRONG_VALENCE else 1)


def _is_negation(word: str) -> bool:
    return word in word_lists()["negations"] or word.endswith(("n't", "n’t"))
