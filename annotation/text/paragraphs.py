"""The paragraphs of an article: its lines or, if it is wrapped at a fixed width, the lines that belong together."""

from collections.abc import Iterator
from itertools import pairwise, zip_longest
from typing import Final, NamedTuple

from annotation.text.repetitions import MAX_PERIOD, repeated_passages
from annotation.text.targets import Span

_MAX_WIDTH: Final = 120  # code points; a text with longer lines is not wrapped
_MIN_WIDTH: Final = 40  # code points
_MIN_CONTINUED_LINES: Final = 2  # full lines followed by lower case that a text needs to count as wrapped
_MIN_FULL_SHARE: Final = 0.5  # of the lines that are directly followed by another line
_WIDTH_TOLERANCE: Final = 2  # code points by which editors differ in where they wrap


class _Line(NamedTuple):
    start: int
    end: int
    width: int  # code points from the margin to the last character that is not white space

    @property
    def blank(self) -> bool:
        return self.start == self.end


def paragraphs(text: str) -> Iterator[Span]:
    r"""Yield the spans of the paragraphs, without white space at their ends; a blank line is not a paragraph.

    Every line end that Unicode defines ends a paragraph (also a line separator or a form feed), so that no sentence
    crosses one, unless the text is evidently wrapped at a fixed width, as text files and agency wires often are.

    >>> list(paragraphs("Nature of the talks\r\nThey spoke. Often."))
    [(0, 19), (21, 39)]
    """
    lines = list(_lines(text))
    wrap_width = _wrap_width(text, lines)
    start: int | None = None
    for line, following in zip_longest(lines, lines[1:]):
        if line.blank:
            continue
        start = line.start if start is None else start
        if following is None or not (wrap_width and _is_full(text, line, following, wrap_width)):
            yield start, line.end
            start = None


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines of a text; of blank lines that follow each other only the first."""
    start = 0
    for passage_start, passage_end in repeated_passages(text):
        if _has_line_break(text[passage_start:passage_end]):
            yield from _lines_without_repetition(text[start:passage_start], start)
            yield _repeated_line(text, passage_start, passage_end)
            start = passage_end
    yield from _lines_without_repetition(text[start:] if start else text, start)


def _has_line_break(passage: str) -> bool:
    return len(passage[: 2 * MAX_PERIOD].splitlines()) > 1


def _repeated_line(text: str, start: int, end: int) -> _Line:
    """Return a passage that repeats itself over many lines as one line, which is part of no wrapped paragraph."""
    passage = text[start:end]
    start += len(passage) - len(passage.lstrip())
    return _Line(start, start + len(passage.strip()), 0)


def _lines_without_repetition(text: str, margin: int) -> Iterator[_Line]:
    follows_blank = False
    for line in text.splitlines(keepends=True):
        is_blank = line.isspace()
        if is_blank and follows_blank:
            margin += len(line)
            continue
        follows_blank = is_blank
        width = len(line.rstrip())
        start = margin + len(line) - len(line.lstrip())
        yield _Line(start, max(start, margin + width), width)
        margin += len(line)


def _wrap_width(text: str, lines: list[_Line]) -> int:
    """Return the width in code points at which the text is wrapped; 0 if it is not wrapped."""
    # A line without a space is left out: a long web address is wider than the text around it.
    width = max((line.width for line in lines if " " in text[line.start : line.end]), default=0)
    if not _MIN_WIDTH <= width <= _MAX_WIDTH:
        return 0
    pairs = [(line, following) for line, following in pairwise(lines) if not (line.blank or following.blank)]
    full_pairs = [(line, following) for line, following in pairs if _is_full(text, line, following, width)]
    continued = sum(
        text[line.end - 1] not in ".!?" and text[following.start].islower() for line, following in full_pairs
    )
    is_wrapped = continued >= _MIN_CONTINUED_LINES and len(full_pairs) >= _MIN_FULL_SHARE * len(pairs)
    return width if is_wrapped else 0


def _is_full(text: str, line: _Line, following: _Line, width: int) -> bool:
    """Decide whether a line ends because the next line's first word would not have fit into the width."""
    if following.blank:
        return False
    first_word = text[following.start : following.end].split(maxsplit=1)[0]
    return line.width + 1 + len(first_word) > width - _WIDTH_TOLERANCE
