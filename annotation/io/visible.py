"""Characters that would change what a terminal shows, made visible: texts may come from anybody.

A control sequence can rewrite the line by which somebody decides, and a mark of writing direction can turn it around.
"""

import re
from typing import Final

_HIDDEN: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters of ASCII and Latin-1, without tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks of writing direction
    "\u200b\u2028\u2029\ufeff"  # characters without width, and line ends that few programs know
    "\ud800-\udfff"  # halves of a character
)
_HIDDEN_CHARACTER: Final = re.compile(f"[{_HIDDEN}]")
_HIDDEN_CHARACTER_OR_LINE_END: Final = re.compile(f"[\t\n{_HIDDEN}]")
_ENTITY: Final = re.compile(r"&(?=#?\w+;)")  # begins a character that HTML writes by its name or number
_SHORT_NAMES: Final = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}


def visible(text: str) -> str:
    r"""Write characters that would not be seen as JSON does, so that JSON stays the same JSON; line ends stay.

    >>> visible("trusted\x1b[2K\rsafe"), visible("a\tb\n")
    ('trusted\\u001b[2K\\rsafe', 'a\tb\n')
    """
    return _HIDDEN_CHARACTER.sub(_escape, text)


def visible_line(text: str) -> str:
    r"""Write a text as one line: tabs and line ends are made visible too.

    >>> visible_line("a\nb"), visible_line("\u202eabc")
    ('a\\nb', '\\u202eabc')
    """
    return _HIDDEN_CHARACTER_OR_LINE_END.sub(_escape, text)


def plain_markdown(line: str) -> str:
    r"""Write a line of Markdown so that it holds no HTML, no link and no picture, whoever its words are from.

    >>> plain_markdown("**R&D &lt;** <img src=x> ![seen](http://example.org)")
    '**R&D &amp;lt;** &lt;img src=x> ![seen]\\(http://example.org)'
    """
    return _ENTITY.sub("&amp;", visible_line(line)).replace("<", "&lt;").replace("](", "]\\(")


def _escape(match: re.Match[str]) -> str:
    return _SHORT_NAMES.get(match[0]) or f"\\u{ord(match[0]):04x}"
