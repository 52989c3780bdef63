"""Places in a sentence: which mention of the target is nearest, what is quoted, and where a clause ends."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from training.language.word_lists import word_lists
from training.syntax.tokens import QUOTES, Tokens

BEFORE, AFTER = "<", ">"
_CLAUSE_MARKS: Final = frozenset(",;:()—–-.?!") | QUOTES


def side_and_distance(at: int, mentions: Sequence[int]) -> tuple[str, int]:
    """Say on which side of the nearest mention a place is, and how many words away; mentions come in order.

    >>> side_and_distance(4, [0, 6])
    ('<', 2)
    """
    after = bisect_left(mentions, at)
    nearest = min(mentions[max(0, after - 1) : after + 1], key=lambda mention: abs(mention - at))
    return BEFORE if at < nearest else AFTER, abs(at - nearest)


def quotation_flags(lowered: Tokens) -> list[bool]:
    """Say of each token whether it stands in quotation marks.

    >>> quotation_flags(["he", '"', "lied", '"', "."])
    [False, True, True, False, False]
    """
    found, inside = [], False
    for word in lowered:
        if word in QUOTES:
            inside = word in "“„«" or (word == '"' and not inside)
        found.append(inside)
    return found


def clause_positions(lowered: Tokens, at: int) -> range:
    """Give the places of the clause that a place stands in: up to a mark or a word that begins another one.

    >>> clause_positions(["he", "won", "because", "she", "lost", "."], 4)
    range(3, 5)
    """
    first, last = at, at + 1
    while first > 0 and not _is_clause_boundary(lowered[first - 1]):
        first -= 1
    while last < len(lowered) and not _is_clause_boundary(lowered[last]):
        last += 1
    return range(first, last)


def _is_clause_boundary(word: str) -> bool:
    return word in _CLAUSE_MARKS or word in word_lists()["clauses"]
