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
from training.masking.forenames import spans_with_forenames
from training.masking.sentence_starts import starts_sentence

_PRONOUN_FORMS: Final = (
    frozenset(("he", "him", "his", "himself")),
    frozenset(("she", "her", "hers", "herself")),
    frozenset(("they", "them", "their", "theirs", "themselves")),
)
_INITIAL_PRONOUNS: Final = frozenset(("he", "his", "she", "her", "they", "their"))
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
    if not words or _without_clitic(words[0]) not in _INITIAL_PRONOUNS or not _names_only_target(before, names):
        return ()
    forms = next(forms for forms in _PRONOUN_FORMS if _without_clitic(words[0]) in forms)
    mine = takewhile(lambda word: not _names_somebody(word, text), words)
    return tuple((word.start(), word.start() + len(_without_clitic(word))) for word in mine if _without_clitic(word) in forms)


def _names_only_target(before: str, names: Sequence[str]) -> bool:
    """Whether a text names the target, and nobody else."""
    spans = spans_with_forenames(before, mentions(before, names), names)
    others = (word for word in _WORD.finditer(before) if not _is_inside(word.start(), spans))
    return bool(spans) and not any(_names_somebody(word, before) for word in others)


def _is_inside(at: int, spans: Sequence[Span]) -> bool:
    """Whether a place is in one of the spans, which stand in order and apart from each other."""
    last = bisect_right(spans, (at, sys.maxsize))
    return last > 0 and at < spans[last - 1][1]


def _names_somebody(word: re.Match[str], text: str) -> bool:
    """Whether a word has a capital that no beginning of a sentence explains."""
    if not word[0][0].isupper() or _without_clitic(word) in ("i", *_INITIAL_PRONOUNS):
        return False
    return not starts_sentence(text, word.start())


def _without_clitic(word: re.Match[str]) -> str:
    return _CLITIC.sub("", word[0]).lower()
