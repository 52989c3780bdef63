"""Whether a clause or a quotation goes with a verb, as in "added that", "he noted it was late", "“It is,” he added".

Verbs such as "continue", "add" and "find" report something only then: "added a factory" reports nothing. This is no
parser: a clause is a word such as "that", or words up to the next border with a finite verb among them.
"""

from collections.abc import Sequence
from typing import Final

from training.language.word_lists import word_lists
from training.syntax.pos_tags import NUMBER
from training.syntax.tokens import QUOTES, Tokens

_FINITE_TAGS: Final = ("VBD", "VBZ", "VBP", "MD")
_OPENS_ASIDE: Final = ("IN", "RB", NUMBER)  # tags of the first word between a verb and its "that": "found in May that"
_STOPS: Final = frozenset(",;:.()—–?!") | QUOTES
_ENDS: Final = frozenset(".,;:?!") | QUOTES
_MAX_CLAUSE_TOKENS: Final = 12  # from a verb to the finite verb of its clause
_MAX_SPEAKER_TOKENS: Final = 8  # between a quotation and its verb, and from the verb to the next mark


class ReportedClauses:
    """Finds what goes with the verbs of a sentence; `tags` are the part-of-speech tags of its tokens."""

    def __init__(self, lowered: Tokens, tags: Sequence[str]) -> None:
        self._lowered, self._tags = lowered, tags

    def has_clause_or_quotation(self, verb: int, before: int) -> bool:
        """Whether the verb at a position reports something.

        `before` is the position of the last word before the verb that is no part of it, -1 if there is none.
        """
        start = verb + 1 + (self._word(verb + 1) in ("on", "out"))  # "went on", "pointed out"
        return self._follows(start) or self._precedes(start, before)

    def _follows(self, start: int) -> bool:
        """Whether a clause or a quotation begins after the verb."""
        words, first = word_lists(), self._word(start)
        if first in words["reported"] or first == ":":
            return True
        for position in range(start, min(len(self._lowered), start + _MAX_CLAUSE_TOKENS)):
            word = self._lowered[position]
            if word in QUOTES or (word in ",:" and self._word(position + 1) in QUOTES):
                return True  # "noted a “rigged” system", "added in May, “It rained.”"
            if word == "that" and self._opens_aside(start):
                return True
            if self._is_stop(position) or word in words["clauses"] or word == "to":
                return False
            if position > start and self._tags[position] in _FINITE_TAGS:
                return True
        return False

    def _precedes(self, start: int, before: int) -> bool:
        """Whether the verb stands after what it reports ("“It rained,” Ann added") or beside it ("as Ann noted")."""
        positions = range(before, max(-1, before - _MAX_SPEAKER_TOKENS), -1)
        border = next((position for position in positions if self._is_border(position)), -1)
        word = self._word(border)
        if word == "as":
            return self._word(start) in _ENDS or self._opens_aside(start)
        if word in QUOTES or (word == "," and self._word(border - 1) in QUOTES):
            following = (self._word(position) for position in range(start, start + _MAX_SPEAKER_TOKENS))
            return any(word in _ENDS or not word for word in following)
        return word == "," and (self._word(start) in _ENDS or not self._word(start))

    def _opens_aside(self, position: int) -> bool:
        """Whether a word opens a remark about time or place, after which a clause can still come."""
        word = self._word(position)
        return word in word_lists()["asides"] or (
            position < len(self._tags) and (self._tags[position] in _OPENS_ASIDE or word[-2:] == "ly")
        )

    def _is_border(self, position: int) -> bool:
        return self._word(position) == "as" or self._is_stop(position)

    def _is_stop(self, position: int) -> bool:
        """Whether a token is a mark that ends a phrase, and not the period of "Mr." or "U.S."."""
        word, previous = self._word(position), self._word(position - 1)
        return word in _STOPS and not (word == "." and (previous in word_lists()["titles"] or len(previous) == 1))

    def _word(self, position: int) -> str:
        return self._lowered[position] if 0 <= position < len(self._lowered) else ""
