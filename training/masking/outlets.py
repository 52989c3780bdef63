"""Where a text names its own outlet or author: knowing who wrote a text would give away what its label tends to be."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from annotation.text.letter_forms import Span, plain_text
from annotation.text.name_patterns import names_regex
from annotation.text.targets import split_names
from training.language.pos_lexicon import penn_tags
from training.masking.sentence_starts import starts_sentence

_WORD_SEPARATOR: Final = r"[\s_-]+"  # "usa-today" is USA Today


def outlet_names(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the names in a row's columns outlet and author, which join several by `;`.

    >>> outlet_names({"outlet": "BBC; The Times", "author": "Ann Lee"})
    ('BBC', 'The Times', 'Ann Lee')
    """
    return tuple(
        name for column in ("outlet", "author") for name in split_names(row.get(column) or "", ";") if _name_words(name)
    )


def outlet_mentions(text: str, names: Sequence[str]) -> list[Span]:
    """Give the spans where any of the outlets or authors is named, with or without its "The", in upper or lower case.

    A name that ends with a common English word ("Time", "Fox News") must have a capital that is not explained by the
    beginning of a sentence: otherwise "Time ran out" would name a magazine.

    >>> outlet_mentions("Time ran out, The BBC told Time.", ["Time", "bbc"])
    [(18, 21), (27, 31)]
    """
    pattern = _names_pattern(tuple(names))
    if pattern is None:
        return []
    plain = plain_text(text)
    return [plain.original_span(*match.span()) for match in pattern.finditer(plain.text) if _is_name(match)]


@lru_cache(maxsize=4096)
def _names_pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    without_article = [" ".join(_name_words(name)) for name in names]
    return re.compile(names_regex(without_article, _WORD_SEPARATOR), re.IGNORECASE) if without_article else None


def _name_words(name: str) -> list[str]:
    """Give the words of a name without its "The"."""
    words = [word for word in re.split(_WORD_SEPARATOR, name) if word]
    return words[1:] if len(words) > 1 and words[0].lower() == "the" else words


def _is_name(match: re.Match[str]) -> bool:
    """Whether a match is the name, and not the common words that the name is made of."""
    last_word = re.split(_WORD_SEPARATOR, match[0])[-1]
    if last_word.lower() not in penn_tags():
        return True
    return last_word[0].isupper() and not starts_sentence(match.string, match.end() - len(last_word))
