"""Features of evaluation: good and bad words, turned around by a negation, by how near the target they stand.

Which words are good or bad, and how much, is what people said of them: the lexicon of VADER (Hutto and Gilbert 2014).
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from training.language.lexicons import VALENCE_LEXICON, lexicon_lines
from training.language.word_lists import word_lists
from training.masking.passages import TARGET
from training.syntax.positions import side_and_distance
from training.syntax.tokens import Document, Tokens

STRONG_VALENCE: Final = 1.8  # of 4
TONE_DISTANCES: Final = (3, 6, 12)  # words from the target
_MAX_EXACT_DISTANCE: Final = 5
_NEGATION_REACH: Final = 3  # words that a negation reaches
_NEGATION_FACTOR: Final = -0.7  # "not good" is not as bad as "bad"


@lru_cache(maxsize=1)
def valences() -> Mapping[str, float]:
    """Give how good (to 4) or bad (to -4) a word is.

    >>> valences()["great"] > 0 > valences()["terrible"]
    True
    """
    found = (line.split("\t") for line in lexicon_lines(*VALENCE_LEXICON) if "\t" in line)
    return {word.lower(): float(value) for word, value, *_ in found}


def tone_features(found: Document) -> Iterator[str]:
    """Good and bad words of a sentence (`+`, `-`; strong ones twice), and where they stand.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> list(tone_features(document(Passage("Bo is not great.", ((0, 2),)))))
    ['--', '-', '>3 -', '>6 -', '>12 -', '> -', '> --@3', 'more -']
    """
    places = [place for place, token in enumerate(found.lowered) if token == TARGET]
    signs = list(signed_words(found.lowered))
    for at, sign in signs:
        yield from (sign, sign[0]) if len(sign) > 1 else (f"{sign}1", sign)
        if places:
            yield from _target_features(at, sign, places)
    more = sum(1 if sign[0] == "+" else -1 for _, sign in signs)
    yield f"more {'+' if more > 0 else '-' if more < 0 else '='}"


def _target_features(at: int, sign: str, places: list[int]) -> Iterator[str]:
    side, away = side_and_distance(at, places)
    yield from (f"{side}{reach} {sign[0]}" for reach in TONE_DISTANCES if away <= reach)
    yield f"{side} {sign[0]}"
    if away <= _MAX_EXACT_DISTANCE:
        yield f"{side} {sign}@{away}"


def signed_words(lowered: Tokens) -> Iterator[tuple[int, str]]:
    """Give the places of good and bad words, with `+`, `++`, `-` or `--`."""
    known = valences()
    for at, word in enumerate(lowered):
        value = known.get(word, 0.0)
        if value:
            if any(_negates(one) for one in lowered[max(0, at - _NEGATION_REACH) : at]):
                value *= _NEGATION_FACTOR
            yield at, ("+" if value > 0 else "-") * (2 if abs(value) >= STRONG_VALENCE else 1)


def _negates(word: str) -> bool:
    return word in word_lists()["negations"] or word.endswith(("n't", "n’t"))
