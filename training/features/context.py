"""Features of what stands around a sentence: its neighbors' words, and whether a quotation is still open."""

import re
from collections.abc import Iterator
from typing import Final

from training.syntax.positions import quotation_flags
from training.syntax.tokens import QUOTES, Document, neighbor_tokens, unify_quotes

_QUOTE_MARK: Final = re.compile(f"''|``|[{''.join(sorted(QUOTES))}]")


def words_before(found: Document) -> list[str]:
    """Words that stand before the sentence."""
    return neighbor_tokens(found.passage.before)


def words_after(found: Document) -> list[str]:
    """Words that stand after the sentence."""
    return neighbor_tokens(found.passage.after)


def context_features(found: Document) -> Iterator[str]:
    """Whether a quotation that began before the sentence is still open, and whether its neighbors are known.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> list(context_features(document(Passage("We won.", before="“We fought," + " she said. “And more."))))
    ['open', 'something before', 'nothing after']
    """
    yield "open" if _is_open(found.passage.before) else "closed"
    yield "something before" if found.passage.before else "nothing before"
    yield "something after" if found.passage.after else "nothing after"


def _is_open(text: str) -> bool:
    return quotation_flags([unify_quotes(mark) for mark in _QUOTE_MARK.findall(text)])[-1:] == [True]
