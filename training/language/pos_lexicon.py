"""The lexicon of Brill's part-of-speech tagger, as TextBlob brings it: 94,000 words with their Penn Treebank tags."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from training.language.lexicons import TAG_LEXICON, lexicon_lines

_COMMENT_MARK: Final = ";;;"


@lru_cache(maxsize=1)
def penn_tags() -> Mapping[str, str]:
    """Give the most frequent tag of each word; names are keys with their capital, other words in lower case.

    >>> penn_tags()["herald"], penn_tags()["Cruz"], "cruz" in penn_tags()
    ('VB', 'NNP', False)
    """
    entries = (line.split() for line in lexicon_lines(*TAG_LEXICON) if not line.startswith(_COMMENT_MARK))
    return {entry[0]: entry[1].partition("|")[0] for entry in entries if len(entry) > 1}  # "NN|VB": the first counts
