"""Features of the text around a sentence: its words, and whether a quotation is still open."""

import re
from collections.abc import Iterator
from typing import Final

from training.syntax.positions import quotation_flags
from training.syntax.tokens import QUOTES, Document, neighbor_tokens, unify_quotes

_QUOTE_MARK: Final = re.compile(f"''|``|[{''.join(sorted(QUOTES))}]")


def words_before(document: Document) -> list[str]:
    """Give the words of the text before the sentence."""
    return neighbor_tokens(document.passage.before)


def words_after(document: Document) -> list[str]:
    """Give the words of the text after the sentence."""
    return neighbor_tokens(document.passage.after)


def context_features(document: Document) -> Iterator[str]:
    """Say whether a quotation that began before the sentence is open, and whether there is text before and after.

    >>> from training.masking.passages import Passage
    >>> from training.syntax.tokens import make_document
    >>> list(context_features(make_document(Passage("We won.", before="“We fought,” she said. “And more."))))
    ['open', 'something before', 'nothing after']
    """
    yield "open" if _ends_inside_quotation(document.passage.before) else "closed"
    yield "something before" if document.passage.before else "nothing before"
    yield "something after" if document.passage.after else "nothing after"


def _ends_inside_quotation(text: str) -> bool:
    return quotation_flags([unify_quotes(mark) for mark in _QUOTE_MARK.findall(text)])[-1:] == [True]
