"""The words that Brill's tagger knows, as TextBlob brings them: 94,000, each with its class in the Penn Treebank."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from training.language.lexicons import CLASSES, lines

_COMMENT: Final = ";;;"


@lru_cache(maxsize=1)
def known_words() -> Mapping[str, str]:
    """Give each word's most frequent class; a name stands there with its capital, another word in small letters.

    >>> known_words()["herald"], known_words()["Cruz"], "cruz" in known_words()
    ('VB', 'NNP', False)
    """
    words = (line.split() for line in lines(*CLASSES) if not line.startswith(_COMMENT))
    return {word[0]: word[1].partition("|")[0] for word in words if len(word) > 1}  # of two classes the first
