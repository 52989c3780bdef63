"""What kind of source a speaker is: a person, a role, people, an organization, an outlet, a paper, or a pronoun.

The kinds are told by a phrase's last word before a preposition, by its capitals, and by word lists of our own; which
person or organization it is makes no difference.
"""

import re
from collections.abc import Sequence
from typing import Final

from training.language.word_lists import word_lists
from training.masking.passages import OUTLET
from training.syntax.pos_tags import NOUN, pos_tags
from training.syntax.subjects import Subject
from training.syntax.tokens import Document

PRONOUN, LAST_NAME, ROLE = "pronoun", "name", "role"
POINTS_BACK: Final = (PRONOUN, LAST_NAME, ROLE)  # kinds of which an earlier sentence may say who they are
_OUTLET, _ORGANIZATION, _PAPER, _FULL_NAME, _TITLED_NAME = "outlet", "organization", "paper", "full name", "titled name"
UNCLEAR: Final = "no source"  # the phrase does not end with a noun
_PEOPLE, _SEVERAL, _SINGLE = "people", "several", "single"
_CLITIC: Final = re.compile(r"['’]\w+$")
_MAX_ACRONYM_LETTERS: Final = 6
_MIN_FULL_NAME_WORDS: Final = 2


def speaker_kind(document: Document, speaker: Subject) -> str:
    """Say what kind of source a document's speaker is.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> texts = ["Ann Lee", "Sen. Lee", "Lee", "the mayor", "Lee aides", "the Pentagon", "The Post", "the poll", "she"]
    >>> documents = [make_document(Passage(text)) for text in texts]
    >>> [speaker_kind(document, Subject(0, len(document.tokens), "direct")) for document in documents]
    ['full name', 'titled name', 'name', 'role', 'people', 'organization', 'outlet', 'paper', 'pronoun']
    """
    phrase = document.tokens[speaker.first : speaker.end]
    words = word_lists()
    ends = (position for position, token in enumerate(phrase) if position and token.lower() in words["phrase_ends"])
    if _without_clitic(phrase[-1]).lower() in words["subjects"]:  # also where a phrase begins too early: "the word he"
        return PRONOUN
    phrase = phrase[: next(ends, len(phrase))]
    if phrase[-1] == ".":  # the subject goes on over a period only after a letter, as in "the U.N.", and after a title
        return _ORGANIZATION
    phrase[-1] = _without_clitic(phrase[-1])
    head = phrase[-1].lower()
    is_capital = phrase[-1][0].isupper()
    if head == OUTLET or (is_capital and head in words["outlets"]):
        return _OUTLET
    if not words["papers"].isdisjoint((head, head.removesuffix("s"))):
        return _PAPER
    if head in words["organizations"] or _is_acronym(phrase[-1]):
        return _ORGANIZATION
    return _kind_of_name(phrase) if is_capital else _kind_without_name(head)


def _without_clitic(token: str) -> str:
    return _CLITIC.sub("", token)


def _kind_without_name(head: str) -> str:
    words, singular = word_lists(), head.removesuffix("s")
    if head in words["pronouns"]:
        return PRONOUN
    if head in words["titles"] or head in words["roles"]:
        return ROLE
    if head in words["people"] or singular in words["titles"] or singular in words["roles"]:
        return _PEOPLE
    if not pos_tags([head])[0].startswith(NOUN):
        return UNCLEAR
    return _SEVERAL if singular != head else _SINGLE


def _kind_of_name(phrase: Sequence[str]) -> str:
    """Give the kind of a phrase whose last word has a capital, which the first word of a sentence has too."""
    words, lowered = word_lists(), [token.lower() for token in phrase]
    if lowered[-1] in words["people"]:
        return _PEOPLE
    if not words["titles"].isdisjoint(lowered[:-1]):
        return _TITLED_NAME
    if lowered[-1] in words["titles"]:
        return ROLE
    capitals = [token for token in phrase if token[0].isupper() and token.lower() not in words["determiners"]]
    return _FULL_NAME if len(capitals) >= _MIN_FULL_NAME_WORDS else LAST_NAME


def _is_acronym(word: str) -> bool:
    return 1 < len(word) <= _MAX_ACRONYM_LETTERS and word.isupper()
