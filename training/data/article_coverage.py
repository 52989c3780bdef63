"""Whether rows are whole articles, or sentences that were selected from them: their positions tell it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

_LEAST_COVERAGE: Final = 0.8  # of the positions between an article's first and last row: headings may be missing
_LEAST_SENTENCES: Final = 5  # of an article, in the mean: fewer are no article, however close together they stand


def are_whole_articles(rows: Iterable[Mapping[str, Any]]) -> bool:
    """Whether rows, with the columns article and position, are all sentences of their articles.

    Rows that do not name their article and position cannot show it, so they count as selected.

    >>> are_whole_articles({"article": "a", "position": number} for number in range(20))
    True
    >>> are_whole_articles({"article": "a", "position": number} for number in (3, 8, 9, 14, 40))
    False
    """
    positions: dict[str, set[int]] = defaultdict(set)
    rows_in_articles = rows_seen = 0
    for row in rows:
        rows_seen += 1
        if row.get("article") and row.get("position") is not None:
            rows_in_articles += 1
            positions[row["article"]].add(int(row["position"]))
    if not positions or rows_in_articles < _LEAST_COVERAGE * rows_seen:
        return False
    sentences = sum(map(len, positions.values()))
    reach = sum(max(numbers) - min(numbers) + 1 for numbers in positions.values())
    return sentences >= _LEAST_COVERAGE * reach and sentences >= _LEAST_SENTENCES * len(positions)
