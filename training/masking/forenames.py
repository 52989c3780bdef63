"""Forenames before a mention of the target, which would tell who it is where the rest of the name is masked.

A target may be called by a part of its name ("Biden"); without this step a model could learn from the "Joe" before it.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from annotation.text.targets import Span
from training.language.pos_lexicon import penn_tags
from training.language.word_lists import word_lists

_MAX_FORENAMES: Final = 2
_MAX_CHARACTERS_BACK: Final = 40
_FORENAME_BEFORE: Final = re.compile(r"(?<![\w’'-])([^\W\d_]{2,})(?:\s+[^\W\d_]\.)?\s+$")  # "Donald J. "
_WORD: Final = re.compile(r"\w+")


def spans_with_forenames(text: str, spans: Iterable[Span], names: Sequence[str]) -> list[Span]:
    """Give the spans of mentions, each begun at the forenames before it, if there are any.

    A forename is a word in title case that is only ever a name. Where `names` tell the target's own forename, another
    one stays outside ("Chelsea Clinton" is not Hillary Clinton). The spans are in order and do not overlap.

    >>> spans_with_forenames("Yesterday Joe Biden met Paris and Biden.", [(14, 19), (34, 39)], ["Biden"])
    [(10, 19), (34, 39)]
    """
    extended: list[Span] = []
    for start, end in spans:
        end_before = extended[-1][1] if extended else 0
        first = _forename_start(text, start, end_before) if _may_follow_forename(text[start:end]) else start
        has_own_forename = first < start and _may_be_own_forename(text[first:start], names)
        extended.append((first if has_own_forename else start, end))
    return extended


def _may_follow_forename(mention: str) -> bool:
    """Whether a forename can stand before a mention: never before a title or a pronoun."""
    word = next(iter(mention.split(maxsplit=1)), "")
    lowered = word.lower().strip(".")
    kinds = ("titles", "pronouns", "determiners")
    return word[:1].isupper() and not any(lowered in word_lists()[kind] for kind in kinds)


def _forename_start(text: str, start: int, end_before: int) -> int:
    """Give where the forenames before a mention begin, not before `end_before`; without forenames, give `start`."""
    for _ in range(_MAX_FORENAMES):
        match = _FORENAME_BEFORE.search(text, max(end_before, start - _MAX_CHARACTERS_BACK), start)
        if not match or not _is_forename(match[1]):
            break
        start = match.start()
    return start


def _is_forename(word: str) -> bool:
    lowered = word.lower()
    vocabularies = (penn_tags(), *(word_lists()[kind] for kind in ("days", "months", "titles")))
    return word.istitle() and not any(lowered in vocabulary for vocabulary in vocabularies)


def _may_be_own_forename(forenames: str, names: Sequence[str]) -> bool:
    """Whether forenames may be the target's: names of several words must have one of them; else any may be."""
    titles = word_lists()["titles"]
    words_by_name = [[word for word in _WORD.findall(name.lower()) if word not in titles] for name in names]
    full_name_words = {word for words in words_by_name if len(words) > 1 for word in words}
    return not full_name_words or not full_name_words.isdisjoint(_WORD.findall(forenames.lower()))
