"""The sentences that a model is judged by, with all that its figures need of them."""

from dataclasses import dataclass, replace

import numpy as np

from exports.statistics.arrays import Flags, Ints
from exports.statistics.bootstrap import RESAMPLES


@dataclass(frozen=True)
class JudgedSentences:
    """Sentences with their gold labels (as columns of `labels`) and the articles their figures are resampled by.

    `truth`, `articles` and `groups` have shape (sentences,).
    """

    labels: tuple[str, ...]
    truth: Ints
    articles: Ints  # the number of each sentence's article; a sentence that names none is an article of its own
    groups: Ints  # the same with articles that hold copies of each other joined: these clusters are resampled
    resampled: str  # "articles" or "sentences"
    named_labels: tuple[str, ...] = ()
    resamples: int = RESAMPLES
    seed: int = 0

    def subset(self, selected: Flags) -> "JudgedSentences":
        """Give some of the sentences; `selected` has shape (sentences,)."""
        return replace(self, truth=self.truth[selected], articles=self.articles[selected], groups=self.groups[selected])

    @property
    def labels_present(self) -> list[int]:
        """The columns of the labels that occur among these sentences."""
        columns: list[int] = np.unique(self.truth).tolist()
        return columns

    def clusters(self) -> tuple[int, Ints]:
        """Count the clusters that are resampled, and give the number of each sentence's cluster, shape (sentences,)."""
        distinct, cluster_of = np.unique(self.groups, return_inverse=True)
        return len(distinct), cluster_of.reshape(-1)
