"""A sentence's row in plain letters, so that a model sees the same words however a file writes them."""

from collections.abc import Mapping
from typing import Any, Final

from annotation.tables.schema import Row
from annotation.text.letter_forms import has_odd_letters, plain_letters

_TEXT_COLUMNS: Final = ("text", "before", "after")
_OFFSETS: Final = ("target_start", "target_end")


def plain_row(row: Mapping[str, Any]) -> Mapping[str, Any]:
    r"""Give a row with its text and the texts around it in plain letters; its target's offsets count in them.

    A row that is in plain letters, as nearly all are, is given back itself.

    >>> plain_row({"text": "Sa\N{SOFT HYPHEN}id Bo.", "target_start": 6, "target_end": 8})
    {'text': 'Said Bo.', 'target_start': 5, 'target_end': 7}
    """
    odd_columns = [column for column in _TEXT_COLUMNS if has_odd_letters(row.get(column) or "")]
    if not odd_columns:
        return row
    values = {**row, **{column: plain_letters(row[column]).text for column in odd_columns}}
    start, end = row.get("target_start"), row.get("target_end")
    if start is not None and end is not None and "text" in odd_columns:
        first, last = plain_letters(row["text"]).plain_span(int(start), int(end))
        values |= {"target_start": first, "target_end": last} if first < last else dict.fromkeys(_OFFSETS)
    return Row(values, row.where) if isinstance(row, Row) else values
