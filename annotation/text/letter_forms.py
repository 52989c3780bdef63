"""One form for letters and marks that look alike, however a file writes them.

Names are looked for in `plain_text`, in which all apostrophes and hyphens are one. What a model sees, and what decides
whether two sentences are copies, is made of `plain_letters`, which changes no usual mark: a model may have learned
that some papers write curly apostrophes. Offsets always count in the text as it stands: a plain text knows where each
of its characters comes from.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
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

_BREAKS: Final = "\u200b\ufeff"  # they may stand for a blank; the others never do
_INVISIBLE: Final = (
    f"\u00ad\u034f\u061c\u180e\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f{_BREAKS}"
)
_LIGATURES: Final = "\ufb00-\ufb06\u0132\u0133\u01c4-\u01cc\u01f1-\u01f3"
# At most eight accents: putting them in order takes the square of their number.
_OTHER_LENGTH: Final = re.compile(
    rf"(?P<invisible>[{_INVISIBLE}]+)|[{_LIGATURES}]|[^{ACCENTS}][{ACCENTS}]{{1,8}}", re.DOTALL
)
_ODD_LETTER: Final = re.compile(
    rf"[{_INVISIBLE}{_LIGATURES}{ACCENTS}{_RARE_HYPHENS}\u017f\u02bc\uff01-\uff5e\U0001d400-\U0001d7ff]"
)


@dataclass(frozen=True)
class PlainText:
    """A text in plain letters, and where in the text as it stands each of its characters begins and ends."""

    text: str
    starts: tuple[int, ...] | None = None  # None: both texts have the same offsets
    ends: tuple[int, ...] | None = None

    def original_span(self, start: int, end: int) -> Span:
        """Give the span, in the text as it stands, of a span of the plain text that is not empty."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]

    def plain_span(self, start: int, end: int) -> Span:
        """Give the span, in the plain text, of a span of the text as it stands; empty if nothing of it is left."""
        if self.starts is None or self.ends is None:
            return start, end
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_left(self.starts, end))


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


def has_odd_letters(text: str) -> bool:
    """Whether a text has letters that `plain_letters` writes in another way; it takes next to no time.

    >>> has_odd_letters("“Café,” he said"), has_odd_letters("Oﬃcials")
    (False, True)
    """
    return not text.isascii() and _ODD_LETTER.search(text) is not None


def _convert(text: str, same_length: Mapping[int, str]) -> PlainText:
    text = text.translate(same_length)
    if not _OTHER_LENGTH.search(text):
        return PlainText(text)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for match in _OTHER_LENGTH.finditer(text):
        start, end = match.span()
        plain = _plain_form(match)
        parts += [text[position:start], plain]
        starts += [*range(position, start), *[start] * len(plain)]
        ends += [*range(position + 1, start + 1), *[end] * len(plain)]
        position = end
    parts.append(text[position:])
    starts += range(position, len(text))
    ends += range(position + 1, len(text) + 1)
    return PlainText("".join(parts), tuple(starts), tuple(ends))


def _plain_form(match: re.Match[str]) -> str:
    if not match["invisible"]:
        return normalize("NFKC", match[0]) if len(match[0]) == 1 else normalize("NFC", match[0])
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    parts_words = before.islower() and after.isupper() and any(character in _BREAKS for character in match[0])
    return " " if parts_words else ""
