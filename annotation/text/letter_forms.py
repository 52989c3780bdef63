"""One form for letters and marks that look alike, however a file writes them.

Names are looked for in `plain_text`, in which all apostrophes and hyphens are one. What a model sees, and what decides
whether two sentences are copies, is made of `plain_letters`, which changes no usual mark: a model may have learned
that some papers write curly apostrophes. Offsets always count in the text as it stands: a plain text knows where each
of its characters comes from.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, NamedTuple
from unicodedata import normalize

Span = tuple[int, int]  # start and end in a text, in code points; the end is not part of it

# Combining characters, as ranges of a regular expression: each belongs to the letter before it.
ACCENTS: Final = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\ufe20-\ufe2f"

_APOSTROPHES: Final = "’‘‛ʼʻʹʽ′＇`´"
_HYPHENS: Final = "\u2010\u2011\u2012\u2013\u2043\u2212\ufe58\ufe63\uff0d"  # the longer dashes part words
_SUPERSCRIPTS: Final = "ªº²³¹⁰ⁱ⁴⁵⁶⁷⁸⁹ⁿ₀₁₂₃₄₅₆₇₈₉" + "".join(map(chr, range(0x2460, 0x2474)))  # footnotes, not letters
_FULL_WIDTH: Final = range(0xFF01, 0xFF5F)
_MATHEMATICAL: Final = range(0x1D400, 0x1D800)
_RARE_HYPHENS: Final = "\u2010\u2011\u2043\u2212\ufe63"  # no keyboard has them
_LETTERS: Final = {
    **{code: normalize("NFKC", chr(code)) for code in (0x17F, *_FULL_WIDTH, *_MATHEMATICAL)},
    **dict.fromkeys(map(ord, _RARE_HYPHENS), "-"),
    ord("ʼ"): "’",
}
_LETTERS_AND_MARKS: Final = {
    **_LETTERS,
    **dict.fromkeys(map(ord, _APOSTROPHES), "'"),
    **dict.fromkeys(map(ord, _HYPHENS), "-"),
    **dict.fromkeys(map(ord, _SUPERSCRIPTS), "^"),
}

# Letters of Cyrillic and Greek that look like Latin ones; within a Latin word they stand for those.
_FOREIGN: Final = "АВЕЅІЈКМНОРСТХУаеосрхуіјѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
_LATIN: Final = "ABESIJKMHOPCTXYaeocpxyijshdqwABEZHIKMNOPTYXo"
_FROM_FOREIGN: Final = str.maketrans(_FOREIGN, _LATIN)
_MIXED_WORD: Final = re.compile(rf"(?<!\w)(?=[A-Za-z]*[{_FOREIGN}])(?=[{_FOREIGN}]*[A-Za-z])[A-Za-z{_FOREIGN}]+(?!\w)")

_BREAKS: Final = "\u200b\ufeff"  # they may stand for a blank; the others never do
_INVISIBLE: Final = (
    f"\u00ad\u034f\u061c\u180e\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f{_BREAKS}"
)
_LIGATURES: Final = "\ufb00-\ufb06\u0132\u0133\u01c4-\u01cc\u01f1-\u01f3"
# At most eight accents: putting them in order takes the square of their number.
_LETTER: Final = re.compile(rf"[{_LIGATURES}]|[^{ACCENTS}{_INVISIBLE}][{ACCENTS}]{{1,8}}", re.DOTALL)
_OTHER_LENGTH: Final = re.compile(rf"(?P<invisible>[{_INVISIBLE}]+)|(?:{_LETTER.pattern}){{1,1000}}", re.DOTALL)
_WORD: Final = re.compile(r"\w+")
_ODD_LETTER: Final = re.compile(
    rf"[{_INVISIBLE}{_LIGATURES}{ACCENTS}{_RARE_HYPHENS}{_FOREIGN}\u017f\u02bc\uff01-\uff5e\U0001d400-\U0001d7ff]"
)
_CHUNK: Final = 1 << 18  # code points that are translated at once: Ctrl-C is heard between two chunks


@dataclass(frozen=True)
class PlainText:
    """A text in plain letters, which knows where in the text as it stands each of its characters begins and ends."""

    text: str
    original: str | None = None  # None: both texts have the same offsets

    def original_span(self, start: int, end: int) -> Span:
        """Give the span, in the text as it stands, of a span of the plain text that is not empty."""
        if self.original is None:
            return start, end
        changes = self._changes
        first, last = (bisect_right(changes.plain_starts, place) - 1 for place in (start, end - 1))
        if first >= 0:
            beyond = start - changes.plain_ends[first]
            start = changes.starts[first] if beyond < 0 else changes.ends[first] + beyond
        if last >= 0:
            end = changes.ends[last] + max(0, end - changes.plain_ends[last])
        return start, end

    def plain_span(self, start: int, end: int) -> Span:
        """Give the span, in the plain text, of a span of the text that is not empty; empty if nothing of it is left."""
        if self.original is None:
            return start, end
        changes = self._changes
        following, last = bisect_right(changes.ends, start), bisect_left(changes.starts, end) - 1
        first = start + (changes.plain_ends[following - 1] - changes.ends[following - 1] if following else 0)
        if following < len(changes.starts):
            first = min(first, changes.plain_starts[following])
        if last >= 0:
            end = changes.plain_ends[last] + max(0, end - changes.ends[last])
        return first, max(first, end)

    @cached_property
    def _changes(self) -> "_Changes":
        return _changes(self.original or "")


class _Changes(NamedTuple):
    """The places where characters of another length stand: in the text as it stands, and in the plain text."""

    starts: "array[int]"
    ends: "array[int]"
    plain_starts: "array[int]"
    plain_ends: "array[int]"


def plain_text(text: str) -> PlainText:
    r"""Write a text in plain letters: without invisible characters and ligatures, and with one kind of each mark.

    A letter and its accent become one code point. Full-width letters become usual ones, every apostrophe straight,
    every short hyphen "-", and raised digits, which point to notes, "^".

    >>> plain = plain_text("Mr. Ha\u00adle, O\u02bcHale and Gra\ufb03n²")
    >>> plain.text, plain.original_span(4, 8)
    ("Mr. Hale, O'Hale and Graffin^", (4, 9))
    """
    if text.isascii() and "`" not in text:
        return PlainText(text)
    return _convert(text, _LETTERS_AND_MARKS)


def plain_letters(text: str) -> PlainText:
    r"""Write a text in plain letters as `plain_text` does, but leave its apostrophes, dashes and notes as they are.

    >>> plain = plain_letters("“O\ufb03\u00adcials sa\u200bid”\u2014or didn’t")
    >>> plain.text, plain.plain_span(10, 15)
    ('“Officials said”—or didn’t', (11, 15))
    """
    return _convert(text, _LETTERS) if has_odd_letters(text) else PlainText(text)


def text_words(text: str) -> tuple[str, ...]:
    r"""Give the words of a text as they are compared to tell a copy: without capitals, marks, and odd letters.

    >>> text_words("O\N{LATIN SMALL LIGATURE FFI}cials SAID, “No!”")
    ('officials', 'said', 'no')
    """
    return tuple(_WORD.findall(plain_letters(text).text.casefold()))


def has_odd_letters(text: str) -> bool:
    """Whether a text has letters that `plain_letters` writes in another way; it takes next to no time.

    >>> has_odd_letters("“Café,” he said"), has_odd_letters("Oﬃcials")
    (False, True)
    """
    return not text.isascii() and _ODD_LETTER.search(text) is not None


def _convert(text: str, same_length: Mapping[int, str]) -> PlainText:
    text = "".join(text[start : start + _CHUNK].translate(same_length) for start in range(0, len(text), _CHUNK))
    text = _MIXED_WORD.sub(lambda word: word[0].translate(_FROM_FOREIGN), text)
    if not _OTHER_LENGTH.search(text):
        return PlainText(text)
    return PlainText(_OTHER_LENGTH.sub(_plain_forms, text), text)


def _changes(text: str) -> _Changes:
    """Find the characters whose plain form has another length, one by one."""
    changes = _Changes(array("q"), array("q"), array("q"), array("q"))
    growth = 0
    for match in _OTHER_LENGTH.finditer(text):
        start, end = match.span()
        parts: Iterable[tuple[int, int, int]]
        if match["invisible"]:
            parts = ((start, end, len(_plain_forms(match))),)
        else:
            letters = _LETTER.finditer(text, start, end)
            parts = ((*letter.span(), len(_plain_form(letter[0]))) for letter in letters)
        for part_start, part_end, length in parts:
            values = (part_start, part_end, part_start + growth, part_start + growth + length)
            for numbers, number in zip(changes, values, strict=True):
                numbers.append(number)
            growth += length - (part_end - part_start)
    return changes


def _plain_forms(match: re.Match[str]) -> str:
    """Write letters in a row, or invisible characters, in their plain form."""
    if match.lastgroup is None:
        return "".join(map(_plain_form, _LETTER.findall(match[0])))
    if _BREAKS[0] not in match[0] and _BREAKS[1] not in match[0]:
        return ""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    return " " if before.islower() and after.isupper() else ""


@lru_cache(maxsize=4096)
def _plain_form(letter: str) -> str:
    return normalize("NFKC" if len(letter) == 1 else "NFC", letter)
