"""How far pre-labels change the answers: the blind arm against the pre-labeled arm of the same selection."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from annotation.codebook.codebook import Codebook, Question
from annotation.tables.schema import BLIND, PRELABELED
from exports.agreement.alpha import nominal_alpha, nominal_parts
from exports.anchoring.arms import MODEL_LABEL, answers_in_both_arms
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

PLANNED_DIFFERENCES: Final = (0.05, 0.1, 0.15, 0.2)  # shares of answers, for which a study's size is computed


@dataclass(frozen=True)
class Arm:
    """One arm: the percentage of answers that agree with the model, and how far its annotators agree (alpha)."""

    percent: Estimate
    answers: int
    sentences: int
    alpha: Estimate


@dataclass(frozen=True)
class LabelShare:
    """The share of one label among the model's labels and among the answers of each arm, from 0 to 1.

    `difference` is the share in the pre-labeled arm less the share in the blind arm.
    """

    label: str
    model: float
    blind: float
    prelabeled: float
    difference: Estimate


@dataclass(frozen=True)
class NeededSize:
    """How many blind sentences it takes to find a difference, with answers like those of this study."""

    difference: float
    blind: int


@dataclass(frozen=True)
class Anchoring:
    """One question: how much more often pre-labeled answers agree with the model than blind ones.

    `difference` is a share of the answers (.12 is twelve in a hundred answers). `findable` is the smallest difference
    that 80 % of such studies find. `only_if` names the question that decides whether this one is asked.
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
    differences: Sequence[float] = PLANNED_DIFFERENCES,
    seed: int = 0,
) -> list[Anchoring]:
    """Compare the arms for each choice question that the model answered, in codebook order, else by name.

    Args:
        answers: The answers table: one row per answer, with the columns sentence, annotator, question, label, arm,
            round, audit, shown_label and withheld_label; the intervals resample what the column article names.
        codebook: Gives questions and labels their order.
        differences: The differences for which the needed number of blind sentences is computed, as shares.
        seed: The seed for resampling.

    Raises:
        DataError: If no answers can be compared (see `answers_in_both_arms`).
    """
    comparable = answers_in_both_arms(answers, codebook).answers
    answered = set(comparable["question"])
    return [
        _compare_arms(
            comparable[comparable["question"] == name],
            codebook.question(name) if codebook else None,
            differences,
            seed,
        )
        for name in question_order(comparable, codebook)
        if name in answered
    ]


def arm_parts(agrees: Flags, is_blind: Flags, positions: Ints, rounds: int = 1) -> Floats:
    """Count each sentence's answers, and those that agree with the model, by arm and round.

    Args:
        agrees: Whether each answer agrees with the model, shape (answers,).
        is_blind: Whether each answer is in the blind arm, shape (answers,).
        positions: The number of each answer's sentence, times the number of rounds, plus the number of its round, shape
            (answers,).
        rounds: How many rounds there are.

    Returns:
        Shape (sentences, 4 * rounds): for each round the blind answers that agree, all blind answers, the pre-labeled
        answers that agree, and all pre-labeled answers.

    >>> arm_parts(np.array([True, False, True]), np.array([True, True, False]), np.array([0, 0, 1])).tolist()
    [[1.0, 2.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]]
    """
    counts = np.zeros((positions.max() + rounds - positions.max() % rounds, 4))
    for column, flags in enumerate((agrees & is_blind, is_blind, agrees & ~is_blind, ~is_blind)):
        np.add.at(counts[:, column], positions, flags.astype(float))
    return counts.reshape(-1, 4 * rounds)


class _AlignedAnswers:
    """The answers to one question, numbered by sentence and round."""

    def __init__(self, answers: pd.DataFrame, seed: int) -> None:
        self.rounds = sorted(set(answers["round"]))
        sentences = pd.Index(answers["sentence"].unique()).sort_values()
        self.is_blind = answers["arm"].eq(BLIND).to_numpy()
        round_numbers = pd.Index(self.rounds).get_indexer(answers["round"])
        self.positions = sentences.get_indexer(answers["sentence"]) * len(self.rounds) + round_numbers
        self.clusters: Clusters = article_clusters(answers, sentences, seed)

    def parts(self, flags: "pd.Series[bool]") -> Floats:
        """Count the flagged answers of each sentence by arm and round: the parts of a difference of means.

        `flags` is one value for each answer; the parts have the shape (sentences, 4 * rounds), as in `arm_parts`.
        """
        return arm_parts(flags.to_numpy(dtype=bool), self.is_blind, self.positions, len(self.rounds))


def _compare_arms(
    answers: pd.DataFrame, question: Question | None, differences: Sequence[float], seed: int
) -> Anchoring:
    aligned = _AlignedAnswers(answers, seed)
    parts = aligned.parts(answers["label"] == answers[MODEL_LABEL])
    error = mean_difference_error(parts, aligned.clusters)
    blind, prelabeled = (
        _measure_arm(answers[answers["arm"] == arm], parts[:, 2 * number :: 4], parts[:, 2 * number + 1 :: 4], aligned)
        for number, arm in enumerate((BLIND, PRELABELED))
    )
    labels = question.label_names if question else sorted({*answers["label"], *answers[MODEL_LABEL]})
    return Anchoring(
        answers["question"].iloc[0],
        blind,
        prelabeled,
        mean_difference_estimate(parts, aligned.clusters),
        None if error is None else detectable_difference(error),
        []
        if error is None
        else [NeededSize(difference, blind_needed(difference, error, blind.sentences)) for difference in differences],
        [_label_share(answers, label, aligned) for label in labels],
        aligned.clusters.kind,
        aligned.clusters.count(np.arange(len(parts))),
        aligned.rounds,
        question.only_if.question if question and question.only_if else "",
    )


def _measure_arm(answers: pd.DataFrame, agreeing: Floats, total: Floats, aligned: _AlignedAnswers) -> Arm:
    """Measure one arm, from its answers and each sentence's counts by round, shape (sentences, rounds)."""
    matrix = answer_matrix(answers, sorted(set(answers["label"])), aligned.clusters.seed)
    return Arm(
        percentage(agreeing.sum(axis=1), total.sum(axis=1), aligned.clusters),
        len(answers),
        answers["sentence"].nunique(),
        chance_corrected_agreement(nominal_parts(matrix.counts), matrix.counts, matrix.clusters, nominal_alpha),
    )


def _label_share(answers: pd.DataFrame, label: str, aligned: _AlignedAnswers) -> LabelShare:
    is_label, arm = answers["label"] == label, answers["arm"]
    return LabelShare(
        label,
        float((answers[MODEL_LABEL] == label).mean()),
        float(is_label[arm == BLIND].mean()),
        float(is_label[arm == PRELABELED].mean()),
        mean_difference_estimate(aligned.parts(is_label), aligned.clusters),
    )
