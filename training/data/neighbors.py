"""The sentences before and after each one, filled in where rows name only article and position."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from annotation.tables.schema import Row

_SENTENCES_BEFORE: Final = 2  # as many as `newsstance split` gives
_MAX_TARGETS: Final = 1000  # rows of one sentence that are held in memory at a time


def with_neighbors(rows: Sequence[Row]) -> list[Row]:
    """Fill in the sentences before and after each, where rows name their article and position but no neighbors.

    >>> rows = [Row({"article": "a", "position": number, "text": f"{number}."}, "") for number in (0, 1)]
    >>> [row["after"] for row in with_neighbors(rows)]
    ['1.', '']
    """
    texts = _texts_by_position(rows)
    return [_with_neighbors(row, texts) for row in rows]


def stream_with_neighbors(rows: Iterable[Row]) -> Iterator[Row]:
    """Fill in neighbors as rows stream by, where the sentences of an article come in their order.

    A sentence may have several rows in a row, one for each of its targets.
    """
    # The rows of each sentence: those before, the one to be filled in, and the one after it.
    window: deque[list[Row]] = deque(maxlen=_SENTENCES_BEFORE + 2)
    for row in rows:
        if window and len(window[-1]) < _MAX_TARGETS and _same_position(window[-1][0], row):
            window[-1].append(row)
            continue
        window.append([row])
        if len(window) > 1:
            yield from _fill_sentence(window[-2], window)
    if window:
        yield from _fill_sentence(window[-1], window)


def _fill_sentence(sentence_rows: Iterable[Row], window: Iterable[list[Row]]) -> Iterator[Row]:
    texts = _texts_by_position(chain.from_iterable(window))
    return (_with_neighbors(row, texts) for row in sentence_rows)


def _same_position(first: Row, second: Row) -> bool:
    position = _position(first)
    return position is not None and position == _position(second)


def _texts_by_position(rows: Iterable[Row]) -> dict[tuple[str, int], str]:
    return {position: row["text"] for row in rows if (position := _position(row))}


def _position(row: Row) -> tuple[str, int] | None:
    """Give a sentence's article and number in it; None if the row lacks them or brings its own neighbors along."""
    number, article = row.get("position"), row.get("article")
    if number is None or not article or "before" in row or "after" in row:
        return None
    return article, int(number)


def _with_neighbors(row: Row, texts: Mapping[tuple[str, int], str]) -> Row:
    position = _position(row)
    if not position:
        return row
    article, number = position
    before = [texts.get((article, number - distance), "") for distance in range(_SENTENCES_BEFORE, 0, -1)]
    after = texts.get((article, number + 1), "")
    return Row({**row, "before": " ".join(filter(None, before)), "after": after}, row.where)
