"""Where a sentence or a quotation begins, so that a capital letter does not make its first word a name."""

import re
from typing import Final

_MAX_CHARACTERS_BACK: Final = 20  # a limit, so that a text without sentence ends does not take long
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:]['\"”’)]*\s+|[“\"‘(]\s*)$")


def starts_sentence(text: str, position: int) -> bool:
    """Whether a sentence, or a quotation, begins at a position of a text (in code points).

    >>> [starts_sentence("So. “He saw Al.”", position) for position in (0, 5, 8, 12)]
    [True, True, False, False]
    """
    return bool(_SENTENCE_START.search(text, max(0, position - _MAX_CHARACTERS_BACK), position))
