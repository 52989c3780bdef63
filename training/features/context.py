"""Features of what stands around a sentence: its neighbors' words, and whether a quotation is still open."""

import re
from collections.abc import Iterator
from typing import Final

from training.syntax.positions import quoted
from training.syntax.tokens import QUOTES, Document, plain_tokens, unified

_MARKS: Final = re.compile(f"''|``|[{''.join(sorted(QUOTES))}]")


def words_before(found: Document) -> list[str]:
    """Words that stand before the sentence."""
    return plain_tokens(found.passage.before)


def words_after(found: Document) -> list[str]:
    """Words that stand after the sentence."""
    return plain_tokens(found.passage.after)


def surroundings(found: Document) -> Iterator[str]:
    """Whether a quotation that began before the sentence is still open, and whether its neighbors are known.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import document
    >>> list(surroundings(document(Passage("We won.", before="“We fought," + " she said. “And more."))))
    ['open', 'something before', 'nothing after']
    """
    yield "open" if _is_open(found.passage.before) else "closed"
    yield "something before" if found.passage.before else "nothing before"
    yield "something after" if found.passage.after else "nothing after"


def _is_open(text: str) -> bool:
    return quoted([unified(mark) for mark in _MARKS.findall(text)])[-1:] == [True]
