"""Passages cut into tokens; each mention of the target, and of the outlet, is one mask token."""

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
    """A passage in tokens: as they are written, and in lower case."""

    tokens: Tokens
    lowered: Tokens
    passage: Passage


def make_documents(passages: Iterable[Passage]) -> list[Document]:
    """Cut passages into tokens.

    >>> make_documents([Passage("Bo's ally: Bo left.", ((11, 13),))])[0].tokens
    ["Bo's", 'ally', ':', '<target>', 'left', '.']
    """
    return [make_document(passage) for passage in passages]


def make_document(passage: Passage) -> Document:
    """Cut one passage into tokens."""
    tokens = list(_spell_out_hashtags(_masked_tokens(passage.text, passage.target_spans, passage.outlet_spans)))
    return Document(tokens, [token.lower() for token in tokens], passage)


def unify_quotes(token: str) -> str:
    """Turn a quotation mark made of two single ones into the double one that it stands for.

    >>> unify_quotes("``"), unify_quotes("said")
    ('"', 'said')
    """
    return '"' if token in _DOUBLED_QUOTES else token


def neighbor_tokens(text: str) -> Tokens:
    """Cut the text before or after a sentence, as a passage has it, into tokens in lower case; a mask is one token.

    >>> neighbor_tokens("<target> won, Bo says")
    ['<target>', 'won', ',', 'bo', 'says']
    """
    return _find_tokens(_TOKEN_OR_MASK, text.lower())


def document_before(document: Document) -> Document:
    """Cut the text before a document's sentence into tokens; it has no text before it.

    >>> document_before(make_document(Passage("He won.", before="<target> met Bo."))).tokens
    ['<target>', 'met', 'Bo', '.']
    """
    text = document.passage.before
    tokens = _find_tokens(_TOKEN_OR_MASK, text)
    return Document(tokens, [token.lower() for token in tokens], Passage(text))


def _spell_out_hashtags(tokens: Iterable[str]) -> Iterator[str]:
    """Add the words that a hashtag is made of.

    >>> list(_spell_out_hashtags(["#", "LockHerUp", "!"]))
    ['#', 'LockHerUp', 'Lock', 'Her', 'Up', '!']
    """
    previous = ""
    for token in tokens:
        yield token
        if previous == "#" and len(words := _HASHTAG_WORD.findall(token)) > 1:
            yield from words
        previous = token


def _find_tokens(pattern: re.Pattern[str], text: str, start: int = 0, end: int = sys.maxsize) -> Tokens:
    return [unify_quotes(token) for token in pattern.findall(text, start, end)]


def _masked_tokens(text: str, target_spans: Iterable[Span], outlet_spans: Iterable[Span]) -> Iterator[str]:
    masks = [(*span, TARGET) for span in target_spans] + [(*span, OUTLET) for span in outlet_spans]
    position = 0
    for start, end, mask in sorted(masks):
        if start < position:
            continue
        yield from _find_tokens(TOKEN, text, position, start)
        yield mask
        position = end
    yield from _find_tokens(TOKEN, text, position)
