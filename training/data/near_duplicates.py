"""Texts that are nearly the same: those that have most of their word triples in common, counted for every pair.

A triple that a few texts share is a column of a sparse table, and its product with itself counts what each pair has
in common. That is exact, and faster than to look for candidates first (MinHash) on all corpora tried.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from scipy import sparse

from exports.statistics.arrays import Ints

MIN_SIMILARITY: Final = 0.8  # the share of word triples two texts have in common (Jaccard)
PAIRS_IN_MEMORY: Final = 4_000_000  # pairs with a triple in common that are in memory: some 100 MB

Words = tuple[str, ...]


def near_duplicates(texts: Sequence[Words]) -> Ints:
    """Find the pairs among distinct texts that share most of their word triples; a row per pair, the first one first.

    >>> one = tuple("the minister resigned on monday after a long night of talks".split())
    >>> near_duplicates([one, ("he", "declined", "to", "comment"), (*one, "here")]).tolist()
    [[0, 2]]
    """
    triples = [frozenset(zip(words, words[1:], words[2:], strict=False)) for words in texts]
    number: dict[Words, int] = {}
    columns = [number.setdefault(triple, len(number)) for found in triples for triple in found]
    sizes = np.array([len(found) for found in triples], dtype=np.int64)
    ends = np.concatenate([[0], np.cumsum(sizes)])
    shape = (len(texts), len(number))
    has = sparse.csr_matrix((np.ones(len(columns), dtype=np.int32), columns, ends), shape=shape)
    times = np.bincount(has.indices, minlength=shape[1])
    has, times = has[:, times > 1], times[times > 1]
    found = [_pairs_within(has, sizes, first, last) for first, last in pairwise(_stretches(has @ times))]
    return np.concatenate([np.empty((0, 2), dtype=np.int64), *found])


def _pairs_within(has: sparse.csr_matrix, sizes: Ints, first: int, last: int) -> Ints:
    """Find the pairs whose second text is in a stretch of all texts."""
    common = (has[first:last] @ has[:last].T).tocoo()
    one, other = common.col.astype(np.int64), common.row.astype(np.int64) + first
    enough = common.data >= MIN_SIMILARITY * (sizes[one] + sizes[other] - common.data)
    kept = enough & (one < other)
    return np.stack([one[kept], other[kept]], axis=1)


def _stretches(pairs: Ints) -> Iterator[int]:
    """Cut the texts, each with so many pairs, where there would be too many at once.

    >>> list(_stretches(np.array([PAIRS_IN_MEMORY, 1, PAIRS_IN_MEMORY // 2, PAIRS_IN_MEMORY // 2])))
    [0, 1, 3, 4]
    """
    yield 0
    so_far = 0
    for at, number in enumerate(pairs.tolist()):
        if at and so_far + number > PAIRS_IN_MEMORY:
            yield at
            so_far = 0
        so_far += number
    yield len(pairs)
