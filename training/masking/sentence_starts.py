"""Where a sentence or a quotation begins, and a capital tells nothing."""

import re
from typing import Final

_MAX_CHARACTERS_BACK: Final = 20  # characters: a text without end must not take long
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:]['\"”’)]*\s+|[“\"‘(]\s*)$")


def starts_sentence(text: str, at: int) -> bool:
    """Whether a sentence, or a quotation, begins at a place of a text.

    >>> [starts_sentence("So. “He saw Al.”", at) for at in (0, 5, 8, 12)]
    [True, True, False, False]
    """
    return bool(_SENTENCE_START.search(text, max(0, at - _MAX_CHARACTERS_BACK), at))
