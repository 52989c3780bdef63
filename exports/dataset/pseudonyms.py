"""Annotators under names that say nothing about them."""

import hashlib
import json

import pandas as pd

from annotation.tables.frames import to_rows


def with_pseudonyms(answers: pd.DataFrame) -> dict[str, str]:
    """Name the annotators a1, a2 and so on, in an order that their own names don't give away.

    The order is a hash keyed with everything that the answers say, times included: the same answers give the same
    names, and who has only what is handed on can't compute them.
    """
    lines = sorted(json.dumps(row, sort_keys=True, default=str) for row in to_rows(answers))
    key = hashlib.blake2b("\n".join(lines).encode(), digest_size=32).digest()
    people = sorted(set(answers["annotator"]), key=lambda name: hashlib.blake2b(name.encode(), key=key).digest())
    return {name: f"a{place:0{len(str(len(people)))}}" for place, name in enumerate(people, start=1)}
