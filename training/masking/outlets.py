"""Where a text names its own outlet or author: who wrote it would give away what its label tends to be."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from annotation.text.targets import Span, either, split_names
from training.language.pos_lexicon import penn_tags
from training.masking.sentence_starts import starts_sentence

_WORD_SEPARATOR: Final = r"[\s_-]+"  # "usa-today" is USA Today


def outlet_names(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Name a row's outlets and authors."""
    return tuple(
        name for column in ("outlet", "author") for name in split_names(row.get(column) or "", ";") if _name_words(name)
    )


def outlet_mentions(text: str, names: Sequence[str]) -> list[Span]:
    """Where any of the outlets or authors stands in the text, with or without its "The", in whatever case.

    A name that ends with a common English word ("Time", "Fox News") must have a capital there, which no beginning of a
    sentence explains: else "Time ran out" would name a magazine.

    >>> outlet_mentions("Time ran out, The BBC told Time.", ["Time", "bbc"])
    [(18, 21), (27, 31)]
    """
    found = _names_pattern(tuple(names))
    return [match.span() for match in found.finditer(text) if _is_name(match)] if found else []


@lru_cache(maxsize=4096)
def _names_pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    bare = [" ".join(_name_words(name)) for name in names]
    return re.compile(either(bare, _WORD_SEPARATOR), re.IGNORECASE) if bare else None


def _name_words(name: str) -> list[str]:
    words = [word for word in re.split(_WORD_SEPARATOR, name) if word]
    return words[1:] if len(words) > 1 and words[0].lower() == "the" else words


def _is_name(match: re.Match[str]) -> bool:
    """Whether that is the name, and not the common words that it is made of."""
    last = re.split(_WORD_SEPARATOR, match[0])[-1]
    if last.lower() not in penn_tags():
        return True
    return last[0].isupper() and not starts_sentence(match.string, match.end() - len(last))
