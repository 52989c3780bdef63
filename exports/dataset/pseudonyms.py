"""Pseudonyms for annotators that say nothing about them."""

import hashlib
import json

import pandas as pd

from annotation.tables.frames import to_rows
from annotation.tables.schema import OLD_PROBABILITY, PROBABILITY


def pseudonyms(answers: pd.DataFrame) -> dict[str, str]:
    """Give each annotator's pseudonym (a1, a2 and so on) by name, in an order that the names don't give away.

    The order is by a hash whose key is made from all cells of the answers table (columns sentence, annotator and
    any others), times included: the same answers give the same pseudonyms, and nobody can compute them from the
    released tables, which lack some of those cells. Columns count by the names they had in version 0.1, so that a
    study that was released before keeps its pseudonyms.
    """
    rows = ({_old_name(column): value for column, value in row.items()} for row in to_rows(answers))
    lines = sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)
    key = hashlib.blake2b("\n".join(lines).encode(), digest_size=32).digest()
    annotators = sorted(set(answers["annotator"]), key=lambda name: hashlib.blake2b(name.encode(), key=key).digest())
    digits = len(str(len(annotators)))
    return {name: f"a{number:0{digits}}" for number, name in enumerate(annotators, start=1)}


def _old_name(column: str) -> str:
    """The name that a column had in version 0.1.

    >>> _old_name("shown_probability"), _old_name("label")
    ('shown_chance', 'label')
    """
    return column.replace(f"_{PROBABILITY}", f"_{OLD_PROBABILITY}")
