"""What the verbs say beside their results: remarks and progress, on standard error."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from annotation.io.files import STDIO, atomic_write

T = TypeVar("T")


def remark(text: str) -> None:
    """Tell the user something that is no result."""
    if sys.stderr is not None:  # closed by whoever started us
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def result(text: str) -> None:
    """Print a result on standard output."""
    with atomic_write(STDIO) as output:
        output.write(f"{text}\n")


def plural(number: int, thing: str, things: str = "") -> str:
    """Say how many of what.

    >>> plural(1, "sentence"), plural(10_000, "sentence"), plural(2, "copy", "copies")
    ('1 sentence', '10,000 sentences', '2 copies')
    """
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def progress(stream: Iterable[T], doing: str, total: int | None = None) -> Iterator[T]:
    """Pass a stream through, showing on a terminal how far it is; silent in a pipe or a log."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield from stream
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield from bar.track(stream, total=total, description=doing)
