"""Features of attitude: how often, and where, a sentence praises, blames, urges, doubts, addresses or jokes.

A word that occurs once in the training data tells a model nothing; that it is one of many words of blame does.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from training.language.word_lists import attitudes_by_word
from training.masking.passages import TARGET
from training.syntax.positions import quotation_flags, side_and_distance
from training.syntax.tokens import Document

ATTITUDE_DISTANCES: Final = (3, 6)  # tokens from the target
COUNT_THRESHOLDS: Final = (2, 3)  # words of one attitude in a sentence
_STRONG_ATTITUDES: Final = ("praise", "blame", "charged", "attitude")
_EMPHASIS_MARKS: Final = ("?", "!")


def attitude_features(document: Document) -> Iterator[str]:
    """Give the attitudes that words show: inside or outside quotations, how many, on which side of the target.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> list(attitude_features(make_document(Passage("Bo is shameless!", ((0, 2),)))))
    ['blame', 'out blame', '>3 blame', '>6 blame', '> blame', '!']
    """
    mentions = [position for position, token in enumerate(document.lowered) if token == TARGET]
    inside_quotes, counts = quotation_flags(document.lowered), Counter[str]()
    for position, attitude in attitude_words(document):
        counts[attitude] += 1
        yield from (attitude, f"in {attitude}" if inside_quotes[position] else f"out {attitude}")
        if mentions:
            side, distance = side_and_distance(position, mentions)
            yield from (f"{side}{limit} {attitude}" for limit in ATTITUDE_DISTANCES if distance <= limit)
            yield f"{side} {attitude}"
    yield from (
        f"{threshold} {attitude}"
        for attitude, count in counts.items()
        for threshold in COUNT_THRESHOLDS
        if count >= threshold
    )
    if not any(counts[attitude] for attitude in _STRONG_ATTITUDES):
        yield "cool"
    yield from (mark for mark in _EMPHASIS_MARKS if mark in document.lowered)
    if any(token[0].isdigit() for token in document.tokens):
        yield "digits"


def attitude_words(document: Document) -> Iterator[tuple[int, str]]:
    """Give the position of each word that shows an attitude, with the attitude; a word can show several.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> list(attitude_words(make_document(Passage("A better plan"))))
    [(1, 'praise'), (1, 'duty')]
    """
    attitudes = attitudes_by_word()
    for position, word in enumerate(document.lowered):
        yield from ((position, attitude) for attitude in attitudes.get(word, ()))


def words_with_attitude(document: Document, term: str) -> Counter[str]:
    """Count the words of a sentence that show the attitude of a feature, given by its term.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> words_with_attitude(make_document(Passage("Shameless and shady.")), "2 blame")
    Counter({'shameless': 1, 'shady': 1})
    """
    sought = term.rpartition(" ")[2]
    return Counter(document.lowered[position] for position, attitude in attitude_words(document) if attitude == sought)
