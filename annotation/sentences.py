"""Articles cut into sentences: one row for each sentence and target, with offsets, context and mentions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

from annotation import console
from annotation.articles import Article, Tell, read_articles, row_article
from annotation.boundaries import sentence_spans
from annotation.errors import DataError
from annotation.files import STANDARD
from annotation.headings import is_heading
from annotation.once import Once
from annotation.paragraphs import paragraphs
from annotation.tables import ARTICLES, SENTENCES, Row
from annotation.targets import Target, first_mention

SENTENCE: Final = "sentence"
HEADING: Final = "heading"
_BEFORE: Final = 2  # sentences of context
_WAY_OUT: Final = "rename it"


class _Piece(NamedTuple):
    start: int
    end: int
    text: str
    kind: str
    paragraph: int


def split(article: Article) -> Iterator[dict[str, Any]]:
    """Give a row of the sentences table for each sentence and heading, once for each target.

    >>> rows = split(Article("a", "Talks\\nMusk met Putin. Nobody knew.", targets=(Target("Elon Musk", ("Musk",)),)))
    >>> [(row["kind"], row["text"], row["before"], row["target_start"]) for row in rows]
    [('heading', 'Talks', '', None), ('sentence', 'Musk met Putin.', 'Talks', 0), ('sentence', 'Nobody knew.', 'Talks\\nMusk met Putin.', None)]
    """
    pieces = list(_pieces(article.text))
    places = [_place(pieces, position) for position in range(len(pieces))]
    for target in article.targets or (None,):
        yield from _target_rows(article, target, pieces, places)
