"""Rows are whole articles if their positions leave nothing out."""

from typing import Any

import pytest

from training.data.article_coverage import are_whole_articles


def rows(*positions: int | None, article: str = "a") -> list[dict[str, Any]]:
    return [{"article": article, "position": position} for position in positions]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (rows(*range(12)), True),
        (rows(*range(1, 12), article="b") + rows(*range(8)), True),
        (rows(0, 1, 2, 4, 5, 6, 7, 8, 9), True),  # a heading is missing
        (rows(*range(12)) * 3, True),  # three targets
        (rows(0, 3, 6, 9, 12, 15), False),
        (rows(0, 1) + rows(4, 5, article="b"), False),  # no two sentences are an article
        (rows(*range(6)) + [{"article": "", "position": None}] * 6, False),
        (rows(None, None, None, None, None, None), False),
        ([], False),
    ],
)
def test_whole_articles(table: list[dict[str, Any]], expected: bool) -> None:
    assert are_whole_articles(table) is expected
