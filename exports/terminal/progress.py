"""The progress of rounds on the terminal: a line with a bar for each annotator, and how fast each answers."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from annotation.io.console import result
from annotation.io.visible import visible_line
from exports.pull.pace import AnnotatorPace
from exports.pull.progress import Progress
from exports.terminal.table import table_lines

_LINE_WIDTH: Final = 80  # characters
_WIDEST_BAR: Final = 24
_NARROWEST_BAR: Final = 6
_BAR_COLUMN: Final = 1


def print_progress(progress: Sequence[Progress], paces: Sequence[AnnotatorPace] | None) -> None:
    """Print each round with a line for each annotator; with names of usual length it fits into 80 columns."""
    for round, annotators in groupby(progress, key=lambda part: part.round):
        result(visible_line(round))
        _print_bars(list(annotators))
        if paces is not None:
            header = ["annotator", "median seconds", "sentences", "too fast to be read"]
            cells = [
                [pace.annotator, f"{pace.seconds:.1f}", f"{pace.sentences:,}", f"{pace.too_fast:,}"]
                for pace in paces
                if pace.round == round
            ]
            _print_indented([header, *cells])


def progress_bar(progress: Progress, width: int) -> str:
    """Draw what is answered (#), skipped (-) and left (.), in so many characters; it is full only if nothing is left.

    >>> progress_bar(Progress("r", "ann", 10, 4, 1, 0, 0, 0, 0), 20)
    '########--..........'
    """
    answered = progress.answered * width // progress.given
    done = (progress.answered + progress.skipped) * width // progress.given
    return "#" * answered + "-" * (done - answered) + "." * (width - done)


def _print_bars(annotators: Sequence[Progress]) -> None:
    """Print a round's table; its bars fill what the other columns leave of the line."""
    header = ["annotator", "done", "answered", "skipped", "left", "given"]
    cells = [
        [part.annotator, "", f"{part.answered:,}", f"{part.skipped:,}", f"{part.left:,}", f"{part.given:,}"]
        for part in annotators
    ]
    widths = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
    room = _LINE_WIDTH - sum(widths) + widths[_BAR_COLUMN] - 2 * len(widths)
    bar_width = max(_NARROWEST_BAR, min(_WIDEST_BAR, room))
    header[_BAR_COLUMN] = header[_BAR_COLUMN].ljust(bar_width)
    for row, part in zip(cells, annotators, strict=True):
        row[_BAR_COLUMN] = progress_bar(part, bar_width)
    _print_indented([header, *cells])


def _print_indented(rows: Sequence[Sequence[str]]) -> None:
    for line in table_lines(rows):
        result(visible_line(f"  {line}"))
