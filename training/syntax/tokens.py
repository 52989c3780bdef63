"""Passages cut into tokens, each mention of the target being one placeholder."""

import re
import sys
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from annotation.text.targets import Span
from training.masking.passages import OUTLET, TARGET, Passage

QUOTES: Final = frozenset('“”"„«»')
TOKEN: Final = re.compile(r"\w+(?:['’]\w+)*|''|``|[^\w\s]")  # no token of a text looks like a mask
_DOUBLED_QUOTES: Final = ("''", "``")
_HASHTAG_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_TOKEN_OR_MASK: Final = re.compile(rf"{TARGET}|{OUTLET}|{TOKEN.pattern}")

Tokens = list[str]


class Document(NamedTuple):
    """A passage in tokens: as they stand, and in lower case."""

    tokens: Tokens
    lowered: Tokens
    passage: Passage


def make_documents(passages: Iterable[Passage]) -> list[Document]:
    """Cut passages into tokens.

    >>> make_documents([Passage("Bo's ally: Bo left.", ((11, 13),))])[0].tokens
    ["Bo's", 'ally', ':', '<target>', 'left', '.']
    """
    return [make_document(one) for one in passages]


def make_document(passage: Passage) -> Document:
    """Cut one passage into tokens."""
    found = list(_spell_out_hashtags(_masked_tokens(passage.text, passage.spans, passage.hidden)))
    return Document(found, [token.lower() for token in found], passage)


def unify_quotes(token: str) -> str:
    """Give quotation marks made of two single ones as what they stand for."""
    return '"' if token in _DOUBLED_QUOTES else token


def neighbor_tokens(text: str) -> Tokens:
    """Cut a neighbor's text as a passage has it, in lower case; what is masked in it is one token.

    >>> neighbor_tokens("<target> won, Bo says")
    ['<target>', 'won', ',', 'bo', 'says']
    """
    return _find_tokens(_TOKEN_OR_MASK, text.lower())


def _spell_out_hashtags(tokens: Iterable[str]) -> Iterator[str]:
    """Add the words that a hashtag is made of.

    >>> list(_spell_out_hashtags(["#", "LockHerUp", "!"]))
    ['#', 'LockHerUp', 'Lock', 'Her', 'Up', '!']
    """
    before = ""
    for token in tokens:
        yield token
        if before == "#" and len(parts := _HASHTAG_WORD.findall(token)) > 1:
            yield from parts
        before = token


def _find_tokens(pattern: re.Pattern[str], text: str, start: int = 0, end: int = sys.maxsize) -> Tokens:
    return [unify_quotes(token) for token in pattern.findall(text, start, end)]


def _masked_tokens(text: str, spans: Iterable[Span], hidden: Iterable[Span]) -> Iterator[str]:
    at = 0
    for start, end, mask in sorted([(*span, TARGET) for span in spans] + [(*span, OUTLET) for span in hidden]):
        if start < at:
            continue
        yield from _find_tokens(TOKEN, text, at, start)
        yield mask
        at = end
    yield from _find_tokens(TOKEN, text, at)
