"""Whether values from JSON have the shape that a type says."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pytest

from annotation.io.shapes import has_shape, shape_problems


class Figures(TypedDict):
    """A small part of a card."""

    f1: float
    interval: list[float | None]
    note: NotRequired[str]


class CardShape(TypedDict):
    """A small card."""

    name: str
    rows: int
    figures: Figures | None
    counts: Mapping[str, int]
    rest: Any


CARD = {
    "name": "a",
    "rows": 3,
    "figures": {"f1": 1, "interval": [None, 0.5]},
    "counts": {"yes": 2},
    "rest": [1],
    "more": 1,
}


def test_what_fits_has_no_problem_whatever_it_holds_besides() -> None:
    assert list(shape_problems(CARD, CardShape)) == []
    assert has_shape({**CARD, "figures": None}, CardShape)


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("name", None, "name is not str"),
        ("rows", True, "rows is not int"),
        ("rows", 3.0, "rows is not int"),
        ("figures", [], "figures is not an object"),
        ("figures", {"f1": 1}, "figures lacks 'interval'"),
        ("figures", {"f1": 1, "interval": ["x"]}, "figures.interval[0] is not float"),
        ("figures", {"f1": 1, "interval": [], "note": 3}, "figures.note is not str"),
        ("counts", {"yes": {}}, "counts.yes is not int"),
        ("counts", "yes", "counts is not an object"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(key: str, value: Any, problem: str) -> None:
    assert list(shape_problems({**CARD, key: value}, CardShape)) == [problem]
    assert list(shape_problems([], CardShape)) == ["it is not an object"]
