"""Front matter: lines of the form `key: value` between two `---` lines at the top of an article's file."""

import re
from typing import Final

from annotation.errors import DataError

_FENCE: Final = "---"
_KEY: Final = re.compile(r"[A-Za-z_][\w -]*")
_MAX_SHOWN_LENGTH: Final = 60  # code points of a line or value in a message


def split_front_matter(text: str, location: str) -> tuple[dict[str, str], str]:
    r"""Return the keys and values of the front matter, and the text that follows it.

    There are no keys if the text does not begin with `---`. Raises DataError if the front matter is not closed, a line
    is not `key: value`, or a key comes twice.

    >>> split_front_matter("---\ntitle: 'Minister quits'\n---\nShe left.", "a.md")
    ({'title': 'Minister quits'}, 'She left.')
    """
    if not text.startswith(_FENCE):
        return {}, text
    lines = text.splitlines(keepends=True)
    if lines[0].rstrip() != _FENCE:
        return {}, text
    end = next((index for index, line in enumerate(lines[1:], start=1) if line.rstrip() == _FENCE), None)
    if end is None:
        raise DataError(f"{location}:1 opens front matter with '---', but no other '---' line closes it")
    values: dict[str, str] = {}
    for number, line in enumerate(lines[1:end], start=2):
        if line.strip() and not line.startswith("#"):
            key, value = _key_and_value(line.strip(), f"{location}:{number}")
            if key in values:
                raise DataError(f"{location}:{number} gives {key!r} a second time; remove one of the two lines")
            values[key] = value
    return values, "".join(lines[end + 1 :])


def _key_and_value(line: str, location: str) -> tuple[str, str]:
    key, colon, value = line.partition(":")
    key = key.rstrip(" \t").lower()
    if not (colon and _KEY.fullmatch(key) and value[:1] in ("", " ", "\t")):
        raise DataError(
            f"{location} is {line[:_MAX_SHOWN_LENGTH]!r}, not a line of front matter; each one is 'key: value'"
        )
    value = value.strip()
    if value[:1] in ("[", "{", "|", ">"):
        raise DataError(
            f"{location} gives {key!r} the value {value[:_MAX_SHOWN_LENGTH]!r}; "
            "several targets are joined by ;, aliases by |"
        )
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return key, value[1:-1] if is_quoted else value
