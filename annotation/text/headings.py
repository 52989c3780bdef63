"""Headings: lines that stand alone without final punctuation."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from annotation.text.paragraphs import paragraphs
from annotation.text.sentence_boundaries import sentence_spans
from annotation.text.targets import Span

_LONGEST: Final = 120  # characters; a longer line without a period is a sentence whose period was lost
_FINAL: Final = frozenset(".!?…‼⁇⁈⁉。！？,;")  # a line that ends in a comma goes on elsewhere: no heading either
_LEAD_IN: Final = 6  # words; "Key points:" is a heading, a longer line with a colon a sentence
_NOTE: Final = re.compile(r"(?:\[\w{1,20}\]\s*)+$")  # a footnote's mark after the period


def is_heading(paragraph: str, sentences: Sequence[Span]) -> bool:
    """Say whether a paragraph of these sentences is a heading (or has nothing to label: no letter, no digit).

    >>> [is_heading(text, sentence_spans(text)) for text in ("Implications for U.S. Security", "“He won.”", "* * *")]
    [True, False, True]
    """
    if len(sentences) != 1 or len(paragraph) > _LONGEST:
        return not any(map(str.isalnum, paragraph))
    text = _NOTE.sub("", paragraph[-_LONGEST:]).rstrip()
    ending = text[_last_letter(text) + 1 :]
    if ":" in ending and len(text.split()) > _LEAD_IN:
        return False
    return len(ending) == len(text) or not _FINAL.intersection(ending)


def first_heading(text: str) -> str:
    r"""Give the heading that an article begins with, as its title; empty if it begins with a sentence.

    >>> first_heading("\nMinister quits\nShe left."), first_heading("She left.\nMinister quits")
    ('Minister quits', '')
    """
    for start, end in islice(paragraphs(text), 1):
        paragraph = text[start:end]
        if any(map(str.isalnum, paragraph)) and is_heading(paragraph, sentence_spans(paragraph)):
            return " ".join(paragraph.split())
    return ""


def _last_letter(text: str) -> int:
    return next((place for place in range(len(text) - 1, -1, -1) if text[place].isalnum()), -1)
