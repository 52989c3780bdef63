"""What the commands print: results on standard output, remarks and progress on standard error."""

import sys

from annotation.io.files import STDIO, atomic_write
from annotation.io.visible import visible, visible_line


def remark(text: str) -> None:
    """Print a line that is not part of the result on standard error, with hidden characters made visible."""
    if sys.stderr is not None:  # it is None when the calling program closed it
        sys.stderr.write(f"{visible_line(text)}\n")
        sys.stderr.flush()


def result(text: str) -> None:
    """Print a result on standard output, with hidden characters but line ends made visible.

    Raises DataError if standard output is closed or its disk is full.
    """
    with atomic_write(STDIO) as output:
        output.write(f"{visible(text)}\n")


def plural(number: int, singular: str, plural_form: str = "") -> str:
    """Write a number and its noun; the plural form is the singular with an "s" unless another one is passed.

    >>> plural(1, "sentence"), plural(10_000, "sentence"), plural(2, "copy", "copies")
    ('1 sentence', '10,000 sentences', '2 copies')
    """
    return f"{number:,} {singular if number == 1 else plural_form or singular + 's'}"
