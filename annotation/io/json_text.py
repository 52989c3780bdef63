"""Reading JSON that somebody else may have written: whatever is wrong with it is a ValueError that says so.

Every file in JSON is read here, so that no reader meets a number of 5,000 digits, brackets without end, or half of a
character.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from annotation.io.inputs import read_small_file
from annotation.io.parsed_values import MAX_BYTES, MAX_DEPTH, refuse_deep_nesting, refuse_extreme_values

_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")  # an escaped half of a surrogate pair
_BEGUN: Final = re.compile(r"-|\d*\.|t|tr|tru|f|fa|fal|fals|n|nu|nul|\\?u[0-9a-fA-F]{0,3}")  # a value that is cut off
_SHOWN_END: Final = 20  # characters
_LARGE_NUMBER: Final = re.compile(r"[0-9](?:[0-9.]*[eE]\+?[0-9]{3}|[0-9]{18})")


def parse_json(content: str | bytes, *, surrogates: bool = False) -> Any:  # noqa: ANN401 - whatever the file holds
    """Parse JSON as the standard has it: no NaN, no infinity, no integer beyond 64 bits, no half of a character.

    Bytes are read as UTF-8; with `surrogates`, halves of a character are let through, escaped or not. Raises
    ValueError, which says what is wrong and where.

    >>> parse_json('{"a": [1, 2.5]}')
    {'a': [1, 2.5]}
    >>> parse_json('[1, NaN]')
    Traceback (most recent call last):
    ValueError: it holds NaN, which is not a number in JSON
    """
    text = _decoded(content, "surrogatepass" if surrogates else "strict")
    value = parse_json_loosely(text, _refuse_constant)
    if _LARGE_NUMBER.search(text) or _SURROGATE.search(text):
        refuse_extreme_values(value, surrogates=surrogates)
    return value


def parse_json_loosely(text: str, constant: Callable[[str], Any]) -> Any:  # noqa: ANN401 - whatever the text holds
    """Parse JSON, but leave numbers of any size and halves of characters to the caller.

    `constant` says what NaN, Infinity and -Infinity are, or raises ValueError. Raises ValueError, which says what is
    wrong and where.
    """
    try:
        value = _decoder(constant).decode(text)
    except json.JSONDecodeError as error:
        if _is_cut_off(text, error):
            end = text.rstrip()[-_SHOWN_END:]
            reason = f"it ends in the middle (with {end!r})" if end else "it is empty"
            raise ValueError(f"it is not JSON: {reason}") from error
        line = f"line {error.lineno}, " if "\n" in text.strip() else ""
        raise ValueError(f"it is not JSON: {error.msg} at {line}character {error.colno}") from error
    except RecursionError as error:
        raise ValueError("it is not JSON: nested too deeply") from error
    except ValueError as error:
        raise _too_many_digits(error) from error
    if text.count("[") + text.count("{") > MAX_DEPTH:
        refuse_deep_nesting(value)
    return value


def read_json(path: Path, max_bytes: int = MAX_BYTES) -> Any:  # noqa: ANN401 - whatever the file holds
    """Read a JSON file as `parse_json` does.

    Raises OSError if it cannot be read, and ValueError, which says why, if it is too large or is not JSON.
    """
    return parse_json(read_small_file(path, max_bytes))


@cache
def _decoder(constant: Callable[[str], Any]) -> json.JSONDecoder:
    """Make a decoder once: `json.loads` would make one for each line of a table."""
    return json.JSONDecoder(parse_constant=constant)


def _is_cut_off(text: str, error: json.JSONDecodeError) -> bool:
    r"""Whether JSON is right as far as it goes, and ends too soon.

    >>> for text in ('{"a": "The may', '{"a": tru', '{"a" "b"}'):
    ...     try:
    ...         json.loads(text)
    ...     except json.JSONDecodeError as error:
    ...         print(_is_cut_off(text, error))
    True
    True
    False
    """
    rest = text[error.pos :].strip()
    return not rest or "Unterminated string" in error.msg or bool(_BEGUN.fullmatch(rest))


def _decoded(content: str | bytes, errors: str) -> str:
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8", errors).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(f"it is not UTF-8 text: byte 0x{content[error.start]:02x} in line {line}") from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"it holds {name}, which is not a number in JSON")


def _too_many_digits(error: ValueError) -> ValueError:
    """Say in our words what Python says of an integer of more than 4,300 digits."""
    return ValueError("it holds a number of thousands of digits") if "digits" in str(error) else error
