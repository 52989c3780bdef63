"""Where sentences end within a paragraph: sentencex, and what news needs put right in its answer."""

import re
from typing import Final

from sentencex import get_sentence_boundaries

from annotation.text.targets import Span

# Abbreviations that never end a sentence, and that sentencex cuts after.
_NEVER_LAST: Final = re.compile(r"\b(?:Amb|Atty|Dem|Gov|Mass|Mr|Mrs|Ms|Rep|Secy|Sen|approx|ca)\.\s+$")
_NUMBER: Final = re.compile(r"\s*\(?(?:\d+(?:\.\d+)*|[A-Za-z])[.)]\s*$")  # "1." before the first sentence of an item
_LEFT_BEHIND: Final = re.compile(r"""["”’')\]»]+(?=\s)""")  # a closing quote that went to the next sentence
_TAKEN_ALONG: Final = re.compile(r"""[.!?…]\s+(["“‘'(\[«]+)$""")  # an opening quote that stayed with the last one
_ASKED: Final = re.compile(r"""[?!]["”’']+\s*$""")
_SPEAKER: Final = re.compile(
    r"(?:[\w.’'-]+ ){1,5}?(?:said|says|say|asked|asks|ask|wrote|writes|tweeted|added|adds|told|shouted|replied)\b"
    r"(?=[.,:!?]|\s+(?:in|on|at|of|to|as|the|him|her|them|me|us|reporters)\b)"
)
_ASIDE: Final = re.compile(r"""(?:^|[.!?…]["”’]?\s)\([A-Z][^()]*[.!?…]["”’]?\)\s+""")  # a sentence in parentheses
_WINDOW: Final = 80  # characters on each side of a cut that decide whether it stands


def sentence_spans(paragraph: str) -> list[Span]:
    """Cut a paragraph into sentences, as spans without white space at their ends.

    >>> [slice(*span) for span in sentence_spans('“Will he go?” Ms. Hill asked. Nobody knew.')]
    [slice(0, 29, None), slice(30, 42, None)]
    """
    found = {boundary["start_index"] for boundary in get_sentence_boundaries("en", paragraph)}
    if ".)" in paragraph:
        found.update(aside.end() for aside in _ASIDE.finditer(paragraph))
    cuts = sorted(cut for cut in found if 0 < cut < len(paragraph))
    spans: list[Span] = []
    start = 0
    for found_cut in (*cuts, len(paragraph)):
        cut = _put_right(paragraph, start, found_cut)
        if cut <= start:
            continue
        span = _trimmed(paragraph, start, cut)
        start = cut
        if span[0] < span[1]:
            _add(spans, span, paragraph)
    return spans


def _put_right(text: str, start: int, cut: int) -> int:
    """Move a cut past a stray quote; `start` means that it is no cut."""
    if cut == len(text):
        return cut
    left, right = text[max(start, cut - _WINDOW) : cut], text[cut : cut + _WINDOW]
    if closing := _LEFT_BEHIND.match(right):
        return cut + closing.end()
    if opening := _TAKEN_ALONG.search(left):
        return cut - len(opening[1])
    numbered = start == 0 and cut <= _WINDOW and _NUMBER.match(left)
    spoken = _ASKED.search(left) and _SPEAKER.match(right)
    return start if numbered or spoken or _NEVER_LAST.search(left) else cut


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, max(start, start + len(piece.strip()))


def _add(spans: list[Span], span: Span, text: str) -> None:
    """Add a sentence; a piece without a letter or digit (a stray quote, an ellipsis) belongs to its neighbor."""
    if spans and not any(map(str.isalnum, text[span[0] : span[1]])):
        spans[-1] = (spans[-1][0], span[1])
    elif len(spans) == 1 and not any(map(str.isalnum, text[spans[0][0] : spans[0][1]])):
        spans[0] = (spans[0][0], span[1])
    else:
        spans.append(span)
