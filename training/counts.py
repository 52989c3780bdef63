"""Features counted once for all splits: each fold keeps and weighs them as if it had counted its own sentences only.

To cut sentences into words and pieces is the slow part, and what is counted in one sentence depends on no other.
What does depend on others, which features are frequent enough and how much each weighs, is decided by the sentences
that are learned from, never by those that are judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import clone

from training.features import Characters, Passage, by_word, features, tokens
from training.intervals import Numbers
from training.model import least_often
from training.splits import Places


@dataclass(frozen=True)
class _Block:
    """One kind of feature: its counts, and in what it must be frequent (sentences, or for pieces distinct words)."""

    counts: sparse.csr_matrix
    words: sparse.csr_matrix | None  # which words each sentence has; None: features are frequent by sentences
    within: sparse.csr_matrix | None  # which pieces each word has
    weigh: Any

    def often(self, train: Places) -> Numbers:
        """How often each feature is seen in the sentences learned from."""
        if self.words is None or self.within is None:
            seen = self.counts[train]
        else:
            seen = self.within[np.unique(self.words[train].indices)]
        return np.bincount(seen.indices, minlength=self.counts.shape[1])


class Counts:
    """Passages, counted once."""

    def __init__(self, passages: Sequence[Passage], *, about_target: bool) -> None:
        documents = tokens(passages)
        union = features(about_target=about_target, min_df=1).named_steps["blocks"]
        self._blocks = [_counted(step, documents) for _, step in union.transformer_list]

    def fold(self, train: Places, test: Places) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """Give the features of the sentences learned from, and those of the sentences judged."""
        found = [_weighed(block, train, test) for block in self._blocks]
        learned, judged = (sparse.hstack(tables, format="csr") for tables in zip(*found, strict=True))
        return learned, judged


def _counted(step: Any, documents: list[list[str]]) -> _Block:  # noqa: ANN401 - a pipeline of scikit-learn
    count, weigh = step.named_steps["count"], step.named_steps["weigh"]
    counts = count.fit_transform(documents)
    if not isinstance(count, Characters):
        return _Block(counts, None, None, weigh)
    words, distinct = by_word(documents)
    return _Block(counts, words, count.pieces_.transform(distinct), weigh)


def _weighed(block: _Block, train: Places, test: Places) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    kept = np.flatnonzero(block.often(train) >= least_often(len(train)))
    weigh = clone(block.weigh)
    return weigh.fit_transform(block.counts[train][:, kept]), weigh.transform(block.counts[test][:, kept])
