"""Pairs of quotation marks and brackets in a paragraph; marks that open or close nothing are left out."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from annotation.text.letter_forms import Span
from annotation.text.repetitions import with_blanks

_CLOSING: Final = {"“": "”", "«": "»", "(": ")", "[": "]", "‘": "’", "„": "“", '"': '"', "'": "'"}
_MARKS: Final = re.compile(r"([“”„«»()\[\]‘’\"'])\1*+")
_QUOTATION_MARK: Final = re.compile("[“„«‘\"']")
_OPENING_MARKS: Final = '“„«"'
_MAX_RUN: Final = 3  # of one mark; a longer run is a line or a slip, and opens and closes nothing
_BEFORE_OPENING: Final = frozenset("([{“‘„«\"'—–-/…")  # besides white space
_ELISION: Final = re.compile(  # ‘90s, ‘em, ‘til: apostrophes that word processors turned into opening marks
    r"\d\d(?:s|\b)|(?:em|til|till|tis|twas|twere|twill|cause|cos|cuz|round|bout|n|nuff|neath|gainst|tween|ere|im|er)\b",
    re.IGNORECASE,
)
_PRIME: Final = re.compile(r"\d\s?['’′]\s?\d{1,2}(?:\.\d+)?$")  # feet or minutes before a mark of inches or seconds
_LOOKBACK: Final = 12  # code points before a mark that decide whether it is a prime


class Pair(NamedTuple):
    """A closed pair of marks: the indices of the opening and the closing mark."""

    opening: int
    closing: int
    is_bracket: bool


def pairs(text: str) -> list[Pair]:
    """Return the closed pairs of marks of a paragraph, in the order of their closing marks.

    An opening mark that comes again before it was closed counts from its last place. Apostrophes ("the ‘90s") and marks
    of feet and inches (5'10") open and close nothing.

    >>> [(pair.opening, pair.closing) for pair in pairs("“He left,” she said in the ‘90s (or so). “No.")]
    [(0, 9), (32, 38)]
    """
    opened: dict[str, int] = {}
    closed = []
    for match in _MARKS.finditer(text):
        mark = match[1]
        run = range(*match.span())
        for place in run if len(run) <= _MAX_RUN else ():
            opening = _opening_mark(text, mark, place, opened)
            if opening:
                closed.append(Pair(opened.pop(opening), place, mark in ")]"))
            elif mark in _CLOSING and _opens(text, mark, place):
                opened[mark] = place
    return closed


def are_quoted(text: str, sentences: Sequence[Span]) -> list[bool]:
    """Decide of each sentence of a paragraph whether it is nothing but quoted words.

    A paragraph that begins with an opening mark which nothing closes is quoted wholly: where a quotation goes on over
    several paragraphs, each of them has an opening mark, and only the last one a closing mark.

    >>> are_quoted("“We met. He left.” She stayed.", [(0, 8), (9, 18), (19, 30)])
    [True, True, False]
    """
    if not _QUOTATION_MARK.search(text):
        return [False] * len(sentences)
    quotations = sorted(pair for pair in pairs(with_blanks(text)) if not pair.is_bracket)
    if text[0] in _OPENING_MARKS and not (quotations and quotations[0].opening == 0):
        quotations.insert(0, Pair(0, len(text), is_bracket=False))
    flags = []
    begun, closing = 0, -1  # of the quotations that begin before the sentence does
    for start, end in sentences:
        while begun < len(quotations) and quotations[begun].opening <= start:
            closing = max(closing, quotations[begun].closing)
            begun += 1
        flags.append(closing >= end - 1)
    return flags


def _opening_mark(text: str, mark: str, place: int, opened: dict[str, int]) -> str:
    """Return the opening mark that a mark closes; empty if it closes none."""
    for opening in opened:
        if _CLOSING[opening] == mark and _closes(text, mark, place):
            return opening
    return ""


def _opens(text: str, mark: str, place: int) -> bool:
    following = text[place + 1 : place + 8]
    if not following or (following[0].isspace() and mark not in "«„(["):
        return False
    if mark in "([„“«":
        return True
    previous = text[place - 1] if place else " "
    if not (previous.isspace() or previous in _BEFORE_OPENING):
        return False
    return mark == '"' or not _ELISION.match(following)


def _closes(text: str, mark: str, place: int) -> bool:
    if mark in ")]”»“":
        return True
    if mark == '"' and _PRIME.search(text[max(0, place - _LOOKBACK) : place]):
        return False
    previous, following = text[place - 1], text[place + 1 : place + 2]
    if mark in "'’" and following.isalnum():
        return False
    # A straight mark after white space and before a word opens once more.
    return mark == "’" or not previous.isspace() or not following.strip()
