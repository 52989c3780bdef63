"""The tables of the contract: their columns, and rows checked once where they enter.

A row is a mapping from column to value; a missing value is an absent key or None.
Reading and writing the three file formats is in `annotation/tables/write.py`.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from annotation.errors import DataError

STATUSES: Final = ("answered", "skipped", "superseded")


ANSWERED: Final = "answered"
SKIPPED: Final = "skipped"
SUPERSEDED: Final = "superseded"


BLIND: Final = "blind"
PRELABELED: Final = "prelabeled"


class Row(dict[str, Any]):
    """A row that remembers where it was read, for messages: `articles.jsonl:12`."""

    __slots__ = ("where",)

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        super().__init__(values)
        self.where = where


@dataclass(frozen=True)
class Table:
    """What a table must and may contain; `sparse` columns must exist but may be empty in a row."""

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    sparse: frozenset[str] = frozenset()
    kinds: Mapping[str, type] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns of the contract, in its order."""
        return self.required + self.optional

    def kind(self, column: str) -> type | None:
        """The Python type of a column's values; None for a column the contract doesn't know."""
        if column in self.kinds:
            return self.kinds[column]
        if column in self.columns:
            return str
        return float if column.endswith("_probability") or "_probability_" in column else None


_OFFSETS: Final = {"position": int, "start": int, "end": int, "target_start": int, "target_end": int}

ARTICLES: Final = Table(
    "articles",
    ("id", "text"),
    ("title", "outlet", "author", "published", "url", "target", "aliases"),
)
SENTENCES: Final = Table(
    "sentences",
    ("sentence", "text"),
    (
        *("article", "position", "start", "end", "kind", "before", "after", "target", "aliases"),
        *("target_start", "target_end", "title", "outlet", "published", "url"),
    ),
    kinds=_OFFSETS,
)
HANDOUT: Final = Table(
    "handout",
    ("sentence", "annotator", "round"),
    ("arm", "audit", "model", "pushed_at", "project", "task", "digest", "dealt"),
    kinds={"audit": bool, "dealt": bool, "project": int, "task": int},
)
ANSWERS: Final = Table(
    "answers",
    ("sentence", "annotator", "question", "label"),
    (
        *("article", "target", "text", "outlet", "published", "start", "end", "span_text", "comment"),
        *("status", "seconds", "answered_at", "codebook", "round"),
        *("arm", "audit", "shown_label", "shown_probability", "model"),
    ),
    sparse=frozenset({"question", "label"}),  # a skipped sentence answers no question
    kinds={"start": int, "end": int, "seconds": float, "audit": bool, "shown_probability": float},
)
GOLD: Final = Table(
    "gold",
    ("sentence", "question", "label"),
    ("article", "target", "arm", "audit", "share", "answers", "decided_by"),
    sparse=frozenset({"label"}),  # a tie gets no label
    kinds={"audit": bool, "share": float, "answers": int},
)
LABELED: Final = Table(
    "labeled",
    ("text",),
    (
        *("sentence", "article", "position", "before", "after", "outlet", "author", "published", "target", "aliases"),
        *("target_start", "target_end", "arm", "audit"),
    ),
    kinds={"position": int, "target_start": int, "target_end": int, "audit": bool},
)
SCORES: Final = Table("scores", ("sentence", "text"), (*SENTENCES.optional, "model"), kinds=_OFFSETS)

WORD: Final = "probability"  # in columns of what a model gives to a label
OLD_WORD: Final = "chance"  # what version 0.1 called it
_JOINED: Final = {"aliases": "|", "target": ";", "before": " ", "after": " "}


def check_columns(table: Table, columns: Iterable[str], where: str) -> None:
    """Refuse a table that lacks required columns, naming those it has, or that has columns of version 0.1."""
    found = list(columns)
    if table is not HANDOUT:  # an old handout is read by its own module, so that a study goes on
        _refuse_old_columns(found, where)
    missing = [column for column in table.required if column not in found]
    if missing:
        raise DataError(
            f"{where} has no column {_names(missing)} (it has: {', '.join(found) or 'none'}); "
            f"a table of {table.name} needs {_names(table.required)}"
        )


