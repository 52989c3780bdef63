"""Who or what speaks: the phrase that a word of speech has for its subject, found by what stands around it.

No parser, but what a reader of news knows: "Ann said", "said Ann", "Ann, a baker, said", "Ann, who said", "Ann came and
said", "Ann left, saying", "Ann wanted to say", "was told by Ann", "according to Ann", "Ann’s claim".
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from training.language.word_lists import word_lists
from training.syntax.tokens import QUOTES, Document

ACCORDING: Final = "according"
MAX_PHRASE_TOKENS: Final = 6  # words of a phrase
_PUNCTUATION: Final = frozenset(",;:.()—–-?!'’‘`") | QUOTES
_FINITE_VERB_TAGS: Final = ("VBD", "VBZ", "VBP", "VBN", "MD")
_OPENING_VERB_TAGS: Final = ("VBG", "VBN", "VBD")  # of a sentence: "Asked why, Ann left"
_RELATIVE_PRONOUNS: Final = ("who", "that", "which")
_CONJUNCTIONS: Final = ("and", "but", "or")
_MAX_CLAUSE_DEPTH: Final = 3
_MAX_SEARCH_TOKENS: Final = 100  # words in which a verb, a comma or a subject is looked for: a text without end must not take long


class Subject(NamedTuple):
    """A phrase, from its first word to the one after its last, and how it belongs to the word of speech."""

    first: int
    end: int
    construction: str


class SubjectFinder:
    """A document, and what kind of word each of its tokens is."""

    def __init__(self, found: Document, kinds: Sequence[str]) -> None:
        self._tokens, self._lowered, self._kinds = found.tokens, found.lowered, kinds

    def before(self, at: int) -> int:
        """Give the place of the last word before a verb that is no part of it, such as an auxiliary or an adverb."""
        words, place = word_lists(), at - 1
        while place >= 0 and at - place <= _MAX_SEARCH_TOKENS and self._passed(place):
            place -= 2 if self._lowered[place] in words["days"] and self._word(place - 1) == "on" else 1
        return place

    def subject(self, at: int, *, noun: bool, passive: bool) -> Subject | None:
        """Find the subject of a word of speech."""
        if noun:
            own = at and (self._word(at - 1) in word_lists()["owners"] or self._word(at - 1)[-2:] in ("'s", "’s"))
            return self._left(at - 1, "own") if own else None
        if self._lowered[at] == ACCORDING:
            return self._right(at + 2, "after")
        if passive:
            by = next((place for place in range(at + 1, at + 5) if self._word(place) == "by"), 0)
            if by:
                return self._right(by + 1, "by")
        return self._of_verb(at, 0)

    def _of_verb(self, at: int, deep: int) -> Subject | None:
        last = self.before(at)
        word, kind = self._word(last), self._kinds[last] if last >= 0 else ""
        if last < 0:
            comma = self._comma_after(at)
            return self._right(comma + 1, "clause") if self._kinds[at] in _OPENING_VERB_TAGS and comma else None
        if word in QUOTES or (word == "," and self._word(last - 1) in QUOTES):
            return self._right(at + 1, "after")
        if word == ",":
            return self._after_comma(at, last, deep)
        if word in _RELATIVE_PRONOUNS:
            return self._left(last - (2 if self._word(last - 1) == "," else 1), "who")
        if word in _CONJUNCTIONS or word == "to" or kind == "IN" or kind[:2] == "VB":
            return self._of_clause(last + (kind[:2] == "VB"), deep)
        return self._left(last, "direct") or self._right(at + 1, "after")

    def _after_comma(self, at: int, comma: int, deep: int) -> Subject | None:
        verb = self._verb_before(comma)
        if self._kinds[at] == "VBG":
            return self._of_clause(comma, deep) if verb >= 0 else self._left(comma - 1, "around")
        after = self._right(at + 1, "after")
        if verb >= 0 and after and self._may_speak(after):
            return after
        opens = next((place for place in self._back(comma, 1) if self._word(place) == ","), 0)
        return self._left(opens - 1, "around") if opens else self._of_clause(comma, deep)

    def _of_clause(self, end: int, deep: int) -> Subject | None:
        verb = self._verb_before(end)
        if verb < 0 or deep == _MAX_CLAUSE_DEPTH:
            return None
        found = self._of_verb(verb, deep + 1)
        return found and found._replace(construction="clause")

    def _verb_before(self, end: int) -> int:
        return next((place for place in self._back(end) if self._kinds[place] in _FINITE_VERB_TAGS), -1)

    def _back(self, end: int, first: int = 0) -> range:
        return range(end - 1, max(first, end - _MAX_SEARCH_TOKENS) - 1, -1)

    def _comma_after(self, at: int) -> int:
        return next((place for place in range(at, at + _MAX_SEARCH_TOKENS) if self._word(place) == ","), 0)

    def _left(self, last: int, how: str) -> Subject | None:
        if last < 0 or self._is_border(last):
            return None
        first = last
        while first > 0 and last - first < MAX_PHRASE_TOKENS - 1 and not self._is_border(first - 1):
            first -= 1
        return Subject(first, last + 1, how)

    def _right(self, first: int, how: str) -> Subject | None:
        end = first
        while end - first < MAX_PHRASE_TOKENS and not self._is_border(end) and not self._ends_phrase(end, first):
            end += 1
        return Subject(first, end, how) if end > first else None

    def _ends_phrase(self, place: int, first: int) -> bool:
        kind = self._kinds[place]
        return place > first and (kind in ("IN", "TO", "MD") or (kind[:2] == "VB" and kind not in ("VBN", "VBG")))

    def _may_speak(self, phrase: Subject) -> bool:
        """Whether a phrase after "..., said" is who said so, and not what was said."""
        if not self._is_border(phrase.end) and self._kinds[phrase.end] != "IN":
            return False
        word, words = self._word(phrase.first), word_lists()
        return self._tokens[phrase.first][0].isupper() or word in words["subjects"] or word in words["determiners"]

    def _is_border(self, place: int) -> bool:
        if not 0 <= place < len(self._lowered):
            return True
        word = self._lowered[place]
        if (
            word == "."
            and place
            and (self._word(place - 1) in word_lists()["titles"] or len(self._tokens[place - 1]) == 1)
        ):
            return False  # Gov. Ann B. Lee
        return word in _PUNCTUATION or word in word_lists()["borders"]

    def _passed(self, place: int) -> bool:
        word, words = self._lowered[place], word_lists()
        return word in words["between"] or word in words["days"] or self._kinds[place] == "RB" or word[-2:] == "ly"

    def _word(self, place: int) -> str:
        return self._lowered[place] if 0 <= place < len(self._lowered) else ""
