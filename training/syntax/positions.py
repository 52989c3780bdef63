"""Where tokens stand in a sentence: near which mention of the target, inside a quotation, in which clause."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from training.language.word_lists import word_lists
from training.syntax.tokens import QUOTES, Tokens

BEFORE, AFTER = "<", ">"
_CLAUSE_MARKS: Final = frozenset(",;:()—–-.?!") | QUOTES


def side_and_distance(position: int, mentions: Sequence[int]) -> tuple[str, int]:
    """Say on which side of the nearest mention a token stands, and how many tokens away.

    `mentions` are the positions of the target's mentions in order, at least one; BEFORE means before the mention.

    >>> side_and_distance(4, [0, 6])
    ('<', 2)
    """
    following = bisect_left(mentions, position)
    nearest = min(mentions[max(0, following - 1) : following + 1], key=lambda mention: abs(mention - position))
    return BEFORE if position < nearest else AFTER, abs(position - nearest)


def quotation_flags(lowered: Tokens) -> list[bool]:
    """Say of each token whether it stands in quotation marks.

    >>> quotation_flags(["he", '"', "lied", '"', "."])
    [False, True, True, False, False]
    """
    flags, inside = [], False
    for word in lowered:
        if word in QUOTES:
            inside = word in "“„«" or (word == '"' and not inside)
        flags.append(inside)
    return flags


def clause_positions(lowered: Tokens, position: int) -> range:
    """Give the positions of the clause around a token: up to a mark or a word that begins another clause.

    >>> clause_positions(["he", "won", "because", "she", "lost", "."], 4)
    range(3, 5)
    """
    first, end = position, position + 1
    while first > 0 and not _is_clause_boundary(lowered[first - 1]):
        first -= 1
    while end < len(lowered) and not _is_clause_boundary(lowered[end]):
        end += 1
    return range(first, end)


def _is_clause_boundary(token: str) -> bool:
    return token in _CLAUSE_MARKS or token in word_lists()["clauses"]
