"""Passages cut into tokens, each mention of the target being one placeholder."""

import re
import sys
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from annotation.text.targets import Span
from training.masking.passages import OUTLET, TARGET, Passage

QUOTES: Final = frozenset('“”"„«»')
TOKEN: Final = re.compile(r"\w+(?:['’]\w+)*|''|``|[^\w\s]")  # no token of a text looks like a mask
_DOUBLED: Final = ("''", "``")
_PARTS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_MASKED: Final = re.compile(rf"{TARGET}|{OUTLET}|{TOKEN.pattern}")

Tokens = list[str]


class Document(NamedTuple):
    """A passage in tokens: as they stand, and in lower case."""

    tokens: Tokens
    lowered: Tokens
    passage: Passage


def documents(passages: Iterable[Passage]) -> list[Document]:
    """Cut passages into tokens.

    >>> documents([Passage("Bo's ally: Bo left.", ((11, 13),))])[0].tokens
    ["Bo's", 'ally', ':', '<target>', 'left', '.']
    """
    return [document(one) for one in passages]


def document(passage: Passage) -> Document:
    """Cut one passage into tokens."""
    found = list(_spelled_out(_tokens(passage.text, passage.spans, passage.hidden)))
    return Document(found, [token.lower() for token in found], passage)


def unified(token: str) -> str:
    """Give quotation marks made of two single ones as what they stand for."""
    return '"' if token in _DOUBLED else token


def plain_tokens(text: str) -> Tokens:
    """Cut a neighbor's text as a passage has it, in lower case; what is masked in it is one token.

    >>> plain_tokens("<target> won, Bo says")
    ['<target>', 'won', ',', 'bo', 'says']
    """
    return _cut(_MASKED, text.lower())


def _spelled_out(tokens: Iterable[str]) -> Iterator[str]:
    """Add the words that a hashtag is made of.

    >>> list(_spelled_out(["#", "LockHerUp", "!"]))
    ['#', 'LockHerUp', 'Lock', 'Her', 'Up', '!']
    """
    before = ""
    for token in tokens:
        yield token
        if before == "#" and len(parts := _PARTS.findall(token)) > 1:
            yield from parts
        before = token


def _cut(pattern: re.Pattern[str], text: str, start: int = 0, end: int = sys.maxsize) -> Tokens:
    return [unified(token) for token in pattern.findall(text, start, end)]


def _tokens(text: str, spans: Iterable[Span], hidden: Iterable[Span]) -> Iterator[str]:
    at = 0
    for start, end, mask in sorted([(*span, TARGET) for span in spans] + [(*span, OUTLET) for span in hidden]):
        if start < at:
            continue
        yield from _cut(TOKEN, text, at, start)
        yield mask
        at = end
    yield from _cut(TOKEN, text, at)
