"""How far pre-labels change the answers: the blind arm against the pre-labeled arm of the same selection."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np
import pandas as pd

from annotation.assignment.arms import Arms
from annotation.codebook.codebook import Codebook, Question
from exports.agreement.alpha import nominal_alpha, nominal_parts
from exports.anchoring.arms import MODEL_LABEL, answers_in_both_arms
from exports.anchoring.comparison import ArmComparison
from exports.anchoring.power import EXTRA_BLIND, EXTRA_BY_PERSON, detectable_difference, sentences_needed
from exports.answers.matrix import answer_matrix
from exports.answers.valid import question_order
from exports.statistics.arrays import Flags
from exports.statistics.estimate import Estimate, chance_corrected_agreement

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

    `difference` is how much larger the share is in the pre-labeled arm, compared within sentences and between them.
    """

    label: str
    model: float
    blind: float
    prelabeled: float
    difference: Estimate


@dataclass(frozen=True)
class NeededSize:
    """How many sentences, of both arms, it takes to find a difference, with answers like those of this study."""

    difference: float
    sentences: int


@dataclass(frozen=True)
class Anchoring:
    """One question: how much more often pre-labeled answers agree with the model than blind ones.

    `arms` says whether any sentence is blind for one annotator and pre-labeled for another. `difference` is a share
    of the answers (.12 is twelve in a hundred answers), compared within sentences and between them. `findable` is the
    smallest difference that 80 % of such studies find. `audit_alpha` is the agreement on audit sentences of the same
    rounds, which nobody was shown a label for; None where there are none. `only_if` names the question that decides
    whether this one is asked.
    """

    question: str
    arms: Arms
    blind: Arm
    prelabeled: Arm
    difference: Estimate
    findable: float | None
    needed: list[NeededSize]
    shares: list[LabelShare]
    audit_alpha: Estimate | None
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
        differences: The differences for which the needed number of sentences is computed, as shares.
        seed: The seed for resampling.

    Raises:
        DataError: If no answers can be compared (see `answers_in_both_arms`).
    """
    in_both_arms = answers_in_both_arms(answers, codebook)
    comparable = in_both_arms.answers
    answered = set(comparable["question"])
    return [
        _compare_arms(
            comparable[comparable["question"] == name],
            in_both_arms.audit[in_both_arms.audit["question"] == name],
            codebook.question(name) if codebook else None,
            differences,
            seed,
        )
        for name in question_order(comparable, codebook)
        if name in answered
    ]


def _compare_arms(
    answers: pd.DataFrame, audit: pd.DataFrame, question: Question | None, differences: Sequence[float], seed: int
) -> Anchoring:
    """Compare the arms on one question; `audit` has the answers to it on audit sentences."""
    compared = ArmComparison(answers, seed)
    agrees = compared.answers["label"].eq(compared.answers[MODEL_LABEL]).to_numpy(dtype=bool)
    error = compared.error(agrees)
    labels = question.label_names if question else sorted({*answers["label"], *answers[MODEL_LABEL]})
    blind = _measure_arm(compared, agrees, compared.is_blind)
    return Anchoring(
        answers["question"].iloc[0],
        compared.arms,
        blind,
        _measure_arm(compared, agrees, ~compared.is_blind),
        compared.difference(agrees),
        None if error is None else detectable_difference(error),
        [] if error is None else _needed_sizes(compared, error, blind, differences),
        [_label_share(compared, label) for label in labels],
        _alpha(audit, seed) if len(audit) else None,
        compared.clusters.kind,
        compared.clusters.count(np.arange(len(compared.clusters.ids))),
        compared.rounds,
        question.only_if.question if question and question.only_if else "",
    )


def _needed_sizes(compared: ArmComparison, error: float, blind: Arm, differences: Sequence[float]) -> list[NeededSize]:
    sentences = len(compared.clusters.ids)
    extra = EXTRA_BY_PERSON if compared.arms is Arms.PERSON else ceil(EXTRA_BLIND * sentences / blind.sentences)
    return [
        NeededSize(difference, sentences_needed(difference, error, sentences) + extra) for difference in differences
    ]


def _measure_arm(compared: ArmComparison, agrees: Flags, in_arm: Flags) -> Arm:
    """Measure one arm: the answers that `in_arm` flags; both flags have the shape (answers,)."""
    answers = compared.answers[in_arm]
    return Arm(
        compared.percent(agrees, in_arm),
        len(answers),
        answers["sentence"].nunique(),
        _alpha(answers, compared.clusters.seed),
    )


def _alpha(answers: pd.DataFrame, seed: int) -> Estimate:
    matrix = answer_matrix(answers, sorted(set(answers["label"])), seed)
    return chance_corrected_agreement(nominal_parts(matrix.counts), matrix.counts, matrix.clusters, nominal_alpha)


def _label_share(compared: ArmComparison, label: str) -> LabelShare:
    is_label = compared.answers["label"].eq(label).to_numpy(dtype=bool)
    return LabelShare(
        label,
        float((compared.answers[MODEL_LABEL] == label).mean()),
        float(is_label[compared.is_blind].mean()),
        float(is_label[~compared.is_blind].mean()),
        compared.difference(is_label),
    )
