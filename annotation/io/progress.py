"""How far a long piece of work is: a bar on a terminal, a line a minute where standard error is a file."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from annotation.io.console import remark

T = TypeVar("T")

SECONDS_BETWEEN_LINES: Final = 60.0


def progress(stream: Iterable[T], description: str, total: int | None = None) -> Iterator[T]:
    """Pass a stream through and show how far it is, and how long the rest will take if it goes on like this.

    On a terminal this is a bar, which disappears at the end; in a file or a pipe a line a minute, none for short work.

    Args:
        stream: What is passed through.
        description: What is being done, such as "scoring"; it stands before the bar.
        total: How many values the stream has, if that is known.
    """
    if sys.stderr is None:
        yield from stream
    elif not sys.stderr.isatty():
        yield from with_lines(stream, description, total)
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        text = TextColumn("{task.description}", markup=False)
        columns = (text, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            yield from bar.track(stream, total=total, description=description)


def with_lines(
    stream: Iterable[T],
    description: str,
    total: int | None = None,
    *,
    every: float = SECONDS_BETWEEN_LINES,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[T]:
    """Pass a stream through, and write a line whenever so many seconds have gone by since the last one."""
    start = last = clock()
    for number, value in enumerate(stream, start=1):
        now = clock()
        if now - last >= every:
            remark(f"  {description}: {_state(number, total, now - start)}")
            last = now
        yield value


def _state(number: int, total: int | None, seconds: float) -> str:
    """How many are done, of how many, and how long the others will take.

    >>> _state(12, 47, 60.0), _state(1200, None, 60.0), _state(46, 47, 460.0)
    ('12 of 47, about 3 min left', '1,200', '46 of 47, about 10 s left')
    """
    if total is None:
        return f"{number:,}"
    seconds_left = seconds / number * max(0, total - number)
    time_left = f"{seconds_left / 60:.0f} min" if seconds_left >= 90 else f"{seconds_left:.0f} s"
    return f"{number:,} of {total:,}, about {time_left} left"
