"""What a file in JSON or TOML may hold: nothing that is nested without end, and no number beyond 64 bits."""

import math
from typing import Any, Final

MAX_DEPTH: Final = 100  # lists and tables within each other; ours have six at most
LARGEST_INTEGER: Final = 2**63 - 1  # of 64 bits, as Parquet, numpy and SQLite have them
MAX_BYTES: Final = 4_000_000  # of a file with settings; the longest codebook we know has 40,000


def refuse_extreme_values(value: object, *, surrogates: bool = False, infinity: bool = False) -> None:
    """Raise ValueError, which says why, if a parsed value is nested too deeply or holds an extreme number or text.

    Extreme are integers beyond 64 bits, numbers that are not finite, and halves of a surrogate pair, which are no
    characters and cannot be written to a file; with `surrogates` they are let through, and with
    `infinity` numbers that are not finite.
    """
    refuse_deep_nesting(value)
    for part in _parts(value):
        if isinstance(part, int) and not is_64_bit(part):
            raise ValueError("it holds a whole number beyond 64 bits")
        if isinstance(part, float) and not infinity and not math.isfinite(part):
            raise ValueError("it holds a number that is not finite")
        if isinstance(part, str) and not surrogates:
            refuse_surrogates(part)


def refuse_deep_nesting(value: object) -> None:
    """Raise ValueError if lists and tables are nested more deeply than any file of ours.

    >>> refuse_deep_nesting([[1], {"a": [2]}])
    """
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level if isinstance(outer, list | dict) for inner in _inner_values(outer)]
        if not level:
            return
    raise ValueError(f"it is nested too deeply (more than {MAX_DEPTH} levels)")


def refuse_surrogates(text: str) -> None:
    """Raise ValueError if a text holds half of a surrogate pair.

    >>> refuse_surrogates("Zürich")
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        surrogate = f"\\u{ord(error.object[error.start]):04x}"
        raise ValueError(f"it holds {surrogate}, half of a character; write the character itself") from error


def is_64_bit(number: int) -> bool:
    """Say whether a whole number fits into 64 bits.

    >>> is_64_bit(-(2**63)), is_64_bit(2**63)
    (True, False)
    """
    return -LARGEST_INTEGER - 1 <= number <= LARGEST_INTEGER


def _inner_values(value: Any) -> Any:  # noqa: ANN401 - a list's values, or those of a table
    return value.values() if isinstance(value, dict) else value


def _parts(value: object) -> "list[Any]":
    """List every value, key and text in a value, however deep it stands."""
    parts: list[Any] = [value]
    for part in parts:  # the list grows while it is gone through
        if isinstance(part, dict):
            parts += part
            parts += part.values()
        elif isinstance(part, list):
            parts += part
    return parts
