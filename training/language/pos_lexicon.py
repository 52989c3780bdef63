"""The words that Brill's tagger knows, as TextBlob brings them: 94,000, each with its class in the Penn Treebank."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from training.language.lexicons import TAG_LEXICON, lexicon_lines

_COMMENT_MARK: Final = ";;;"


@lru_cache(maxsize=1)
def penn_tags() -> Mapping[str, str]:
    """Give each word's most frequent class; a name stands there with its capital, another word in small letters.

    >>> penn_tags()["herald"], penn_tags()["Cruz"], "cruz" in penn_tags()
    ('VB', 'NNP', False)
    """
    words = (line.split() for line in lexicon_lines(*TAG_LEXICON) if not line.startswith(_COMMENT_MARK))
    return {word[0]: word[1].partition("|")[0] for word in words if len(word) > 1}  # of two classes the first
