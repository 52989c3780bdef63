"""What is learned from: features counted once for all splits, and an encoder's vectors where one is used.

Cutting sentences into words and pieces is the slow part, and the counts of one sentence depend on no other sentence.
What does depend on other sentences, which features are frequent enough and how much each weighs, is decided by the
sentences that are learned from, never by those that are judged. Only which targets are topics is decided by all
sentences, and their labels have no part in that.
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
from training.data.splits import Positions
from training.features.registry import FeatureSelection
from training.learning.fit import encoder_step, min_frequency
from training.masking.passages import Passage
from training.syntax.tokens import Document, make_documents
from training.vectorize.pipeline import feature_steps
from training.vectorize.transformers import CharacterCounter
from training.vectorize.vocabulary import count_words


@dataclass(frozen=True)
class _FeatureCounts:
    """The counts of one kind of feature, and by what its frequency is counted: sentences, or distinct words."""

    counts: sparse.csr_matrix  # shape (sentences, features)
    words: sparse.csr_matrix | None  # shape (sentences, words); None: frequency is counted in sentences
    pieces: sparse.csr_matrix | None  # shape (words, features): the pieces that each word has
    weigh: Any

    def frequencies(self, train: Positions) -> Ints:
        """Count in how many sentences learned from, or in how many of their words, each feature occurs."""
        if self.words is None or self.pieces is None:
            rows = self.counts[train]
        else:
            rows = self.pieces[np.unique(self.words[train].indices)]
        return np.bincount(rows.indices, minlength=self.counts.shape[1])


class DesignMatrix:
    """Passages whose features are counted once, and which are encoded once where an encoder is named.

    `vectors` has shape (sentences, dimensions), or is None without an encoder.
    """

    def __init__(self, passages: Sequence[Passage], selection: FeatureSelection, encoder: str = "") -> None:
        tokenized = make_documents(passages)
        union = feature_steps(selection, min_df=1).named_steps["blocks"]
        self._counts = {name: _count_features(step, tokenized) for name, step in union.transformer_list}
        self.vectors: NDArray[np.float32] | None = None
        if encoder:
            self.vectors = encoder_step(encoder, selection).fit(list(passages)).transform(list(passages))

    def only(self, names: Collection[str]) -> "DesignMatrix":
        """Give the same passages with these kinds of features only, without counting anything again."""
        reduced = copy(self)
        reduced._counts = {name: counts for name, counts in self._counts.items() if name in names}
        return reduced

    def fold(self, train: Positions, test: Positions) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """Give the weighed features of the sentences learned from, and those of the sentences judged.

        Both have shape (sentences, features), with the same features in the same columns.
        """
        weighed = [_weigh_features(counts, train, test) for counts in self._counts.values()]
        learned, judged = (sparse.hstack(tables, format="csr") for tables in zip(*weighed, strict=True))
        return learned, judged


def _count_features(step: Any, tokenized: list[Document]) -> _FeatureCounts:  # noqa: ANN401 - a pipeline of scikit-learn
    count, weigh = step.named_steps["count"], step.named_steps["weigh"]
    counts = count.fit_transform(tokenized)
    if not isinstance(count, CharacterCounter):
        return _FeatureCounts(counts, None, None, weigh)
    words, distinct_words = count_words(tokenized)
    return _FeatureCounts(counts, words, count.vocabulary_.ngram_counts(distinct_words), weigh)


def _weigh_features(
    features: _FeatureCounts, train: Positions, test: Positions
) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Select the features that are frequent enough in the sentences learned from, and weigh them by these sentences."""
    frequent = np.flatnonzero(features.frequencies(train) >= min_frequency(len(train)))
    weigh = clone(features.weigh)
    learned = weigh.fit_transform(features.counts[train][:, frequent])
    return learned, weigh.transform(features.counts[test][:, frequent])
