"""The sentences before and after each one, filled in where rows name only article and position."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from annotation.tables.schema import Row

_BEFORE: Final = 2  # sentences, as `newsstance split` gives them


_TARGETS: Final = 1000  # of one sentence that are held at a time


def with_neighbors(rows: Sequence[Row]) -> list[Row]:
    """Fill in the sentences before and after each, where rows name their article and position but no neighbors.

    >>> rows = [Row({"article": "a", "position": at, "text": f"{at}."}, "") for at in (0, 1)]
    >>> [row["after"] for row in with_neighbors(rows)]
    ['1.', '']
    """
    known = _known(rows)
    return [_filled(row, known) for row in rows]


def stream_with_neighbors(rows: Iterable[Row]) -> Iterator[Row]:
    """Fill in neighbors as rows stream by, where those of an article come in their order, one after the other.

    A sentence may stand there several times in a row, once for each of its targets.
    """
    near: deque[list[Row]] = deque(maxlen=_BEFORE + 2)  # those before, the ones to fill in, and the one after
    for row in rows:
        if near and len(near[-1]) < _TARGETS and _same_place(near[-1][0], row):
            near[-1].append(row)
            continue
        near.append([row])
        if len(near) > 1:
            yield from _all_filled(near[-2], near)
    if near:
        yield from _all_filled(near[-1], near)


def _all_filled(these: Iterable[Row], near: Iterable[list[Row]]) -> Iterator[Row]:
    known = _known(chain.from_iterable(near))
    return (_filled(row, known) for row in these)


def _same_place(one: Row, other: Row) -> bool:
    place = _place(one)
    return place is not None and place == _place(other)


def _known(near: Iterable[Row]) -> dict[tuple[str, int], str]:
    return {place: row["text"] for row in near if (place := _place(row))}


def _place(row: Row) -> tuple[str, int] | None:
    """Say where a sentence stands; nothing where the row doesn't, or brings its neighbors along."""
    at, article = row.get("position"), row.get("article")
    if at is None or not article or "before" in row or "after" in row:
        return None
    return article, int(at)


def _filled(row: Row, known: Mapping[tuple[str, int], str]) -> Row:
    place = _place(row)
    if not place:
        return row
    article, at = place
    before = [known.get((article, at - away), "") for away in range(_BEFORE, 0, -1)]
    return Row({**row, "before": " ".join(filter(None, before)), "after": known.get((article, at + 1), "")}, row.where)
