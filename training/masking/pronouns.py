"""Pronouns that plainly refer to a target which the sentence itself doesn't name.

Plainly: the text just before names the target and nobody else, and the sentence begins with the pronoun. Where a
sentence does name its target, its pronouns stay words: masking them too cost .3 to .7 points of macro-F1 (NewsMTSC).
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from annotation.text.targets import Span, mentions
from training.masking.forenames import with_forenames
from training.masking.sentence_starts import starts_sentence

_FORMS: Final = (
    frozenset(("he", "him", "his", "himself")),
    frozenset(("she", "her", "hers", "herself")),
    frozenset(("they", "them", "their", "theirs", "themselves")),
)
_BEGINS: Final = frozenset(("he", "his", "she", "her", "they", "their"))
_WORD: Final = re.compile(r"\w+(?:['’]\w+)*")
_CLITIC: Final = re.compile(r"['’]\w+$")


def pronoun_spans(text: str, before: str, names: Sequence[str]) -> tuple[Span, ...]:
    """Give the places of pronouns that stand for the target, up to where somebody else is named.

    >>> pronoun_spans("He said his plan won.", "Bo left the room.", ["Bo"])
    ((0, 2), (8, 11))
    >>> pronoun_spans("He won.", "Bo met Al.", ["Bo"])
    ()
    """
    words = list(_WORD.finditer(text))
    if not words or _plain(words[0]) not in _BEGINS or not _only(before, names):
        return ()
    forms = next(forms for forms in _FORMS if _plain(words[0]) in forms)
    mine = takewhile(lambda word: not _names_somebody(word, text), words)
    return tuple((word.start(), word.start() + len(_plain(word))) for word in mine if _plain(word) in forms)


def _only(before: str, names: Sequence[str]) -> bool:
    """Whether a text names the target, and nobody else."""
    spans = with_forenames(before, mentions(before, names), names)
    others = (word for word in _WORD.finditer(before) if not _inside(word.start(), spans))
    return bool(spans) and not any(_names_somebody(word, before) for word in others)


def _inside(at: int, spans: Sequence[Span]) -> bool:
    """Whether a place is in one of the spans, which stand in order and apart from each other."""
    last = bisect_right(spans, (at, sys.maxsize))
    return last > 0 and at < spans[last - 1][1]


def _names_somebody(word: re.Match[str], text: str) -> bool:
    """Whether a word has a capital that no beginning of a sentence explains."""
    if not word[0][0].isupper() or _plain(word) in ("i", *_BEGINS):
        return False
    return not starts_sentence(text, word.start())


def _plain(word: re.Match[str]) -> str:
    return _CLITIC.sub("", word[0]).lower()
