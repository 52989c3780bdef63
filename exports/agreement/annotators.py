"""How each annotator answers: each pair of annotators, and each one against the majority of the others."""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from exports.agreement.kappa import kappa, kappa_parts
from exports.answers.matrix import NO_ANSWER, AnswerMatrix
from exports.statistics.arrays import Flags, Floats
from exports.statistics.estimate import Estimate, chance_corrected_agreement, percentage, percentage_change


@dataclass(frozen=True)
class AnnotatorPair:
    """Two annotators: Cohen's kappa, and the percentage of sentences on which they agree."""

    annotators: tuple[str, str]
    kappa: Estimate
    percent: Estimate


@dataclass(frozen=True)
class AnnotatorAgreement:
    """One annotator against the label that most of the others gave.

    `percent` is the percentage of sentences where the annotator gave that label; `ties` counts the sentences that are
    not compared, because the others tie. `first_half` and `second_half` are that percentage among the sentences that
    the annotator answered earlier and later, and `change` is their difference in percentage points.
    """

    annotator: str
    percent: Estimate
    ties: int
    shares: dict[str, float]  # of each label among the annotator's answers to sentences that others answered too
    first_half: Estimate
    second_half: Estimate
    change: Estimate


def pairwise_agreement(answers: AnswerMatrix) -> list[AnnotatorPair]:
    """Compare every two annotators on the sentences that both answered."""
    return [_compare_pair(answers, first, second) for first, second in combinations(range(len(answers.annotators)), 2)]


def annotator_agreement(answers: AnswerMatrix) -> list[AnnotatorAgreement]:
    """Compare each annotator with the majority of the others."""
    return [_compare_with_others(answers, annotator) for annotator in range(len(answers.annotators))]


def _compare_pair(answers: AnswerMatrix, first: int, second: int) -> AnnotatorPair:
    """Compare two annotators, given by their columns."""
    first_codes, second_codes = answers.codes[:, first], answers.codes[:, second]
    answered_by_both = (first_codes != NO_ANSWER) & (second_codes != NO_ANSWER)
    labels = len(answers.labels)
    parts = kappa_parts(first_codes[answered_by_both], second_codes[answered_by_both], labels)
    clusters = replace(answers.clusters, ids=answers.clusters.ids[answered_by_both])
    label_counts = parts[:, :labels] + parts[:, labels:-1]
    return AnnotatorPair(
        (answers.annotators[first], answers.annotators[second]),
        chance_corrected_agreement(parts, label_counts, clusters, kappa),
        percentage(parts[:, -1], np.ones(len(parts)), clusters),
    )


def _compare_with_others(answers: AnswerMatrix, annotator: int) -> AnnotatorAgreement:
    """Compare an annotator, given by the column, with the label that most of the others gave."""
    codes = answers.codes[:, annotator]
    answered = codes != NO_ANSWER
    votes = answers.counts - (codes[:, None] == np.arange(len(answers.labels)))
    tied = (votes == votes.max(axis=1, initial=0)[:, None]).sum(axis=1) > 1
    compared = answered & ~tied
    agrees = compared & (votes.argmax(axis=1) == codes)
    early, late = _halves(answers.answer_times[:, annotator], compared)
    halves = np.stack([agrees & early, early, agrees & late, late], axis=1).astype(float)
    label_counts = np.bincount(codes[answered], minlength=len(answers.labels))
    shares = label_counts / max(1, label_counts.sum())
    return AnnotatorAgreement(
        answers.annotators[annotator],
        percentage(agrees.astype(float), compared.astype(float), answers.clusters),
        int((answered & tied).sum()),
        {label: float(share) for label, share in zip(answers.labels, shares, strict=True)},
        percentage(halves[:, 0], halves[:, 1], answers.clusters),
        percentage(halves[:, 2], halves[:, 3], answers.clusters),
        percentage_change(halves, answers.clusters),
    )


def _halves(answer_times: Floats, compared: Flags) -> tuple[Flags, Flags]:
    """Mark the compared sentences answered in the first half and in the second.

    All three arrays have the shape (sentences,). Where the time of a compared answer is unknown, no sentence is in
    either half.
    """
    early = np.zeros(len(compared), dtype=bool)
    if np.isnan(answer_times[compared]).any():
        return early, early.copy()
    positions = np.flatnonzero(compared)
    by_time = positions[np.argsort(answer_times[positions], kind="stable")]
    early[by_time[: len(by_time) // 2]] = True
    return early, compared & ~early
