"""The tables that newsstance reads and writes: their columns and types, and the check of each row that is read.

A row is a mapping from column to value; a missing value is an absent key or None.
The three file formats are read in `annotation/tables/read.py` and written in `annotation/tables/write.py`.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from annotation.errors import DataError
from annotation.io.parsed_values import is_64_bit

# The values of the column `status` of an answer.
ANSWERED: Final = "answered"
SKIPPED: Final = "skipped"
SUPERSEDED: Final = "superseded"  # the answer no longer counts, because the annotator gave a later one
STATUSES: Final = (ANSWERED, SKIPPED, SUPERSEDED)

# The values of the column `arm`: whether the annotator saw a model's labels before answering.
BLIND: Final = "blind"
PRELABELED: Final = "prelabeled"
PARTLY: Final = "partly"  # of gold only: labels were shown to some of the sentence's annotators, not to all


class Row(dict[str, Any]):
    """A row of a table; `where` is the location it was read from, for messages, such as `articles.jsonl:12`."""

    __slots__ = ("where",)

    def __init__(self, values: Mapping[str, Any], location: str) -> None:
        super().__init__(values)
        self.where = location


@dataclass(frozen=True)
class Table:
    """The columns of a table.

    Attributes:
        name: What messages call the table.
        required: Columns that must exist and have a value in every row.
        optional: Columns that may exist.
        sparse: Those required columns that may nevertheless be empty in a row.
        kinds: The Python types of columns that are not text.
    """

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    sparse: frozenset[str] = frozenset()
    kinds: Mapping[str, type] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that the table defines, in the order they are written."""
        return self.required + self.optional

    def kind(self, column: str) -> type | None:
        """The Python type of a column's values; None for a column that the table does not define."""
        if column in self.kinds:
            return self.kinds[column]
        if column in self.columns:
            return str
        return float if column.endswith("_probability") or "_probability_" in column else None


_KINDS: Final = {
    **dict.fromkeys(("position", "start", "end", "target_start", "target_end"), int),
    "quoted": bool,
}

ARTICLES: Final = Table(
    "articles",
    ("id", "text"),
    ("title", "outlet", "author", "published", "url", "target", "aliases", "not_aliases"),
)
SENTENCES: Final = Table(
    "sentences",
    ("sentence", "text"),
    (
        *("article", "position", "start", "end", "kind", "quoted", "before", "after", "target", "aliases"),
        *("not_aliases", "target_start", "target_end", "title", "outlet", "published", "url"),
    ),
    kinds=_KINDS,
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
    "labeled sentences",
    ("text",),
    (
        *("sentence", "article", "position", "before", "after", "outlet", "author", "published", "target", "aliases"),
        *("not_aliases", "target_start", "target_end", "quoted", "arm", "audit"),
    ),
    kinds={"position": int, "target_start": int, "target_end": int, "quoted": bool, "audit": bool},
)
SCORES: Final = Table("scores", ("sentence", "text"), (*SENTENCES.optional, "model"), kinds=_KINDS)

PROBABILITY: Final = "probability"  # the word in the names of columns with the probability of a label
OLD_PROBABILITY: Final = "chance"  # the word that version 0.1 had in its place
MAX_SHOWN_LENGTH: Final = 60  # characters of a value in a message
_LIST_SEPARATORS: Final = {
    "aliases": "|",
    "not_aliases": "|",
    "target": ";",
    "before": " ",
    "after": " ",
}  # a list in JSON is joined by it


def check_row(table: Table, values: Mapping[str, Any], location: str) -> Row:
    """Return the row with every value in its column's type; raises DataError if that is not possible.

    >>> check_row(SENTENCES, {"sentence": "a", "text": "He won.", "position": "3"}, "s.csv:2")["position"]
    3
    """
    row = Row({}, location)
    for column, value in values.items():
        kind = table.kind(column)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            row[column] = None
        elif kind is None and isinstance(value, float) and math.isinf(value):
            raise DataError(f"{location}: {shortened(column)} is {value}, which is not a number in JSON")
        elif value == "" and kind not in (str, None):
            row[column] = None  # an empty cell in CSV
        else:
            row[column] = value if kind is None else _convert(value, kind, column, location)
    for column in table.required:
        if row.get(column) in (None, "") and column not in table.sparse:
            raise DataError(f"{location} has no {column!r}; a row of {table.name} needs {quoted(table.required)}")
    return row


def refuse_overwrite(columns: Iterable[str], result_columns: Iterable[str], location: str, advice: str) -> None:
    """Raise DataError if a result would overwrite columns that exist already; `advice` says what to do then."""
    overwritten = sorted(set(columns) & set(result_columns))
    if overwritten:
        raise DataError(f"{location} already has a column {quoted(overwritten)}, which this would overwrite; {advice}")


def quoted(columns: Iterable[str]) -> str:
    """List columns for a message.

    >>> quoted(["id", "text"])
    "'id', 'text'"
    """
    return ", ".join(repr(column) for column in columns)


def _convert(value: object, kind: type, column: str, location: str) -> object:
    try:
        return _CONVERSIONS[kind](value, column)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        expected = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}[kind]
        size = " that a computer's 64 bits can hold" if isinstance(error, OverflowError) else ""
        raise DataError(f"{location}: {shortened(column)} is {shortened(value)}, not {expected}{size}") from error


def _to_text(value: Any, column: str) -> str:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, list) and column in _LIST_SEPARATORS:
        value = _LIST_SEPARATORS[column].join(value)
    if isinstance(value, int) and not isinstance(value, bool) and column != "text":
        value = str(value)  # in JSON from elsewhere, ids are often numbers
    if isinstance(value, bool | float) and column == "label":
        value = json.dumps(value)  # a label may be a number, or true or false
    if isinstance(value, date):  # Parquet has dates; our tables have ISO text
        value = value.isoformat()
    if not isinstance(value, str):
        raise TypeError
    if not value.isascii():
        value.encode()  # raises a ValueError at half of a surrogate pair, which cannot be written to a file
    return value.strip() if column == "target" else value


def _to_integer(value: Any, _: str) -> int:  # noqa: ANN401
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise TypeError
    # pandas writes 3 as 3.0 in a column where values are missing
    number = int(value.removesuffix(".0") if isinstance(value, str) else value)
    if not is_64_bit(number):
        raise OverflowError
    return number


def _to_float(value: Any, _: str) -> float:  # noqa: ANN401
    if isinstance(value, bool):
        raise TypeError
    number = float(value)
    if not math.isfinite(number):
        raise ValueError
    return number


def _to_bool(value: Any, _: str) -> bool:  # noqa: ANN401
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False, "1": True, "0": False}[str(value).lower()]


def shortened(value: object) -> str:
    """Write a value for a message, cut to 60 characters.

    >>> shortened("no"), len(shortened("a" * 100))
    ("'no'", 58)
    """
    text = repr(value)
    return text if len(text) <= MAX_SHOWN_LENGTH else text[: MAX_SHOWN_LENGTH - 3] + "…"


_CONVERSIONS: Final[Mapping[type, Callable[[Any, str], object]]] = {
    str: _to_text,
    int: _to_integer,
    float: _to_float,
    bool: _to_bool,
}
