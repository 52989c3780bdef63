"""What is learned from: features counted once for all splits, and an encoder's vectors where one is used.

To cut sentences into words and pieces is the slow part, and what is counted in one sentence depends on no other.
What does depend on others, which features are frequent enough and how much each weighs, is decided by the sentences
that are learned from, never by those that are judged. Only which targets are topics is decided by all: labels have no
part in it.
"""

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import clone

from exports.statistics.arrays import Ints
from training.data.splits import Places
from training.features.registry import FeatureSelection
from training.learning.fit import encoder_step, least_often
from training.masking.passages import Passage
from training.syntax.tokens import Document, make_documents
from training.vectorize.pipeline import feature_steps
from training.vectorize.transformers import CharacterCounter
from training.vectorize.vocabulary import count_words


@dataclass(frozen=True)
class _Block:
    """One kind of feature: its counts, and in what it must be frequent (sentences, or for pieces distinct words)."""

    counts: sparse.csr_matrix
    words: sparse.csr_matrix | None  # which words each sentence has; None: features are frequent by sentences
    within: sparse.csr_matrix | None  # which pieces each word has
    weigh: Any

    def often(self, train: Places) -> Ints:
        """How often each feature is seen in the sentences learned from."""
        if self.words is None or self.within is None:
            seen = self.counts[train]
        else:
            seen = self.within[np.unique(self.words[train].indices)]
        return np.bincount(seen.indices, minlength=self.counts.shape[1])


class DesignMatrix:
    """Passages, counted once, and encoded where an encoder is wanted."""

    def __init__(self, passages: Sequence[Passage], wanted: FeatureSelection, encoder: str = "") -> None:
        found = make_documents(passages)
        union = feature_steps(wanted, min_df=1).named_steps["blocks"]
        self._blocks = {name: _counted(step, found) for name, step in union.transformer_list}
        self.vectors: NDArray[np.float32] | None = None
        if encoder:
            self.vectors = encoder_step(encoder, wanted).fit(list(passages)).transform(list(passages))

    def only(self, names: Collection[str]) -> "DesignMatrix":
        """Give the same passages with these kinds of features only, nothing being counted again."""
        some = copy(self)
        some._blocks = {name: block for name, block in self._blocks.items() if name in names}
        return some

    def fold(self, train: Places, test: Places) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """Give the features of the sentences learned from, and those of the sentences judged."""
        found = [_weighed(block, train, test) for block in self._blocks.values()]
        learned, judged = (sparse.hstack(tables, format="csr") for tables in zip(*found, strict=True))
        return learned, judged


def _counted(step: Any, found: list[Document]) -> _Block:  # noqa: ANN401 - a pipeline of scikit-learn
    count, weigh = step.named_steps["count"], step.named_steps["weigh"]
    counts = count.fit_transform(found)
    if not isinstance(count, CharacterCounter):
        return _Block(counts, None, None, weigh)
    words, distinct = count_words(found)
    return _Block(counts, words, count.vocabulary_.ngram_counts(distinct), weigh)


def _weighed(block: _Block, train: Places, test: Places) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    kept = np.flatnonzero(block.often(train) >= least_often(len(train)))
    weigh = clone(block.weigh)
    return weigh.fit_transform(block.counts[train][:, kept]), weigh.transform(block.counts[test][:, kept])