def check_row(table: Table, values: Mapping[str, Any], where: str) -> Row:
    """Give the row with every value in its column's type, or say what is wrong with it.

    >>> check_row(SENTENCES, {"sentence": "a", "text": "He won.", "position": "3"}, "s.csv:2")["position"]
    3
    """
    row = Row({}, where)
    for column, value in values.items():
        kind = table.kind(column)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            row[column] = None
        elif kind is None and isinstance(value, float) and math.isinf(value):
            raise DataError(f"{where}: {column!r} is {value}, which is no number JSON knows")
        elif value == "" and kind not in (str, None):
            row[column] = None  # an empty cell of CSV
        else:
            row[column] = value if kind is None else _convert(value, kind, column, where)
    for column in table.required:
        if row.get(column) in (None, "") and column not in table.sparse:
            raise DataError(f"{where} has no {column!r}; a row of {table.name} needs {_names(table.required)}")
    return row


def _refuse_old_columns(columns: Sequence[str], where: str) -> None:
    """Refuse columns as version 0.1 named them: they would travel along unread, and their figures be missed."""
    old = [
        column
        for column in columns
        if (question := column.rpartition(f"_{OLD_WORD}")[0])
        and (column == f"{question}_{OLD_WORD}" or column.startswith(f"{question}_{OLD_WORD}_"))
        and (question in columns or f"{question}_label" in columns)
    ]
    if old:
        new = old[0].replace(f"_{OLD_WORD}", f"_{WORD}")
        raise DataError(
            f"{where} has the column {old[0]!r} of newsstance 0.1, which is called {new!r} now; rename such columns "
            f"({len(old)} in all), or make the table again"
        )


def refuse_overwrite(columns: Iterable[str], results: Iterable[str], where: str, way_out: str) -> None:
    """Refuse a result whose columns would overwrite some that are there already."""
    clash = sorted(set(columns) & set(results))
    if clash:
        raise DataError(f"{where} already has a column {_names(clash)}, which this would overwrite; {way_out}")


def _names(columns: Iterable[str]) -> str:
    return ", ".join(repr(column) for column in columns)


def _convert(value: object, kind: type, column: str, where: str) -> object:
    try:
        return _CONVERSIONS[kind](value, column)
    except (ValueError, TypeError, KeyError) as error:
        wanted = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}[kind]
        raise DataError(f"{where}: {column!r} is {_short(value)}, not {wanted}") from error


def _text(value: Any, column: str) -> str:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, list) and column in _JOINED:
        value = _JOINED[column].join(value)
    if isinstance(value, int) and not isinstance(value, bool) and column != "text":
        value = str(value)  # ids are often numbers in other people's JSON
    if isinstance(value, date):  # Parquet has dates; the contract has ISO text
        value = value.isoformat()
    if not isinstance(value, str):
        raise TypeError
    if not value.isascii():
        value.encode()  # half of a surrogate pair is no character, and no file could hold it
    return value.strip() if column == "target" else value


def _whole(value: Any, _: str) -> int:  # noqa: ANN401
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise TypeError
    return int(value.removesuffix(".0") if isinstance(value, str) else value)  # pandas writes 3 beside a gap as 3.0


def _number(value: Any, _: str) -> float:  # noqa: ANN401
    if isinstance(value, bool):
        raise TypeError
    number = float(value)
    if not math.isfinite(number):
        raise ValueError
    return number


def _flag(value: Any, _: str) -> bool:  # noqa: ANN401
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False, "1": True, "0": False}[str(value).lower()]


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "…"


_CONVERSIONS: Final[Mapping[type, Callable[[Any, str], object]]] = {
    str: _text,
    int: _whole,
    float: _number,
    bool: _flag,
}
