"""The answers of both arms lined up by sentence, annotator and round, and how anything measured on them differs."""

from typing import Final

import numpy as np
import pandas as pd

from annotation.assignment.arms import Arms
from annotation.tables.schema import BLIND
from exports.answers.matrix import article_clusters
from exports.statistics.arrays import Flags, Floats, Ints
from exports.statistics.estimate import (
    Clusters,
    Estimate,
    combined_difference_error,
    combined_difference_estimate,
    percentage,
)
from exports.statistics.mixed_effects import combined_parts

_ORDER: Final = ["sentence", "annotator", "round"]


class ArmComparison:
    """The answers to one question in both arms, sorted: what is computed does not depend on the order of rows.

    `answers` has the columns sentence, annotator, round and arm, and where known article; what the methods take has one
    value for each of its rows. `clusters` has the articles of the sentences.
    """

    def __init__(self, answers: pd.DataFrame, seed: int) -> None:
        self.answers = answers.sort_values(_ORDER, kind="stable")
        sentences = pd.Index(self.answers["sentence"].unique())
        self.rounds = sorted(set(self.answers["round"]))
        self.is_blind: Flags = self.answers["arm"].eq(BLIND).to_numpy()
        self.sentences: Ints = np.asarray(sentences.get_indexer(self.answers["sentence"]), dtype=np.int64)
        self.clusters: Clusters = article_clusters(self.answers, sentences, seed)
        rounds = pd.Index(self.rounds).get_indexer(self.answers["round"])
        self._positions: Ints = self.sentences * len(self.rounds) + rounds
        self._raters: Ints = np.asarray(self.answers.groupby(["annotator", "round"]).ngroup(), dtype=np.int64)

    @property
    def arms(self) -> Arms:
        """Whether a sentence is in both arms anywhere, for different annotators."""
        arms = np.zeros((self._positions.max() + 1, 2))
        np.add.at(arms, (self._positions, self.is_blind.astype(int)), 1)
        return Arms.PERSON if bool((arms.min(axis=1) > 0).any()) else Arms.SENTENCE

    def difference(self, values: Floats | Flags) -> Estimate:
        """Give how much higher values (shape: answers) are in the pre-labeled arm, within and between sentences."""
        in_arms = np.stack([self._count(self.is_blind), self._count(~self.is_blind)], axis=1)
        return combined_difference_estimate(self._parts(values), in_arms, self.clusters)

    def error(self, values: Floats | Flags) -> float | None:
        """Give the standard error of the difference; None where it has no interval."""
        if self.difference(values).low is None:
            return None
        return combined_difference_error(self._parts(values), self.clusters)

    def percent(self, flags: Flags, among: Flags) -> Estimate:
        """Give the percentage of answers with a flag among some of the answers; both have the shape (answers,)."""
        return percentage(self._count(flags & among), self._count(among), self.clusters)

    def _parts(self, values: Floats | Flags) -> Floats:
        return combined_parts(
            values.astype(float), ~self.is_blind, self._positions, self._raters, rounds=len(self.rounds)
        )

    def _count(self, flags: Flags) -> Floats:
        return np.bincount(self.sentences, flags.astype(float), len(self.clusters.ids)).astype(np.float64)
