"""How each annotator answers: against the others' majority, early against late, against each other one."""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from exports.agreement.kappa import kappa, kappa_parts
from exports.answers.matrix import NO_ANSWER, AnswerMatrix
from exports.statistics.arrays import Flags, Floats
from exports.statistics.estimate import Estimate, chance_corrected_agreement, percentage, percentage_change


@dataclass(frozen=True)
class AnnotatorPair:
    """Two annotators: Cohen's kappa, and how often they agree."""

    annotators: tuple[str, str]
    kappa: Estimate
    percent: Estimate


@dataclass(frozen=True)
class AnnotatorAgreement:
    """One annotator against the label that most others gave; where the others tie, it isn't compared."""

    annotator: str
    percent: Estimate
    ties: int
    shares: dict[str, float]  # of their answers to sentences that others answered too
    first_half: Estimate
    second_half: Estimate
    change: Estimate


def pairwise_agreement(of: AnswerMatrix) -> list[AnnotatorPair]:
    """Compare every two annotators on the sentences both answered."""
    return [_pair(of, first, second) for first, second in combinations(range(len(of.annotators)), 2)]


def annotator_agreement(of: AnswerMatrix) -> list[AnnotatorAgreement]:
    """Compare each annotator with the others."""
    return [_annotator(of, place) for place in range(len(of.annotators))]


def _pair(of: AnswerMatrix, first: int, second: int) -> AnnotatorPair:
    one, other = of.codes[:, first], of.codes[:, second]
    both = (one != NO_ANSWER) & (other != NO_ANSWER)
    parts = kappa_parts(one[both], other[both], len(of.labels))
    units = replace(of.clusters, ids=of.clusters.ids[both])
    labels = parts[:, : len(of.labels)] + parts[:, len(of.labels) : -1]
    return AnnotatorPair(
        (of.annotators[first], of.annotators[second]),
        chance_corrected_agreement(parts, labels, units, kappa),
        percentage(parts[:, -1], np.ones(len(parts)), units),
    )


def _annotator(of: AnswerMatrix, place: int) -> AnnotatorAgreement:
    mine = of.codes[:, place]
    mine_answered = mine != NO_ANSWER
    others = of.counts - (mine[:, None] == np.arange(len(of.labels)))
    most = others.max(axis=1, initial=0)
    tied = (others == most[:, None]).sum(axis=1) > 1
    told = mine_answered & ~tied
    right = told & (others.argmax(axis=1) == mine)
    early, late = _halves(of.order[:, place], told)
    both = np.stack([right & early, early, right & late, late], axis=1).astype(float)
    given = np.bincount(mine[mine_answered], minlength=len(of.labels))
    return AnnotatorAgreement(
        of.annotators[place],
        percentage(right.astype(float), told.astype(float), of.clusters),
        int((mine_answered & tied).sum()),
        {label: float(share) for label, share in zip(of.labels, given / max(1, given.sum()), strict=True)},
        percentage(both[:, 0], both[:, 1], of.clusters),
        percentage(both[:, 2], both[:, 3], of.clusters),
        percentage_change(both, of.clusters),
    )


def _halves(order: Floats, told: Flags) -> tuple[Flags, Flags]:
    """Cut the sentences compared into those answered first and later; where a moment is missing there are no halves."""
    early = np.zeros(len(told), dtype=bool)
    if np.isnan(order[told]).any():
        return early, early.copy()
    places = np.flatnonzero(told)
    in_time = places[np.argsort(order[places], kind="stable")]
    early[in_time[: len(in_time) // 2]] = True
    return early, told & ~early
