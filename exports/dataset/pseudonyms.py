"""Pseudonyms for annotators that say nothing about them."""

import hashlib
import json

import pandas as pd

from annotation.tables.frames import to_rows


def pseudonyms(answers: pd.DataFrame) -> dict[str, str]:
    """Give each annotator's pseudonym (a1, a2 and so on) by name, in an order that the names don't give away.

    The order is by a hash whose key is made from all cells of the answers table (columns sentence, annotator and
    any others), times included: the same answers give the same pseudonyms, and nobody can compute them from the
    released tables, which lack some of those cells.
    """
    lines = sorted(json.dumps(row, sort_keys=True, default=str) for row in to_rows(answers))
    key = hashlib.blake2b("\n".join(lines).encode(), digest_size=32).digest()
    annotators = sorted(set(answers["annotator"]), key=lambda name: hashlib.blake2b(name.encode(), key=key).digest())
    digits = len(str(len(annotators)))
    return {name: f"a{number:0{digits}}" for number, name in enumerate(annotators, start=1)}
