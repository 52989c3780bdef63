"""How far pre-labels bend the answers: the blind arm against the pre-labeled arm of the same selection."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from annotation.codebook.codebook import Codebook, Question
from annotation.tables.schema import BLIND, PRELABELED
from exports.agreement.alpha import nominal_alpha, nominal_parts
from exports.anchoring.arms import answers_in_both_arms
from exports.anchoring.power import blind_needed, detectable_difference
from exports.answers.matrix import answer_matrix, article_clusters
from exports.answers.valid import question_order
from exports.statistics.arrays import Flags, Floats, Ints
from exports.statistics.estimate import (
    Clusters,
    Estimate,
    chance_corrected_agreement,
    mean_difference_error,
    mean_difference_estimate,
    percentage,
)

PLANNED_DIFFERENCES: Final = (0.05, 0.1, 0.15, 0.2)  # differences that a study is planned for


@dataclass(frozen=True)
class Arm:
    """One arm: the share of answers that agree with the model (percent), and how far annotators agree."""

    percent: Estimate
    answers: int
    sentences: int
    alpha: Estimate


@dataclass(frozen=True)
class LabelShare:
    """The share of answers that are a label, in each arm and of the model's; the difference is of the arms."""

    label: str
    model: float
    blind: float
    prelabeled: float
    difference: Estimate


@dataclass(frozen=True)
class NeededSize:
    """How many blind sentences it takes to find a difference, with data like these."""

    difference: float
    blind: int


@dataclass(frozen=True)
class Anchoring:
    """One question: how much more often pre-labeled answers agree with the model than blind ones.

    `mean_difference_estimate` is a share (.12: twelve in a hundred answers); `detectable_difference` the smallest that 80 % of such studies
    find; `only_if` names the question that decides whether this one is asked.
    """

    question: str
    blind: Arm
    prelabeled: Arm
    difference: Estimate
    findable: float | None
    needed: list[NeededSize]
    shares: list[LabelShare]
    resampled: str
    articles: int
    rounds: list[str]
    only_if: str = ""


def anchorings(
    answers: pd.DataFrame,
    codebook: Codebook | None = None,
    *,
    find: Sequence[float] = PLANNED_DIFFERENCES,
    seed: int = 0,
) -> list[Anchoring]:
    """Compare the arms for each choice question that the model answered, in codebook order, else by name."""
    kept = answers_in_both_arms(answers, codebook).answers
    names = [name for name in question_order(kept, codebook) if name in set(kept["question"])]
    return [
        _question(kept[kept["question"] == name], codebook.question(name) if codebook else None, find, seed)
        for name in names
    ]


def arm_parts(agrees: Flags, blind: Flags, places: Ints, rounds: int = 1) -> Floats:
    """Sum answers by sentence: those that agree and all, blind, then the same pre-labeled; four columns a round.

    `places` is the sentence of each answer, times the number of rounds, plus the round.
    """
    found = np.zeros((places.max() + rounds - places.max() % rounds, 4))
    for column, part in enumerate((agrees & blind, blind, agrees & ~blind, ~blind)):
        np.add.at(found[:, column], places, part.astype(float))
    return found.reshape(-1, 4 * rounds)


def _question(mine: pd.DataFrame, question: Question | None, find: Sequence[float], seed: int) -> Anchoring:
    of = _AlignedArms(mine, seed)
    parts = of.parts(mine["label"] == mine["said"])
    error = mean_difference_error(parts, of.units)
    blind, prelabeled = (_arm(mine[mine["arm"] == arm], parts, of.units, at) for at, arm in enumerate(of.arms))
    labels = question.label_names if question else sorted({*mine["label"], *mine["said"]})
    return Anchoring(
        mine["question"].iloc[0],
        blind,
        prelabeled,
        mean_difference_estimate(parts, of.units),
        None if error is None else detectable_difference(error),
        [] if error is None else [NeededSize(wanted, blind_needed(wanted, error, blind.sentences)) for wanted in find],
        [_share(mine, label, of) for label in labels],
        of.units.kind,
        of.units.number(np.arange(len(parts))),
        of.rounds,
        question.only_if.question if question and question.only_if else "",
    )


class _AlignedArms:
    """Answers to a question by sentence and round."""

    arms = (BLIND, PRELABELED)

    def __init__(self, mine: pd.DataFrame, seed: int) -> None:
        self.rounds = sorted(set(mine["round"]))
        sentences = pd.Index(mine["sentence"].unique()).sort_values()
        self.blind = mine["arm"].eq(BLIND).to_numpy()
        round = pd.Index(self.rounds).get_indexer(mine["round"])
        self.places = sentences.get_indexer(mine["sentence"]) * len(self.rounds) + round
        self.units: Clusters = article_clusters(mine, sentences, seed)

    def parts(self, yes: "pd.Series[bool]") -> Floats:
        """Give each sentence's parts of the difference in how many answers are so."""
        return arm_parts(yes.to_numpy(dtype=bool), self.blind, self.places, len(self.rounds))


def _arm(mine: pd.DataFrame, parts: Floats, units: Clusters, at: int) -> Arm:
    part, whole = (parts[:, 2 * at + column :: 4].sum(axis=1) for column in (0, 1))
    of = answer_matrix(mine, sorted(set(mine["label"])), units.seed)
    return Arm(
        percentage(part, whole, units),
        len(mine),
        mine["sentence"].nunique(),
        chance_corrected_agreement(nominal_parts(of.counts), of.counts, of.clusters, nominal_alpha),
    )


def _share(mine: pd.DataFrame, label: str, of: _AlignedArms) -> LabelShare:
    given, arm = mine["label"] == label, mine["arm"]
    return LabelShare(
        label,
        float((mine["said"] == label).mean()),
        float(given[arm == BLIND].mean()),
        float(given[arm == PRELABELED].mean()),
        mean_difference_estimate(of.parts(given), of.units),
    )
