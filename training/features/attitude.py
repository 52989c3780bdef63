"""Features of attitude: how often, and where, a sentence praises, blames, presses, doubts, addresses or jokes.

A word that is seen once in the sentences learned from tells nothing; that it belongs to many that blame does.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from training.language.word_lists import attitudes_by_word
from training.masking.passages import TARGET
from training.syntax.positions import side_and_distance, quotation_flags
from training.syntax.tokens import Document

ATTITUDE_DISTANCES: Final = (3, 6)  # words from the target
COUNT_THRESHOLDS: Final = (2, 3)
_STRONG_ATTITUDES: Final = ("praise", "blame", "charged", "attitude")
_EMPHASIS_MARKS: Final = ("?", "!")


def attitude_features(found: Document) -> Iterator[str]:
    """The attitudes that words show, inside and outside quotations, how many of each, and where the target stands.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> list(attitude_features(document(Passage("Bo is shameless!", ((0, 2),)))))
    ['blame', 'out blame', '>3 blame', '>6 blame', '> blame', '!']
    """
    mentions = [place for place, token in enumerate(found.lowered) if token == TARGET]
    inside, times = quotation_flags(found.lowered), Counter[str]()
    for at, name in attitude_words(found):
        times[name] += 1
        yield from (name, f"in {name}" if inside[at] else f"out {name}")
        if mentions:
            side, away = side_and_distance(at, mentions)
            yield from (f"{side}{reach} {name}" for reach in ATTITUDE_DISTANCES if away <= reach)
            yield f"{side} {name}"
    yield from (f"{many} {name}" for name, number in times.items() for many in COUNT_THRESHOLDS if number >= many)
    if not any(times[name] for name in _STRONG_ATTITUDES):
        yield "cool"
    yield from (mark for mark in _EMPHASIS_MARKS if mark in found.lowered)
    if any(token[0].isdigit() for token in found.tokens):
        yield "digits"


def attitude_words(found: Document) -> Iterator[tuple[int, str]]:
    """Give the places of words that show an attitude, each with the list it is in."""
    known = attitudes_by_word()
    for at, word in enumerate(found.lowered):
        yield from ((at, name) for name in known.get(word, ()))


def words_with_attitude(found: Document, term: str) -> Counter[str]:
    """Count the words of a sentence that a feature of attitude stands for.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> words_with_attitude(document(Passage("Shameless and shady.")), "2 blame")
    Counter({'shameless': 1, 'shady': 1})
    """
    name = term.rpartition(" ")[2]
    return Counter(found.lowered[at] for at, one in attitude_words(found) if one == name)
