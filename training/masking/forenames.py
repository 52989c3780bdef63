"""Forenames before a mention, which would tell who somebody is where the rest of the name is masked.

A target may be called by a part of its name ("Biden"), and then "Joe" would be left to learn from.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from annotation.text.targets import Span
from training.language.pos_lexicon import penn_tags
from training.language.word_lists import word_lists

_MAX_FORENAMES: Final = 2
_MAX_CHARACTERS_BACK: Final = 40  # characters
_FORENAME_BEFORE: Final = re.compile(r"(?<![\w’'-])([^\W\d_]{2,})(?:\s+[^\W\d_]\.)?\s+$")  # "Donald J. "
_WORD: Final = re.compile(r"\w+")


def spans_with_forenames(text: str, spans: Iterable[Span], names: Sequence[str]) -> list[Span]:
    """Make mentions, which stand in order and apart, begin at a forename: a word in title case that is only a name.

    Where the target's own forename is known, another's is left ("Chelsea Clinton" is not Hillary Clinton).

    >>> spans_with_forenames("Yesterday Joe Biden met Paris and Biden.", [(14, 19), (34, 39)], ["Biden"])
    [(10, 19), (34, 39)]
    """
    found: list[Span] = []
    for start, end in spans:
        first = _forename_start(text, start, found[-1][1] if found else 0) if _may_follow(text[start:end]) else start
        own = first < start and _may_be_own_forename(text[first:start], names)
        found.append((first if own else start, end))
    return found


def _may_follow(mention: str) -> bool:
    """Whether a mention can have a forename before it: not after a title, and a pronoun has none."""
    word = next(iter(mention.split(maxsplit=1)), "")
    plain = word.lower().strip(".")
    return word[:1].isupper() and not any(plain in word_lists()[kind] for kind in ("titles", "pronouns", "determiners"))


def _forename_start(text: str, start: int, end_before: int) -> int:
    for _ in range(_MAX_FORENAMES):
        found = _FORENAME_BEFORE.search(text, max(end_before, start - _MAX_CHARACTERS_BACK), start)
        if not found or not _is_forename(found[1]):
            break
        start = found.start()
    return start


def _is_forename(word: str) -> bool:
    lowered = word.lower()
    others = (penn_tags(), *(word_lists()[kind] for kind in ("days", "months", "titles")))
    return word.istitle() and not any(lowered in known for known in others)


def _may_be_own_forename(forenames: str, names: Sequence[str]) -> bool:
    """Whether forenames may be the target's: one that its names have, or any where they have none."""
    words = [[word for word in _WORD.findall(name.lower()) if word not in word_lists()["titles"]] for name in names]
    known = {word for several in words if len(several) > 1 for word in several}
    return not known or not known.isdisjoint(_WORD.findall(forenames.lower()))
