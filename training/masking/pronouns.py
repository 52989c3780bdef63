"""Pronouns that plainly refer to a target which the sentence itself does not name.

They do so where the text just before names the target and nobody else, and the sentence begins with the pronoun. Where
a sentence does name its target, its pronouns stay words: masking them too cost .3 to .7 points of macro-F1 (NewsMTSC).
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


def pronoun_spans(text: str, before: str, names: Sequence[str], not_names: Sequence[str] = ()) -> tuple[Span, ...]:
    """Give the spans of pronouns in a text that refer to the target, up to where somebody else is named.

    `before` is the text just before, `names` are the target's names, `not_names` names of others like them.

    >>> pronoun_spans("He said his plan won.", "Bo left the room.", ["Bo"])
    ((0, 2), (8, 11))
    >>> pronoun_spans("He won.", "Bo met Al.", ["Bo"])
    ()
    """
    words = list(_WORD.finditer(text))
    if (
        not words
        or _without_clitic(words[0]) not in _INITIAL_PRONOUNS
        or not _names_only_target(before, names, not_names)
    ):
        return ()
    forms = next(forms for forms in _PRONOUN_FORMS if _without_clitic(words[0]) in forms)
    words_before_next_name = takewhile(lambda word: not _names_somebody(word, text), words)
    return tuple(
        (word.start(), word.start() + len(_without_clitic(word)))
        for word in words_before_next_name
        if _without_clitic(word) in forms
    )


def _names_only_target(text: str, names: Sequence[str], not_names: Sequence[str]) -> bool:
    """Whether a text names the target, and nobody else."""
    spans = spans_with_forenames(text, mentions(text, names, not_names), names)
    words_outside = (word for word in _WORD.finditer(text) if not _is_inside(word.start(), spans))
    return bool(spans) and not any(_names_somebody(word, text) for word in words_outside)


def _is_inside(position: int, spans: Sequence[Span]) -> bool:
    """Whether a position is in one of the spans, which are in order and do not overlap."""
    preceding = bisect_right(spans, (position, sys.maxsize))  # the number of spans that begin up to the position
    return preceding > 0 and position < spans[preceding - 1][1]


def _names_somebody(word: re.Match[str], text: str) -> bool:
    """Whether a word has a capital that is not explained by the beginning of a sentence."""
    if not word[0][0].isupper() or _without_clitic(word) in ("i", *_INITIAL_PRONOUNS):
        return False
    return not starts_sentence(text, word.start())


def _without_clitic(word: re.Match[str]) -> str:
    """Give a word in lower case, without a clitic such as "'s"."""
    return _CLITIC.sub("", word[0]).lower()
