"""An article's paragraphs: its lines, or, where a text is wrapped at a fixed width, the lines that belong together."""

from collections.abc import Iterator
from itertools import pairwise, zip_longest
from typing import Final, NamedTuple

from annotation.text.targets import Span

_WIDEST: Final = 120  # columns; a text with longer lines isn't wrapped
_NARROWEST: Final = 40
_PROOF: Final = 2  # lines that are full and go on in lower case, before a text counts as wrapped
_FULL_SHARE: Final = 0.5  # of all lines that another one follows directly
_RAGGED: Final = 2  # columns by which editors differ


class _Line(NamedTuple):
    start: int
    end: int
    columns: int  # from the margin to the last character

    @property
    def blank(self) -> bool:
        return self.start == self.end


def paragraphs(text: str) -> Iterator[Span]:
    r"""Give the spans of the paragraphs, without white space at their ends; blank lines are none.

    Every line end that Unicode knows counts (also a line separator or a form feed): no sentence goes over one,
    unless the text is evidently wrapped at a fixed width, as text files and agency wires often are.

    >>> list(paragraphs("Nature of the talks\r\nThey spoke. Often."))
    [(0, 19), (21, 39)]
    """
    lines = list(_lines(text))
    width = _width(text, lines)
    start: int | None = None
    for line, following in zip_longest(lines, lines[1:]):
        if line.blank:
            continue
        start = line.start if start is None else start
        if following is None or not (width and _full(text, line, following, width)):
            yield start, line.end
            start = None


def _lines(text: str) -> Iterator[_Line]:
    margin = 0
    for line in text.splitlines(keepends=True):
        columns = len(line.rstrip())
        start = margin + len(line) - len(line.lstrip())
        yield _Line(start, max(start, margin + columns), columns)
        margin += len(line)


def _width(text: str, lines: list[_Line]) -> int:
    """Give the width at which the text is wrapped, 0 if it isn't."""
    prose = (line for line in lines if " " in text[line.start : line.end])  # a long address may stick out
    width = max((line.columns for line in prose), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    pairs = [(line, following) for line, following in pairwise(lines) if not (line.blank or following.blank)]
    full = [(line, following) for line, following in pairs if _full(text, line, following, width)]
    going_on = sum(text[line.end - 1] not in ".!?" and text[after.start].islower() for line, after in full)
    return width if going_on >= _PROOF and len(full) >= _FULL_SHARE * len(pairs) else 0


def _full(text: str, line: _Line, following: _Line, width: int) -> bool:
    """Say whether the next line's first word would not have fit: then the line ends where the page did."""
    if following.blank:
        return False
    first_word = text[following.start : following.end].split(maxsplit=1)[0]
    return line.columns + 1 + len(first_word) > width - _RAGGED
