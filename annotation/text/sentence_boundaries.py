"""Sentence boundaries within a paragraph: those that the package sentencex finds, corrected for news text."""

import re
from typing import Final

from sentencex import get_sentence_boundaries

from annotation.text.targets import Span

# Abbreviations that never end a sentence, although sentencex cuts after them.
_ABBREVIATION: Final = re.compile(r"\b(?:Amb|Atty|Dem|Gov|Mass|Mr|Mrs|Ms|Rep|Secy|Sen|approx|ca)\.\s+$")
_LIST_NUMBER: Final = re.compile(r"\s*\(?(?:\d+(?:\.\d+)*|[A-Za-z])[.)]\s*$")  # "1." at the start of a list item
_CLOSING_QUOTE: Final = re.compile(r"""["”’')\]»]+(?=\s)""")  # belongs to the sentence before the cut
_OPENING_QUOTE: Final = re.compile(r"""[.!?…]\s+(["“‘'(\[«]+)$""")  # belongs to the sentence after the cut
_QUOTED_QUESTION: Final = re.compile(r"""[?!]["”’']+\s*$""")
_SPEAKER: Final = re.compile(  # "Ms. Hill asked", which belongs to the quoted question before it
    r"(?:[\w.’'-]+ ){1,5}?(?:said|says|say|asked|asks|ask|wrote|writes|tweeted|added|adds|told|shouted|replied)\b"
    r"(?=[.,:!?]|\s+(?:in|on|at|of|to|as|the|him|her|them|me|us|reporters)\b)"
)
_PARENTHESIS: Final = re.compile(r"""(?:^|[.!?…]["”’]?\s)\([A-Z][^()]*[.!?…]["”’]?\)\s+""")  # a sentence in parentheses
_CONTEXT_LENGTH: Final = 80  # code points on each side of a cut that decide whether it is right


def sentence_spans(paragraph: str) -> list[Span]:
    """Cut a paragraph into sentences, as spans without white space at their ends.

    >>> [slice(*span) for span in sentence_spans('“Will he go?” Ms. Hill asked. Nobody knew.')]
    [slice(0, 29, None), slice(30, 42, None)]
    """
    candidates = {boundary["start_index"] for boundary in get_sentence_boundaries("en", paragraph)}
    if ".)" in paragraph:
        candidates.update(parenthesis.end() for parenthesis in _PARENTHESIS.finditer(paragraph))
    inner_candidates = sorted(cut for cut in candidates if 0 < cut < len(paragraph))
    spans: list[Span] = []
    start = 0
    for candidate in (*inner_candidates, len(paragraph)):
        cut = _corrected_cut(paragraph, start, candidate)
        if cut <= start:
            continue
        span = _without_outer_space(paragraph, start, cut)
        start = cut
        if span[0] < span[1]:
            _add(spans, span, paragraph)
    return spans


def _corrected_cut(text: str, start: int, cut: int) -> int:
    """Move a cut to the right side of a quotation mark; return `start` if there should be no cut."""
    if cut == len(text):
        return cut
    preceding, following = text[max(start, cut - _CONTEXT_LENGTH) : cut], text[cut : cut + _CONTEXT_LENGTH]
    if closing := _CLOSING_QUOTE.match(following):
        return cut + closing.end()
    if opening := _OPENING_QUOTE.search(preceding):
        return cut - len(opening[1])
    follows_number = start == 0 and cut <= _CONTEXT_LENGTH and _LIST_NUMBER.match(preceding)
    names_speaker = _QUOTED_QUESTION.search(preceding) and _SPEAKER.match(following)
    return start if follows_number or names_speaker or _ABBREVIATION.search(preceding) else cut


def _without_outer_space(text: str, start: int, end: int) -> Span:
    """Shorten a span by the white space at its ends."""
    passage = text[start:end]
    start += len(passage) - len(passage.lstrip())
    return start, max(start, start + len(passage.strip()))


def _add(spans: list[Span], span: Span, text: str) -> None:
    """Add a sentence; a piece without any letter or digit (a stray quote, an ellipsis) is joined to its neighbor."""
    if spans and not any(map(str.isalnum, text[span[0] : span[1]])):
        spans[-1] = (spans[-1][0], span[1])
    elif len(spans) == 1 and not any(map(str.isalnum, text[spans[0][0] : spans[0][1]])):
        spans[0] = (spans[0][0], span[1])
    else:
        spans.append(span)
