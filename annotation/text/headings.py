"""Headings: paragraphs of one line without final punctuation."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from annotation.text.paragraphs import paragraphs
from annotation.text.sentence_boundaries import sentence_spans
from annotation.text.targets import Span

_MAX_HEADING_LENGTH: Final = 120  # code points; a longer paragraph without a period is a sentence that lost it
# A comma or semicolon ends no sentence, but a line that ends in one continues elsewhere: it is no heading either.
_FINAL_PUNCTUATION: Final = frozenset(".!?…‼⁇⁈⁉。！？,;")
_MAX_WORDS_BEFORE_COLON: Final = 6  # "Key points:" is a heading, a longer line that ends in a colon is a sentence
_FOOTNOTE_MARKS: Final = re.compile(r"(?:\[\w{1,20}\]\s*)+$")  # they follow the period


def is_heading(paragraph: str, sentences: Sequence[Span]) -> bool:
    """Decide whether a paragraph is a heading, given the spans of its sentences.

    A paragraph without any letter or digit counts as a heading too, because there is nothing in it to label.

    >>> [is_heading(text, sentence_spans(text)) for text in ("Implications for U.S. Security", "“He won.”", "* * *")]
    [True, False, True]
    """
    if len(sentences) != 1 or len(paragraph) > _MAX_HEADING_LENGTH:
        return not any(map(str.isalnum, paragraph))
    text = _FOOTNOTE_MARKS.sub("", paragraph[-_MAX_HEADING_LENGTH:]).rstrip()
    ending = text[_last_alphanumeric(text) + 1 :]
    if ":" in ending and len(text.split()) > _MAX_WORDS_BEFORE_COLON:
        return False
    return len(ending) == len(text) or not _FINAL_PUNCTUATION.intersection(ending)


def first_heading(text: str) -> str:
    r"""Return the heading that an article begins with, to be its title; empty if it begins with a sentence.

    >>> first_heading("\nMinister quits\nShe left."), first_heading("She left.\nMinister quits")
    ('Minister quits', '')
    """
    for start, end in islice(paragraphs(text), 1):
        paragraph = text[start : min(end, start + _MAX_HEADING_LENGTH + 1)]  # a longer one is none
        if any(map(str.isalnum, paragraph)) and is_heading(paragraph, sentence_spans(paragraph)):
            return " ".join(paragraph.split())
    return ""


def _last_alphanumeric(text: str) -> int:
    """Return the index of the last letter or digit; -1 if there is none."""
    return next((index for index in range(len(text) - 1, -1, -1) if text[index].isalnum()), -1)
