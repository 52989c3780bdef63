"""Front matter: `key: value` lines between two `---` lines, at the top of an article's file."""

import re
from typing import Final

from annotation.errors import DataError

_FENCE: Final = "---"
_LINE: Final = re.compile(r"([A-Za-z_][\w -]*?)[ \t]*:(?:[ \t]+(.*))?", re.DOTALL)


def take_front_matter(text: str, where: str) -> tuple[dict[str, str], str]:
    r"""Give the keys and what follows them; no keys where the text doesn't begin with `---`.

    >>> take_front_matter("---\ntitle: 'Minister quits'\n---\nShe left.", "a.md")
    ({'title': 'Minister quits'}, 'She left.')
    """
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].rstrip() != _FENCE:
        return {}, text
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == _FENCE), None)
    if end is None:
        raise DataError(f"{where}:1 opens front matter with '---', but no other '---' line closes it")
    keys: dict[str, str] = {}
    for number, line in enumerate(lines[1:end], start=2):
        if line.strip() and not line.startswith("#"):
            key, value = _key_and_value(line.strip(), f"{where}:{number}")
            if key in keys:
                raise DataError(f"{where}:{number} gives {key!r} a second time")
            keys[key] = value
    return keys, "".join(lines[end + 1 :])


def _key_and_value(line: str, where: str) -> tuple[str, str]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise DataError(f"{where} is {line[:60]!r}, not a line of front matter; each one is 'key: value'")
    key, value = found[1].lower(), (found[2] or "").strip()
    if value[:1] in ("[", "{", "|", ">"):
        raise DataError(
            f"{where} gives {key!r} the value {value[:60]!r}; several targets are joined by ;, aliases by |"
        )
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return key, value[1:-1] if quoted else value
