"""Blanks between spans that a page sets apart by its style sheet: `<span>SALEM</span><span>The mayor left.</span>`.

Spans also part a word, for its first letter or where an editor cut it. So a blank is put only where what would come out
is no word: after a mark, before a capital in mid-word, and between spans that hold one whole word each.
"""

import re
from typing import Final

_ENDS_WITH_MARK: Final = re.compile(r"(?:[^\W\d_]{2}|[)”’])[.,;:!?]$|[^\W\d_]{2}[)”]$")
_SMALL_BEFORE_CAPITAL: Final = re.compile(r"(?<![^\W\d_])(?!Mc|Mac|De|La|Le|Di|Du|Fitz|Van)[^\W\d_]*[a-zß-ÿ]{2}$")
_CAPITALS_BEFORE_WORD: Final = re.compile(r"[A-Z]{3}$")
_CAPITAL_THEN_SMALL: Final = re.compile(r"[A-Z][a-z]")
_ONE_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def differ_as_words(left: str, right: str) -> bool:
    """Whether two texts without white space between them are different words.

    >>> differ_as_words("SALEM", "The mayor"), differ_as_words("five", "hundred"), differ_as_words("T", "he mayor")
    (True, True, False)
    """
    if not right[:1].isalnum() and right[:1] not in ("“", "‘", "("):
        return False
    if _ENDS_WITH_MARK.search(left):
        return not right[:1].isdigit()
    if right[:1].isupper() and _SMALL_BEFORE_CAPITAL.search(left):
        return True
    if _CAPITALS_BEFORE_WORD.search(left) and _CAPITAL_THEN_SMALL.match(right):
        return True
    return bool(_ONE_WORD.fullmatch(left) and _ONE_WORD.fullmatch(right.rstrip(".,;:!?”’")))
