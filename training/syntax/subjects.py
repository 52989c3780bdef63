"""Who or what speaks: the phrase that is the subject of a word of speech, found by the words around it.

This is no parser; it knows the constructions that are common in news: "Ann said", "said Ann", "Ann, a baker, said",
"Ann, who said", "Ann came and said", "Ann left, saying", "Ann wanted to say", "was told by Ann", "according to Ann",
"Ann’s claim".
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from training.language.word_lists import word_lists
from training.syntax.tokens import QUOTES, Document

ACCORDING: Final = "according"
MAX_PHRASE_TOKENS: Final = 6
_PUNCTUATION: Final = frozenset(",;:.()—–-?!'’‘`") | QUOTES
_FINITE_VERB_TAGS: Final = ("VBD", "VBZ", "VBP", "VBN", "MD")
_OPENING_VERB_TAGS: Final = ("VBG", "VBN", "VBD")  # of verbs that open a sentence: "Asked why, Ann left"
_RELATIVE_PRONOUNS: Final = ("who", "that", "which")
_CONJUNCTIONS: Final = ("and", "but", "or")
_MAX_CLAUSE_DEPTH: Final = 3
_MAX_SEARCH_TOKENS: Final = 100  # a limit to each search, so that a text without sentence ends does not take long
_MAX_TOKENS_TO_BY: Final = 4  # between a passive verb and the "by" of its agent


class Subject(NamedTuple):
    """A phrase of a document, from its first token up to `end`, and its construction with the word of speech."""

    first: int
    end: int
    construction: str  # a feature term: "direct", "after", "by", "clause", "who", "around", "own"


class SubjectFinder:
    """Finds the subjects of words in a document; `tags` are the part-of-speech tags of its tokens."""

    def __init__(self, document: Document, tags: Sequence[str]) -> None:
        self._tokens, self._lowered, self._tags = document.tokens, document.lowered, tags

    def position_before(self, verb: int) -> int:
        """Give the position of the last word before a verb that is no part of it, as auxiliaries and adverbs are."""
        words, position = word_lists(), verb - 1
        while position >= 0 and verb - position <= _MAX_SEARCH_TOKENS and self._is_part_of_verb(position):
            position -= 2 if self._lowered[position] in words["days"] and self._word(position - 1) == "on" else 1
        return position

    def subject(self, cue: int, *, noun: bool, passive: bool) -> Subject | None:
        """Find the subject of the word of speech at a position, which is a noun, a passive verb or an active verb."""
        if noun:
            previous = self._word(cue - 1)
            is_possessive = cue and (previous in word_lists()["owners"] or previous[-2:] in ("'s", "’s"))
            return self._phrase_up_to(cue - 1, "own") if is_possessive else None
        if self._lowered[cue] == ACCORDING:
            return self._phrase_from(cue + 2, "after")
        if passive:
            following = range(cue + 1, cue + 1 + _MAX_TOKENS_TO_BY)
            by = next((position for position in following if self._word(position) == "by"), 0)
            if by:
                return self._phrase_from(by + 1, "by")
        return self._subject_of_verb(cue, 0)

    def _subject_of_verb(self, verb: int, depth: int) -> Subject | None:
        last = self.position_before(verb)
        word, tag = self._word(last), self._tags[last] if last >= 0 else ""
        if last < 0:
            comma = self._comma_after(verb)
            opens_sentence = self._tags[verb] in _OPENING_VERB_TAGS and comma
            return self._phrase_from(comma + 1, "clause") if opens_sentence else None
        if word in QUOTES or (word == "," and self._word(last - 1) in QUOTES):
            return self._phrase_from(verb + 1, "after")
        if word == ",":
            return self._subject_across_comma(verb, last, depth)
        if word in _RELATIVE_PRONOUNS:
            return self._phrase_up_to(last - (2 if self._word(last - 1) == "," else 1), "who")
        if word in _CONJUNCTIONS or word == "to" or tag == "IN" or tag[:2] == "VB":
            return self._subject_of_clause(last + (tag[:2] == "VB"), depth)
        return self._phrase_up_to(last, "direct") or self._phrase_from(verb + 1, "after")

    def _subject_across_comma(self, verb: int, comma: int, depth: int) -> Subject | None:
        """Find the subject of a verb after a comma: "Ann left, saying", "It won, said Ann", "Ann, a baker, said"."""
        earlier_verb = self._finite_verb_before(comma)
        if self._tags[verb] == "VBG" and earlier_verb < 0:
            return self._phrase_up_to(comma - 1, "around")
        if self._tags[verb] == "VBG":
            return self._subject_of_clause(comma, depth)
        after = self._phrase_from(verb + 1, "after")
        if earlier_verb >= 0 and after and self._may_speak(after):
            return after
        earlier_commas = (position for position in self._backwards(comma, 1) if self._word(position) == ",")
        opening_comma = next(earlier_commas, 0)
        if opening_comma:
            return self._phrase_up_to(opening_comma - 1, "around")
        return self._subject_of_clause(comma, depth)

    def _subject_of_clause(self, end: int, depth: int) -> Subject | None:
        """Find the subject of the last finite verb before a position, which a verb that continues the clause shares."""
        verb = self._finite_verb_before(end)
        if verb < 0 or depth == _MAX_CLAUSE_DEPTH:
            return None
        subject = self._subject_of_verb(verb, depth + 1)
        return subject and subject._replace(construction="clause")

    def _finite_verb_before(self, end: int) -> int:
        return next((position for position in self._backwards(end) if self._tags[position] in _FINITE_VERB_TAGS), -1)

    def _backwards(self, end: int, first: int = 0) -> range:
        return range(end - 1, max(first, end - _MAX_SEARCH_TOKENS) - 1, -1)

    def _comma_after(self, start: int) -> int:
        positions = range(start, start + _MAX_SEARCH_TOKENS)
        return next((position for position in positions if self._word(position) == ","), 0)

    def _phrase_up_to(self, last: int, construction: str) -> Subject | None:
        """Give the phrase that ends with a token, back to a border."""
        if last < 0 or self._is_border(last):
            return None
        first = last
        while first > 0 and last - first < MAX_PHRASE_TOKENS - 1 and not self._is_border(first - 1):
            first -= 1
        return Subject(first, last + 1, construction)

    def _phrase_from(self, first: int, construction: str) -> Subject | None:
        """Give the phrase that begins with a token, up to a border, a preposition or a verb."""
        end = first
        while end - first < MAX_PHRASE_TOKENS and not self._is_border(end) and not self._ends_phrase(end, first):
            end += 1
        return Subject(first, end, construction) if end > first else None

    def _ends_phrase(self, position: int, first: int) -> bool:
        tag = self._tags[position]
        return position > first and (tag in ("IN", "TO", "MD") or (tag[:2] == "VB" and tag not in ("VBN", "VBG")))

    def _may_speak(self, phrase: Subject) -> bool:
        """Whether a phrase after "..., said" is the speaker, and not what was said."""
        if not self._is_border(phrase.end) and self._tags[phrase.end] != "IN":
            return False
        word, words = self._word(phrase.first), word_lists()
        return self._tokens[phrase.first][0].isupper() or word in words["subjects"] or word in words["determiners"]

    def _is_border(self, position: int) -> bool:
        """Whether no phrase goes on past a position: a mark, a word such as "when", or the end of the document."""
        if not 0 <= position < len(self._lowered):
            return True
        word = self._lowered[position]
        if (
            word == "."
            and position
            and (self._word(position - 1) in word_lists()["titles"] or len(self._tokens[position - 1]) == 1)
        ):
            return False  # Gov. Ann B. Lee
        return word in _PUNCTUATION or word in word_lists()["borders"]

    def _is_part_of_verb(self, position: int) -> bool:
        word, words = self._lowered[position], word_lists()
        return word in words["between"] or word in words["days"] or self._tags[position] == "RB" or word[-2:] == "ly"

    def _word(self, position: int) -> str:
        return self._lowered[position] if 0 <= position < len(self._lowered) else ""
