"""Reading TOML that somebody else may have written: whatever is wrong with it is a ValueError that says so."""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from annotation.io.inputs import read_small_file
from annotation.io.parsed_values import MAX_DEPTH, refuse_extreme_values

_MAX_BYTES: Final = 1_000_000  # the longest codebook we know has 40,000
# A dotted key of thousands of parts, such as a.a.a.a, would keep Python's parser busy for hours.
_LONG_KEY: Final = re.compile(rf"""(?:\.[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*){{{MAX_DEPTH}}}""")


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; a byte order mark at its start is allowed.

    Raises OSError if it cannot be read, and ValueError, which says why and where, if it is not TOML in UTF-8, is
    nested too deeply, or holds an integer beyond 64 bits. It may hold infinity and nan, as TOML does.
    """
    content = read_small_file(path, _MAX_BYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(f"it is not UTF-8 text (byte {error.start}, in line {line})") from error
    return parse_toml(text)


def parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML.

    Raises ValueError, which says what is wrong and where.

    >>> parse_toml("seed = 1")
    {'seed': 1}
    """
    if _LONG_KEY.search(text):
        raise ValueError(f"it is nested too deeply (a key of more than {MAX_DEPTH} parts)")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"it is not TOML: {' '.join(str(error).split())}") from error
    except RecursionError as error:
        raise ValueError("it is not TOML: nested too deeply") from error
    except ValueError as error:  # of an integer with thousands of digits, or a date that is none
        raise ValueError(f"it is not TOML: {' '.join(str(error).split()).partition(';')[0]}") from error
    refuse_extreme_values(values, infinity=True)
    return values
